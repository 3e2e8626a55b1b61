import type { Family, Vector } from "../../catalog.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { reportBuckets } from "./buckets.js";
import { worstCase, worstCaseInWords } from "./series.js";

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
    const product = worstCaseInWords(vectors, bounds?.buckets);
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
