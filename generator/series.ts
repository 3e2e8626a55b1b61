import { boundText, floatText } from "@metricsmith/runtime/text";
import type { Catalog, Family, HistogramFamily, HistogramForm, Vector } from "./catalog.js";
import { listAllValues } from "./label-values.js";
import { groupDigits } from "./text/words.js";

/** The series of a family under one exposed name, which a query selects. */
export interface ExposedSeries {
  /** `authelia_request`, `authelia_request_duration_bucket`. */
  readonly name: string;
  readonly family: Family;
  /** Which series of a histogram; `undefined` for a counter, a gauge and a native histogram. */
  readonly part: "bucket" | "sum" | "count" | undefined;
}

/** Every name that the schema's families expose: one for a counter or gauge, three for a histogram. */
export function exposedSeries({ families }: Pick<Catalog, "families">): readonly ExposedSeries[] {
  return families.flatMap((family): readonly ExposedSeries[] => {
    if (family.type !== "histogram") return [{ name: family.name, family, part: undefined }];
    const parts = ["bucket", "count", "sum"] as const;
    return parts.map((part) => ({ name: `${family.name}_${part}`, family, part }));
  });
}

export const HISTOGRAM_FORMS = ["classic", "native", "both"] as const satisfies readonly HistogramForm[];

/** How Prometheus stores a schema's histograms. Without a scrape job, they are taken for classic ones. */
export function histogramForm({ outputs }: Pick<Catalog, "outputs">): HistogramForm {
  return outputs.scrape?.histograms ?? "classic";
}

/** Every name under which Prometheus stores the schema's families: a native histogram has its bare name. */
export function storedSeries(
  { families }: Pick<Catalog, "families">,
  form: HistogramForm,
): readonly ExposedSeries[] {
  const bare = families.map((family): ExposedSeries => ({ name: family.name, family, part: undefined }));
  const histograms = bare.filter(({ family }) => family.type === "histogram");
  return [...exposedSeries({ families }), ...histograms].filter((series) => isStored(series, form));
}

/** Whether Prometheus stores a series if it stores histograms in a form. */
export function isStored({ family, part }: Omit<ExposedSeries, "name">, form: HistogramForm): boolean {
  if (family.type !== "histogram" || form === "both") return true;
  return form === (part === undefined ? "native" : "classic");
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

/** What multiplies the series of each label set. */
interface SeriesFactors {
  /** A histogram's; `undefined` for another family. */
  readonly buckets: readonly number[] | undefined;
  /** The number of names under which the family is exposed. */
  readonly names: number;
}

/** How much a family exposes when every label value is recorded with every other. */
export function worstCase(
  vectors: readonly Vector[],
  { buckets, names }: SeriesFactors,
): Pick<Family, "labelSets" | "series"> {
  const labelSets = vectors.reduce((count, vector) => count * vector.size, 1);
  return { labelSets, series: labelSets * samplesPerLabelSet(buckets) * names };
}

/** The worst case as a product that a reader can check: `41 × 500 × 12 series (method × code × samples of a label set)`. */
export function explainWorstCase(
  vectors: readonly Vector[],
  { buckets, names: exposedNames }: SeriesFactors,
): string {
  const sizes = vectors.map(({ size }) => size);
  const names: string[] = vectors.map(({ name }) => name);
  if (buckets !== undefined) {
    sizes.push(samplesPerLabelSet(buckets));
    names.push("samples of a label set");
  }
  if (exposedNames > 1) {
    sizes.push(exposedNames);
    names.push("names, with `renamed_from`");
  }
  return `${sizes.map(groupDigits).join(" × ")} series (${names.join(" × ")})`;
}

/** The narrower forms of the largest vectors of a family that has too many series; empty without vectors. */
export function explainNarrowing(vectors: readonly Vector[]): string {
  const [largest, ...others] = [...vectors].sort((one, other) => other.size - one.size);
  if (largest === undefined) return "";
  const rest = others.flatMap((vector) => {
    const form = vector.kind === "closed" && vector.listed ? undefined : narrowerForm(vector);
    return form === undefined ? [] : [`For \`${vector.name}\`, ${form}.`];
  });
  const own = narrowerForm(largest);
  return [
    `The largest vector is \`${largest.name}\` with ${groupDigits(largest.size)} values${own === undefined ? "" : `: ${own}`}.`,
    ...rest,
  ].join(" ");
}

/** What to write for a set of fewer values; `undefined` if there is no such form. */
function narrowerForm(vector: Vector): string | undefined {
  switch (vector.kind) {
    case "closed":
      return vector.listed
        ? "list fewer `values`, and an `otherwise` for the others"
        : "list the methods in use, such as `values: [GET, POST]`; others are `other`";
    case "integer":
      return vector.min === 100 && vector.max === 599
        ? "write `type: http_status_class`, which has 5, or list the codes that matter, such as `values: [200, 404, 500]`; others are `other`"
        : "narrow `min` and `max`";
    case "status":
      return "write `type: http_status_class`, which has 5, or list fewer `values`";
    case "open":
      return "lower its `max_values`";
    case "boolean":
    case "statusClass":
      return undefined;
    default:
      return vector satisfies never;
  }
}

/** A label set of a histogram has a sample for each bucket, for `+Inf`, for the sum and for the count. */
function samplesPerLabelSet(buckets: readonly number[] | undefined): number {
  return buckets === undefined ? 1 : buckets.length + 3;
}
