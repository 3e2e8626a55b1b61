/** What a TYPE line may say. */
export type ScrapedType = "counter" | "gauge" | "histogram" | "summary" | "untyped";

/** What a scrape says of a family, before its samples. */
export interface ScrapedFamily {
  readonly name: string;
  readonly type: ScrapedType;
  readonly help: string;
}

/** Told of each sample, in order. Its series' text, `name{code="200"}`, is the same in every scrape. */
export type SampleSink = (series: string, value: number, family: ScrapedFamily) => void;

/**
 * Reads an exposition in the text format 0.0.4.
 *
 * @throws an error that quotes the line, if there is one that is no sample
 */
export function parseExposition(text: string, sample: SampleSink): readonly ScrapedFamily[] {
  const families: ScrapedFamily[] = [];
  let family: ScrapedFamily = { name: "", type: "untyped", help: "" };
  let help = { name: "", text: "" };
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    if (end === start) continue;
    if (text.charCodeAt(start) !== HASH) {
      const line = text.slice(start, end);
      const brace = line.lastIndexOf("}"); // neither a value nor a timestamp has one
      const space = brace < 0 ? line.indexOf(" ") : brace + 1;
      const value = space < 0 ? undefined : parseValue(line.slice(space));
      if (value === undefined)
        throw new Error(`this line of the metrics cannot be read: ${line.slice(0, 200)}`);
      const series = line.slice(0, space);
      if (family.name === "" || !series.startsWith(family.name)) {
        family = { name: /^[^{]*/.exec(series)?.[0] ?? series, type: "untyped", help: "" };
        families.push(family);
      }
      sample(series, value, family);
      continue;
    }
    const [, keyword, name = "", rest = ""] =
      /^# (HELP|TYPE) (\S+) ?(.*)$/s.exec(text.slice(start, end)) ?? [];
    if (keyword === "HELP") help = { name, text: unescaped(rest) };
    if (keyword !== "TYPE") continue;
    family = { name, type: typeOf(rest), help: help.name === name ? help.text : "" };
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

function typeOf(text: string): ScrapedType {
  const type = text.trim();
  return type === "counter" || type === "gauge" || type === "histogram" || type === "summary"
    ? type
    : "untyped";
}

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
