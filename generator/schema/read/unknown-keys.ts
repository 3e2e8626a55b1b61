import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import { isMapping, nodeAt, type Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { RawValue } from "./schema-file.js";

type RawMapping = RawValue & { readonly value: Readonly<Record<string, unknown>> };

/** Returns the keys that are not written, but meant by one of another name. */
export function reportUnknownKeys(
  mapping: RawMapping,
  keys: readonly string[],
  report: SchemaReport,
): ReadonlySet<string> {
  const { value, spot, subject } = mapping;
  const meant = new Set<string>();
  const stray = strayEntries(mapping, keys);
  for (const key of Object.keys(value)) {
    if (keys.includes(key) || isForAnchors(key, spot)) continue;
    const absent = keys.filter((name) => !Object.hasOwn(value, name) && !meant.has(name));
    const synonym = synonymOf(key, keys);
    const nearest = nearestName(key, absent) ?? nearestName(key, keys);
    const other = synonym ?? nearest;
    const beside = stray.get(key);
    if (beside === "reported") continue;
    if (beside === undefined && other !== undefined && absent.includes(other)) meant.add(other);
    const hint =
      beside ?? (synonym === undefined ? keyHint(key, keys, spot) : `It is called \`${synonym}\` here.`);
    const params = { key: shorten(key), where: subject, hint, nearest, all: keys };
    report("unknown-key", params, spot.at(key).key);
  }
  return meant;
}

/** A key at the top level whose value is for aliases alone: `x-defaults`. */
export function isForAnchors(key: string, { path }: Spot): boolean {
  return path.length === 0 && key.startsWith("x-");
}

const SECTIONS: readonly string[] = ["counters", "gauges", "histograms", "vectors", "recorders"];

/**
 * The unknown keys of a schema that follow an empty section: its entries, which are not indented. The first has help, and
 * the others are part of the same mistake.
 */
function strayEntries({ value, spot }: RawMapping, keys: readonly string[]): ReadonlyMap<string, string> {
  const stray = new Map<string, string>();
  if (spot.path.length > 0) return stray;
  let section: string | undefined;
  let isFirst = true;
  for (const [key, entry] of Object.entries(value)) {
    if (keys.includes(key)) {
      section = SECTIONS.includes(key) && entry === null ? key : undefined;
      isFirst = true;
    } else if (section !== undefined && isMapping(entry)) {
      const help = `Indent it, and what follows, below \`${section}:\`, which is empty.`;
      stray.set(key, isFirst ? help : "reported");
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
  ["comment", "description"],
  ["enum", "values"],
  ["label_values", "values"],
  ["allowed", "values"],
  ["limit", "max_values"],
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
