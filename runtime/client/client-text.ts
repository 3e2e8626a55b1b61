import { type ConstantLabels, escapeLabelValue } from "../exposition/label-text.js";
import { claimCounterName, claimedNames } from "../exposition/openmetrics.js";
import { type NamedFamily, sampleNames } from "../family/differences.js";
import { floatText } from "../text.js";

/** The lines of one family in a client's text, each with its line feed. */
export interface FamilyBlock extends NamedFamily {
  readonly text: string;
}

/** The families whose names are not taken; takes their names. Prometheus rejects a text that has a name twice. */
export function claimFamilies(text: string, taken: Set<string>): FamilyBlock[] {
  return blocksOf(text).filter(({ name }) => {
    const free = !taken.has(name);
    taken.add(name);
    return free;
  });
}

/** The clients begin each family with its HELP line. No other line can begin so, as line feeds are escaped. */
function blocksOf(text: string): FamilyBlock[] {
  const blocks: FamilyBlock[] = [];
  let start = text.startsWith(HELP) ? 0 : text.indexOf(`\n${HELP}`) + 1;
  if (start === 0 && !text.startsWith(HELP)) return [];
  while (start < text.length) {
    const next = text.indexOf(`\n${HELP}`, start);
    const end = next < 0 ? text.length : next + 1;
    blocks.push(blockOf(text.slice(start, endOfLines(text, start, end))));
    start = end;
  }
  return blocks;
}

const HELP = "# HELP ";

/** Where the lines end, without the empty ones. */
function endOfLines(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && text[last - 1] === "\n") last -= 1;
  return last < end ? last + 1 : last;
}

function blockOf(text: string): FamilyBlock {
  return {
    name: /^[^ \n]*/.exec(text.slice(HELP.length, text.indexOf("\n") + 1 || text.length))?.[0] ?? "",
    type: /\n# TYPE \S+ (\S+)/.exec(text)?.[1] ?? "untyped",
    text: text.endsWith("\n") ? text : `${text}\n`,
  };
}

/**
 * Adds labels to all samples of a client's text in the format 0.0.4. A sample that has a label by the name of one of
 * them keeps its own, as with default labels of a registry.
 */
export function addLabels(text: string, labels: ConstantLabels): string {
  const added = Object.entries(labels).map(([name, value]) => ({
    name,
    pair: `${name}="${escapeLabelValue(value)}"`,
  }));
  if (added.length === 0) return text;
  const all = added.map(({ pair }) => pair).join(",");
  const mayHaveOwn = added.some(({ name }) => text.includes(`${name}="`));
  const withLabels = (line: string): string => {
    if (line === "" || line.startsWith("#")) return line;
    const { sample, own, value } = partsOf(line);
    if (own === "") return `${sample}{${all}}${value}`;
    if (!mayHaveOwn) return `${sample}{${all},${own}}${value}`;
    const names = new Set([...own.matchAll(LABEL)].map(([, name]) => name));
    const missing = added.filter(({ name }) => !names.has(name)).map(({ pair }) => pair);
    return `${sample}{${[...missing, own].join(",")}}${value}`;
  };
  return text.split("\n").map(withLabels).join("\n");
}

/** The name of a line's sample, its labels, and what follows. */
function partsOf(line: string): { readonly sample: string; readonly own: string; readonly value: string } {
  const [open, blank] = [line.indexOf("{"), line.indexOf(" ")];
  if (open < 0 || (blank >= 0 && blank < open)) {
    const end = blank < 0 ? line.length : blank;
    return { sample: line.slice(0, end), own: "", value: line.slice(end) };
  }
  const close = line.lastIndexOf("}"); // a label value may have braces, but not the sample's value
  return { sample: line.slice(0, open), own: line.slice(open + 1, close), value: line.slice(close + 1) };
}

/** A label and its value in a sample. */
const LABEL = /(?<!\w)([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/**
 * Makes the function that converts lines of a client's text, in their order, from the format 0.0.4 to OpenMetrics,
 * without `# EOF`. Samples keep their names: a counter whose name does not end in `_total`, or is taken without it, gets
 * the type `unknown`. The text has no exemplars, and the clients write no timestamps. A histogram with an upper bound
 * below zero keeps its sum, against OpenMetrics, so that no series is lost.
 *
 * @param families the families of the text
 * @param names that the families before it and their samples have or could have
 */
export function openMetricsConverter(
  families: readonly NamedFamily[],
  names: ReadonlySet<string>,
): (lines: string) => string {
  const taken = new Set([...names, ...families.flatMap(claimedNames)]);
  let family: ClientFamily = { name: "", sampleName: "", type: "" };
  let help = "";
  return (lines) => {
    let converted = "";
    for (const line of lines.split("\n")) {
      const [, keyword, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) ?(.*)$/s.exec(line) ?? [];
      if (keyword === "HELP") help = rest.replaceAll('"', '\\"');
      else if (keyword === "TYPE") {
        family = familyOf(name, rest, taken);
        converted += `# TYPE ${family.name} ${family.type}\n# HELP ${family.name} ${help}\n`;
      } else if (line !== "" && !line.startsWith("#")) converted += `${sampleOf(line, family)}\n`;
    }
    return converted;
  };
}

interface ClientFamily {
  readonly name: string;
  /** The family's name in the text. */
  readonly sampleName: string;
  readonly type: string;
}

function familyOf(sampleName: string, type: string, taken: Set<string>): ClientFamily {
  if (type !== "counter")
    return { name: sampleName, sampleName, type: type === "untyped" ? "unknown" : type };
  const name = claimCounterName(sampleName, taken);
  return name === undefined ? { name: sampleName, sampleName, type: "unknown" } : { name, sampleName, type };
}

/** OpenMetrics 1.0.0, "Canonical Numbers": upper bounds and quantiles are floats. */
function sampleOf(line: string, { sampleName, type }: ClientFamily): string {
  const label = type === "histogram" ? "le" : type === "summary" ? "quantile" : undefined;
  const open = line.indexOf("{");
  const sample = type === "histogram" ? `${sampleName}_bucket` : sampleName;
  if (label === undefined || line.slice(0, open) !== sample) return line;
  // Label by label: the value of one label may look like another label.
  return line.replace(LABEL, (pair, name, value) =>
    name === label && !Number.isNaN(Number(value)) && value !== ""
      ? `${name}="${floatText(Number(value))}"`
      : pair,
  );
}

/** Names of the metric families that a scrape asks for; `undefined` for all. */
export type NameFilter = ReadonlySet<string> | undefined;

/**
 * The names in a query, `?name[]=up&name[]=users`, as in promhttp. A name that no family has selects nothing.
 *
 * @param target path and query, or a whole URL
 */
export function nameFilterOf(target: string): NameFilter {
  const query = /\?([^#]*)/.exec(target)?.[1];
  if (query === undefined) return undefined;
  const names = new URLSearchParams(query).getAll("name[]");
  return names.length === 0 ? undefined : new Set(names);
}

/** Whether a filter has a family's name or, beyond promhttp, the name of one of its samples. */
export function isSelected(filter: NameFilter, family: NamedFamily): boolean {
  return filter === undefined || sampleNames(family).some((name) => filter.has(name));
}
