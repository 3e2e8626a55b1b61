/** Shows any value in at most about 60 characters, in one line, and never throws. */
export function quoted(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, 60));
    return value.length > 60 ? `${text}…` : text;
  }
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "bigint") return `${value}n`.slice(0, 60);
  return String(value).slice(0, 60);
}
