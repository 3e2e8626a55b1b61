/** The label set of a series, as `{ code: "200" }`. */
export type LabelSet = Readonly<Record<string, string>>;

const PAIR = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"/gs;

/** Reads what stands between the braces of a sample: `code="200",method="GET"`. */
export function parseLabels(text: string): LabelSet {
  const labels: Record<string, string> = Object.create(null); // a label may be called `__proto__`
  for (const [, name = "", value = ""] of text.matchAll(PAIR)) labels[name] = unescaped(value);
  return labels;
}

/** Text format 0.0.4: backslash, line feed and, in label values, double quote are escaped. */
export function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\(.)/gs, (_, sign) => (sign === "n" ? "\n" : sign)) : text;
}
