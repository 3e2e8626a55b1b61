import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import { isMapping, nodeAt, type Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { RawValue } from "./schema-file.js";

type RawMapping = RawValue & { readonly value: Readonly<Record<string, unknown>> };

interface KnownKeys {
  readonly all: readonly string[];
  /** Called only if there is an unknown key. */
  readonly required: () => readonly string[];
}

/** Returns the keys that are not written, but meant by one of another name: that they are missing is the same mistake. */
export function reportUnknownKeys(
  mapping: RawMapping,
  { all, required }: KnownKeys,
  report: SchemaReport,
): ReadonlySet<string> {
  const { value, spot, subject } = mapping;
  const meant = new Set<string>();
  const stray = strayEntries(mapping, all);
  const unknown = Object.keys(value).filter((key) => !all.includes(key) && !isForAnchors(key, spot));
  if (unknown.length === 0) return meant;
  const isAbsent = (name: string) => !Object.hasOwn(value, name) && !meant.has(name);
  const explained = unknown.map((key) => {
    if (stray.has(key)) return { key, hint: stray.get(key), nearest: undefined };
    const synonym = synonymOf(key, all);
    const nearest = nearestName(key, all.filter(isAbsent)) ?? nearestName(key, all);
    const other = synonym ?? nearest;
    if (other !== undefined && isAbsent(other)) meant.add(other);
    const hint = synonym === undefined ? keyHint(key, all, spot) : `It is called \`${synonym}\` here.`;
    return { key, hint, nearest };
  });
  const unexplained = explained.filter(({ hint, nearest }) => hint === undefined && nearest === undefined);
  const missing = required().filter(isAbsent);
  const belong = unexplained.length >= missing.length ? missing : [];
  for (const name of belong) meant.add(name);
  for (const { key, hint, nearest } of explained) {
    if (hint === STRAY) continue;
    const params = { key: shorten(key), where: subject, hint, nearest, all, missing: belong };
    report("unknown-key", params, spot.at(key).key);
  }
  return meant;
}

/** A key at the top level whose value is for aliases alone: `x-defaults`. */
export function isForAnchors(key: string, { path }: Spot): boolean {
  return path.length === 0 && key.startsWith("x-");
}

const SECTIONS: readonly string[] = ["counters", "gauges", "histograms", "vectors", "recorders"];

/** In place of help: the key is part of the mistake of the key before it. */
const STRAY = "";

/** The unknown keys of a schema that follow an empty section: its entries, which are not indented. The first has help. */
function strayEntries({ value, spot }: RawMapping, keys: readonly string[]): ReadonlyMap<string, string> {
  const stray = new Map<string, string>();
  if (spot.path.length > 0) return stray;
  let section: string | undefined;
  let isFirst = true;
  for (const [key, entry] of Object.entries(value)) {
    if (keys.includes(key)) {
      section = SECTIONS.includes(key) && entry === null ? key : undefined;
      isFirst = true;
    } else if (section !== undefined && isMapping(entry) && nearestName(key, keys) === undefined) {
      const help = `Indent it, and what follows, below \`${section}:\`, which is empty.`;
      stray.set(key, isFirst ? help : STRAY);
      isFirst = false;
    }
  }
  return stray;
}

/** Keys of client libraries and other formats, with the schema's key of the same meaning. */
const KEY_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["labels", "vectors"],
  ["labelNames", "vectors"],
  ["label_names", "vectors"],
  ["help", "description"],
  ["desc", "description"],
  ["doc", "description"],
  ["text", "description"],
  ["summary", "description"],
  ["title", "description"],
  ["comment", "description"],
  ["enum", "values"],
  ["label_values", "values"],
  ["allowed", "values"],
  ["limit", "max_values"],
  ["minimum", "min"],
  ["maximum", "max"],
  ["default", "otherwise"],
  ["other", "otherwise"],
  ["prefix", "namespace"],
  ["subsystem", "namespace"],
  ["include", "imports"],
  ["listen", "address"],
]);

function synonymOf(key: string, keys: readonly string[]): string | undefined {
  const synonym = KEY_SYNONYMS.get(key);
  return synonym !== undefined && keys.includes(synonym) ? synonym : undefined;
}

/** Help for a key that belongs elsewhere; `undefined` for other keys, such as misspellings. */
function keyHint(key: string, keys: readonly string[], spot: Spot): string | undefined {
  if (key === "buckets" && keys.includes("unit")) return "Only histograms have buckets.";
  if (key === "type" && keys.includes("unit"))
    return "The section is the type: `counters`, `gauges` or `histograms`.";
  if (key === "name" && keys.includes("description")) return "The key above it is the name.";
  if (key === "summaries")
    return "There are no summaries: their quantiles cannot be aggregated. Write a histogram.";
  if (keys.includes("counters")) return sectionHint(key, spot);
  if (keys.includes("address") && ["port", "host", "path"].includes(key))
    return "It is a part of `address`, as in `address: tcp://127.0.0.1:9959/metrics`.";
  return undefined;
}

function sectionHint(key: string, spot: Spot): string | undefined {
  if (["metrics", "metric", "families", "family"].includes(key))
    return "Metrics are declared by their type, in `counters`, `gauges` and `histograms`.";
  return nodeAt(spot.source, [key])?.anchor === undefined
    ? undefined
    : `To have a value for aliases alone, begin its key with \`x-\`: \`x-${shorten(key)}\`.`;
}
