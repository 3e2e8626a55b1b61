import { boundText, floatText } from "@metricsmith/runtime/number-text";
import type { Catalog, Family, HistogramFamily, Vector } from "./catalog.js";
import { listAllValues } from "./label-values.js";
import { groupDigits } from "./text/words.js";

/** The series of a family under one exposed name, which a query selects. */
export interface ExposedSeries {
  /** `authelia_request`, `authelia_request_duration_bucket`. */
  readonly name: string;
  readonly family: Family;
  /** Which series of a histogram; `undefined` for a counter or gauge. */
  readonly part: "bucket" | "sum" | "count" | undefined;
}

/** Every name that the schema's families expose: one for a counter or gauge, three for a histogram. */
export function exposedSeries({ families }: Catalog): readonly ExposedSeries[] {
  return families.flatMap((family): readonly ExposedSeries[] => {
    if (family.type !== "histogram") return [{ name: family.name, family, part: undefined }];
    const parts = ["bucket", "count", "sum"] as const;
    return parts.map((part) => ({ name: `${family.name}_${part}`, family, part }));
  });
}

/** The label names that the program gives to the series; Prometheus adds those of the target. */
export function labelNamesOf({ family, part }: ExposedSeries): readonly string[] {
  const names = family.vectors.map(({ label }) => label);
  return part === "bucket" ? [...names, "le"] : names;
}

/** All values that a label of the series can have; `undefined` if they cannot be listed or there is no such label. */
export function labelValuesOf({ family, part }: ExposedSeries, label: string): readonly string[] | undefined {
  if (label === "le" && part === "bucket" && family.type === "histogram") return upperBounds(family);
  const vector = family.vectors.find((one) => one.label === label);
  return vector === undefined ? undefined : listAllValues(vector);
}

/** In both spellings: the text format writes `1`, OpenMetrics and Prometheus 3 write `1.0`. */
function upperBounds({ buckets }: HistogramFamily): readonly string[] {
  return [...new Set([...buckets.map(boundText), "+Inf", ...buckets.map(floatText)])];
}

/** How much a family exposes when every label value is recorded with every other. `buckets` are a histogram's. */
export function worstCase(
  vectors: readonly Vector[],
  buckets: readonly number[] | undefined,
): Pick<Family, "labelSets" | "series"> {
  const labelSets = vectors.reduce((count, vector) => count * vector.size, 1);
  return { labelSets, series: labelSets * samplesPerLabelSet(buckets) };
}

/** The worst case as a product that a reader can check: `500 code × 41 method`. */
export function explainWorstCase(vectors: readonly Vector[], buckets: readonly number[] | undefined): string {
  const factors = vectors.map((vector) => `${groupDigits(vector.size)} ${vector.name}`);
  if (buckets !== undefined) factors.push(`${groupDigits(samplesPerLabelSet(buckets))} samples`);
  return factors.join(" × ");
}

/** A label set of a histogram has a sample for each bucket, for `+Inf`, for the sum and for the count. */
function samplesPerLabelSet(buckets: readonly number[] | undefined): number {
  return buckets === undefined ? 1 : buckets.length + 3;
}
