import type { CompositeRecorder, Family, HistogramFamily, Vector } from "../../catalog.js";
import { explainWorstCase, worstCase } from "../../series.js";
import { nearestName } from "../../text/nearest-name.js";
import { shortened } from "../../text/words.js";
import { locate, sourceToken } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily, DeclaredRecorder } from "../read/schema-file.js";

interface Surroundings {
  readonly name: string;
  /** In the order of the family's `vectors`; `undefined` when a mistake in one of them is reported. */
  readonly vectors: readonly Vector[] | undefined;
  /** The schema's `series_budget`. */
  readonly budget: number;
  /** The schema's `initialize`. */
  readonly initialize: boolean;
}

/** A family with every default applied; `undefined` when a mistake in it is reported, here or before. */
export function resolveFamily(
  declared: DeclaredFamily,
  { name, vectors, budget, initialize: byDefault }: Surroundings,
  report: SchemaReport,
): Family | undefined {
  const { spec, key, type } = declared;
  const bounds = type === "histogram" ? reportBuckets(declared, report) : undefined;
  if (spec?.description === undefined || vectors === undefined) return undefined;
  if (type === "histogram" && bounds === undefined) return undefined;
  const { labelSets, series } = worstCase(vectors, bounds?.buckets);
  // One that is wrong is reported, and is no measure.
  const limit = Object.hasOwn(spec, "series_budget")
    ? (spec.series_budget ?? Number.POSITIVE_INFINITY)
    : budget;
  if (series > limit) {
    const product = explainWorstCase(vectors, bounds?.buckets);
    const at = locate(declared.source, declared.path, "key");
    report("series-budget-exceeded", { product, series, budget: limit }, at);
    return undefined;
  }
  const initialize = spec.initialize ?? byDefault;
  if (initialize && reportOpenVector(declared, vectors, report)) return undefined;
  const { description: help, unit, renamed_from: renamedFrom, deprecated } = spec;
  const own = { key, name, help, unit, vectors, renamedFrom, deprecated, initialize };
  const base = { ...own, labelSets, series, seriesBudget: limit };
  if (type === "counter") return { ...base, type };
  if (type === "gauge") return { ...base, type, combine: spec.combine ?? "sum" };
  return bounds === undefined ? undefined : { ...base, type, ...bounds };
}

/** Whether a vector is open, whose label values nobody knows before they are recorded; it is reported. */
function reportOpenVector(
  { spec, key, source, path }: DeclaredFamily,
  vectors: readonly Vector[],
  report: SchemaReport,
): boolean {
  const open = vectors.find(({ kind }) => kind === "open");
  if (open === undefined) return false;
  const own = spec?.initialize === true;
  const at = own ? locate(source, [...path, "initialize"], "value") : locate(source, path, "key");
  report("initialize-open", { family: key, vector: open.name }, at);
  return true;
}

type Buckets = Pick<HistogramFamily, "buckets" | "spelledBuckets">;

/** The upper bounds, when they ascend and all of them are sound. */
export function reportBuckets(
  { spec, source, path }: DeclaredFamily,
  report: SchemaReport,
): Buckets | undefined {
  const given = spec?.buckets;
  if (given === undefined) return undefined;
  const bounds = new Set<number>();
  let highest = Number.NEGATIVE_INFINITY;
  let highestIndex = 0;
  let sound = true;
  given.forEach((bound, index) => {
    if (bound === undefined) {
      sound = false;
      return;
    }
    const spot = [...path, "buckets", index];
    if (bounds.has(bound)) {
      report("bucket-duplicate", { bound: sourceToken(source, spot) }, locate(source, spot, "value"));
    } else if (bound < highest) {
      const before = sourceToken(source, [...path, "buckets", highestIndex]);
      const params = { bound: sourceToken(source, spot), before };
      report("buckets-unsorted", params, locate(source, spot, "value"));
    }
    sound &&= bound > highest;
    bounds.add(bound);
    if (bound <= highest) return;
    highest = bound;
    highestIndex = index;
  });
  if (!sound || bounds.size === 0) return undefined;
  const spelledBuckets = given.map((_, index) => sourceToken(source, [...path, "buckets", index]));
  return { buckets: [...bounds], spelledBuckets };
}

interface Known {
  /** A family that is declared but wrong maps to `undefined`: it is known, and its mistake is told elsewhere. */
  readonly families: ReadonlyMap<string, Family | undefined>;
  /** Whether all declarations could be read; if not, a missing name is no news. */
  readonly complete: boolean;
}

/** A recorder with its families; `undefined` when a mistake in it is reported, here or before. */
export function resolveRecorder(
  { key, spec, source, path }: DeclaredRecorder,
  { families, complete }: Known,
  report: SchemaReport,
): CompositeRecorder | undefined {
  if (spec?.metrics === undefined) return undefined;
  const seen = new Set<string>();
  const resolved: Family[] = [];
  spec.metrics.forEach((name, index) => {
    if (name === undefined) return;
    const at = () => locate(source, [...path, "metrics", index], "value");
    if (seen.has(name)) {
      report("duplicate-metric", { name: shortened(name) }, at());
      return;
    }
    seen.add(name);
    const family = families.get(name);
    if (family !== undefined) resolved.push(family);
    if (families.has(name) || !complete) return;
    const all = [...families.keys()];
    report("unknown-metric", { name: shortened(name), nearest: nearestName(name, all), all }, at());
  });
  if (spec.description === undefined || resolved.length !== spec.metrics.length) return undefined;
  const vectors = [...new Set(resolved.flatMap((family) => family.vectors))];
  return { key, description: spec.description, families: resolved, vectors };
}
