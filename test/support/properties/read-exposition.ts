/** A sample of an exposition: its name and labels as one text, and its value. */
export type Samples = ReadonlyMap<string, number>;

/** One family of an exposition. */
export interface ExposedFamily {
  readonly type: string;
  readonly help: string;
  readonly samples: Samples;
}

/** The key of a sample. An upper bound is a number, however it is spelt. */
export function sampleKey(name: string, labels: Iterable<readonly [string, string]>): string {
  const pairs = [...labels].map(([label, value]) => [label, label === "le" ? numberOf(value) : value]);
  return JSON.stringify([name, pairs], (_, value) => (value === Infinity ? "+Inf" : value));
}

/**
 * Reads the text format 0.0.4 as narrowly as it is written here: HELP, TYPE, then the family's samples, each
 * once. Throws at anything else.
 */
export function readExposition(text: string): ReadonlyMap<string, ExposedFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, { type: string; help: string; samples: Map<string, number> }>();
  const lines = text.slice(0, -1).split("\n");
  let name = "";
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const help = /^# HELP ([a-zA-Z_:][\w:]*) (.*)$/su.exec(line);
    if (help !== null) {
      name = help[1] ?? "";
      const type = new RegExp(`^# TYPE ${name} (counter|gauge|histogram)$`).exec(lines[++at] ?? "")?.[1];
      if (type === undefined || families.has(name)) throw new Error(`${name}: no TYPE, or twice`);
      families.set(name, { type, help: unescaped(help[2] ?? ""), samples: new Map() });
      continue;
    }
    const family = families.get(name);
    const { key, sample, value } = readSample(line);
    const allowed = family?.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    if (family === undefined || !allowed.some((suffix) => sample === name + suffix)) {
      throw new Error(`a sample out of its family: ${line}`);
    }
    if (family.samples.has(key)) throw new Error(`a sample stands twice: ${line}`);
    family.samples.set(key, value);
  }
  return families;
}

function readSample(line: string): { readonly key: string; readonly sample: string; readonly value: number } {
  const [whole, sample = "", , inner = "", value = ""] =
    /^([a-zA-Z_:][\w:]*)(\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*",?)*)\})? (\S+)$/su.exec(line) ?? [];
  if (whole === undefined || inner.endsWith(",")) throw new Error(`no sample: ${JSON.stringify(line)}`);
  const labels = [...inner.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gsu)].map(
    ([, label = "", text = ""]) => [label, unescaped(text)] as const,
  );
  return { key: sampleKey(sample, labels), sample, value: numberOf(value) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, character) => (character === "n" ? "\n" : character));
}

function numberOf(text: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  if (text !== "NaN" && !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) throw new Error(`no number: ${text}`);
  return Number(text);
}
