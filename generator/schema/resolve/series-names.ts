import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { exposedName } from "./metric-name.js";
import { place } from "./place.js";

const SUFFIXES: readonly string[] = ["bucket", "sum", "count"];

/**
 * Reports a histogram that is named as a series of another is: `x_sum` beside `x`. Counters and gauges of
 * such names are reserved whether or not there is the histogram.
 */
export function reportSeriesNames(
  families: Iterable<DeclaredFamily>,
  namespace: string,
  report: SchemaReport,
): void {
  const histograms = [...families].filter((family) => family.type === "histogram");
  const series = new Map<string, DeclaredFamily>(
    histograms.flatMap((family) => SUFFIXES.map((suffix) => [`${family.key}_${suffix}`, family] as const)),
  );
  for (const family of histograms) {
    const owner = series.get(family.key);
    if (owner === undefined) continue;
    const other = `a series of the histogram \`${owner.key}\` at ${place(owner)}`;
    const params = { what: "histogram", name: exposedName(namespace, family.key), other };
    report("duplicate-name", params, locate(family.source, family.path, "key"));
  }
}
