import type { Family, Vector } from "../../catalog.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
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
}

/** A family with every default applied; `undefined` when a mistake in it is reported, here or before. */
export function resolveFamily(
  declared: DeclaredFamily,
  { name, vectors, budget }: Surroundings,
  report: Report,
): Family | undefined {
  const { spec, key, type } = declared;
  const buckets = type === "histogram" ? reportBuckets(declared, report) : undefined;
  if (spec?.description === undefined || vectors === undefined) return undefined;
  if (type === "histogram" && buckets === undefined) return undefined;
  const { labelSets, series } = worstCase(vectors, buckets);
  const limit = Object.hasOwn(spec, "series_budget") ? spec.series_budget : budget;
  if (limit !== undefined && series > limit) {
    const product = worstCaseInWords(vectors, buckets);
    const at = locate(declared.source, declared.path, "key");
    report(diagnose("series-budget-exceeded", { product, series, budget: limit }, at));
    return undefined;
  }
  const base = { key, name, help: spec.description, unit: spec.unit, vectors, deprecated: spec.deprecated };
  if (type !== "histogram") return { ...base, type, labelSets, series };
  return buckets === undefined ? undefined : { ...base, type, labelSets, series, buckets };
}
