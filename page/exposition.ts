/** The type in a TYPE line; `untyped` if there is no such line. */
export type ScrapedType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

/** The HELP and TYPE lines of a family. */
export interface ScrapedFamily {
  readonly name: string;
  readonly type: ScrapedType;
  readonly help: string;
}

/** Called for each sample, in order. The text of a series, `name{code="200"}`, is the same in every scrape. */
type OnSample = (series: string, value: number, family: ScrapedFamily) => void;

/**
 * Reads an exposition in the text format 0.0.4.
 *
 * @throws an error that quotes the first line that is not a sample
 */
export function parseExposition(text: string, onSample: OnSample): readonly ScrapedFamily[] {
  const families: ScrapedFamily[] = [];
  let family: ScrapedFamily = { name: "", type: "untyped", help: "" };
  let help = { name: "", text: "" };
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    if (end === start) continue;
    if (text.charCodeAt(start) !== HASH) {
      const line = text.slice(start, end);
      const brace = line.lastIndexOf("}"); // values and timestamps contain no brace
      const space = brace < 0 ? line.indexOf(" ") : brace + 1;
      const value = space < 0 ? undefined : parseValue(line.slice(space));
      if (value === undefined)
        throw new Error(`this line of the metrics cannot be read: ${line.slice(0, 200)}`);
      const series = line.slice(0, space);
      if (family.name === "" || !series.startsWith(family.name)) {
        family = { name: /^[^{]*/.exec(series)?.[0] ?? series, type: "untyped", help: "" };
        families.push(family);
      }
      onSample(series, value, family);
      continue;
    }
    const [, keyword, name = "", rest = ""] =
      /^# (HELP|TYPE) (\S+) ?(.*)$/s.exec(text.slice(start, end)) ?? [];
    if (keyword === "HELP") help = { name, text: unescapeText(rest) };
    if (keyword !== "TYPE") continue;
    family = { name, type: parseType(rest), help: help.name === name ? help.text : "" };
    families.push(family);
  }
  return families;
}

const HASH = 35;

function parseValue(text: string): number | undefined {
  const [, token = ""] = /^ +(\S+)/.exec(text) ?? [];
  if (token === "+Inf" || token === "Inf") return Infinity;
  if (token === "-Inf") return -Infinity;
  if (token === "NaN" || token === "Nan") return Number.NaN;
  const value = Number(token);
  return token === "" || Number.isNaN(value) ? undefined : value;
}

function parseType(text: string): ScrapedType {
  const type = text.trim();
  return type === "counter" || type === "gauge" || type === "histogram" || type === "summary"
    ? type
    : "untyped";
}

/** The label set of a series: `{ code: "200" }`. */
export type LabelSet = Readonly<Record<string, string>>;

const LABEL_PAIR = /(?<!\w)([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/gs;

/** Reads the text between the braces of a sample: `code="200",method="GET"`. */
export function parseLabels(text: string): LabelSet {
  const labels: Record<string, string> = Object.create(null); // a label may be named `__proto__`
  for (const [, name = "", value = ""] of text.matchAll(LABEL_PAIR)) labels[name] = unescapeText(value);
  return labels;
}

/** Text format 0.0.4: backslash, line feed and, in label values, double quote are escaped. */
function unescapeText(text: string): string {
  return text.includes("\\") ? text.replace(/\\(.)/gs, (_, sign) => (sign === "n" ? "\n" : sign)) : text;
}
