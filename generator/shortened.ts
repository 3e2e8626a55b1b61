/** One line of at most `longest` UTF-16 code units, with an ellipsis behind what is cut. */
export function shortened(text: string, longest = 60): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
