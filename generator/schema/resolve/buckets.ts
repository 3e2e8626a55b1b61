import type { HistogramFamily } from "../../catalog.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily } from "../read/schema-file.js";
import { locate, sourceToken } from "../yaml/locate.js";

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
