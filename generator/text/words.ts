/** `1 family`, `2,500 families`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`;
}

/** `20500` as `20,500`, with all its digits; without the system's locales, which take their time to load. */
export function grouped(count: number): string {
  const digits = Number.isFinite(count) ? BigInt(count).toString() : String(count);
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** One line of at most `longest` UTF-16 code units, with an ellipsis behind what is cut. */
export function shortened(text: string, longest = 60): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
