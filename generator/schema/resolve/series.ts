import type { Vector } from "../../catalog.js";
import { grouped } from "../../grouped.js";

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
