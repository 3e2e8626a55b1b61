import { boundText, floatText } from "@metricsmith/runtime/number-text";
import type { Catalog, Family, HistogramFamily, Vector } from "./catalog.js";
import { closedSet, isLong, members } from "./label-values.js";
import { grouped } from "./text/words.js";

/** What the schema's families are exposed as, by the name that a query selects. */
export interface ExposedSeries {
  /** `authelia_request`, `authelia_request_duration_bucket`. */
  readonly name: string;
  readonly family: Family;
  /** What of a histogram; `undefined` of a counter or gauge. */
  readonly part: "bucket" | "sum" | "count" | undefined;
}

export function exposedSeries({ families }: Catalog): readonly ExposedSeries[] {
  return families.flatMap((family): readonly ExposedSeries[] => {
    if (family.type !== "histogram") return [{ name: family.name, family, part: undefined }];
    return (["bucket", "count", "sum"] as const).map((part) => ({
      name: `${family.name}_${part}`,
      family,
      part,
    }));
  });
}

/** The label names that the program itself gives to the series. */
export function labelsOf({ family, part }: ExposedSeries): readonly string[] {
  const names = family.vectors.map(({ name }) => name);
  return part === "bucket" ? [...names, "le"] : names;
}

/** All values that a label of the series can have; `undefined` if there is no end of them, or no such label. */
export function valuesOf({ family, part }: ExposedSeries, label: string): readonly string[] | undefined {
  if (label === "le" && part === "bucket" && family.type === "histogram") return upperBounds(family);
  const vector = family.vectors.find(({ name }) => name === label);
  return vector === undefined ? undefined : vectorValues(vector);
}

function vectorValues(vector: Vector): readonly string[] | undefined {
  const set = closedSet(vector);
  return set === undefined || isLong(set) ? undefined : members(set);
}

/** As the text format has them, and as OpenMetrics and Prometheus 3 do, to which `1` is `1.0`. */
function upperBounds({ buckets }: HistogramFamily): readonly string[] {
  return [...new Set([...buckets.map(boundText), "+Inf", ...buckets.map(floatText)])];
}

interface WorstCase {
  readonly labelSets: number;
  readonly series: number;
}

/** The worst case of a family: every label value with every other. */
export function worstCase(vectors: readonly Vector[], buckets: readonly number[] | undefined): WorstCase {
  const labelSets = vectors.reduce((count, vector) => count * vector.size, 1);
  return { labelSets, series: labelSets * samplesPerLabelSet(buckets) };
}

/** The worst case as a sum to follow: `500 code × 41 method`. */
export function worstCaseInWords(vectors: readonly Vector[], buckets: readonly number[] | undefined): string {
  const factors = vectors.map((vector) => `${grouped(vector.size)} ${vector.name}`);
  if (buckets !== undefined) factors.push(`${grouped(samplesPerLabelSet(buckets))} samples`);
  return factors.join(" × ");
}

/** A label set of a histogram has a sample for each bucket, `+Inf` too, and for the sum and the count. */
function samplesPerLabelSet(buckets: readonly number[] | undefined): number {
  return buckets === undefined ? 1 : buckets.length + 3;
}
