import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import {
  creationTimeName,
  type ExposedFamily,
  type ExposedLabel,
  type ExposedSample,
  type ExposedType,
  upperBoundOf,
} from "../../exposition/exposition.js";
import { textFormatName } from "../../foreign-families.js";

/** A family as all imported expositions together have it. */
export interface MergedFamily {
  /** The name in the text format: for a counter of OpenMetrics, with `_total`. */
  readonly name: string;
  readonly type: ExposedType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** Label names without `le`, in the order of the first sample that has them. */
  readonly labels: readonly string[];
  /** Labels that are missing in some samples. */
  readonly partialLabels: readonly string[];
  /** Of each label, the values that were seen, with the number of label sets of each. */
  readonly values: ReadonlyMap<string, SeenValues>;
  /** Whether `labels` are all labels, even if there are no samples. */
  readonly areLabelsKnown: boolean;
  /** Finite upper bounds in ascending order, spelled as in the exposition. */
  readonly bounds: readonly string[];
  /** Whether families of OpenMetrics with several names have this one name in the text format. */
  readonly isAmbiguous?: boolean;
  /** A `le` that is no upper bound; `undefined` if there is none. */
  readonly strangeBound?: string | undefined;
  /** Whether some label sets lack buckets that others have. */
  readonly hasUnevenBuckets?: boolean;
  /** The properties in which expositions differ: `type`, `help`, `unit`, `buckets`. */
  readonly contradictions: readonly string[];
  /** Comments for the schema. */
  readonly notes?: readonly string[];
  /** Where the first exposition has it. */
  readonly location: SourceLocation;
}

/** Label values, with the number of label sets of each, without the empty one: it is a missing label. */
export type SeenValues = ReadonlyMap<string, number>;

export interface FamilyOccurrence {
  readonly family: ExposedFamily;
  readonly isOpenMetrics: boolean;
  readonly location: SourceLocation;
}

export function nameInTextFormat({ family, isOpenMetrics }: FamilyOccurrence): string {
  return isOpenMetrics ? textFormatName(family) : family.name;
}

/** Merges the occurrences of one family. The type is that of the first occurrence that has one. */
export function mergeFamily(
  name: string,
  [first, ...others]: readonly [FamilyOccurrence, ...FamilyOccurrence[]],
): MergedFamily {
  const all = [first, ...others];
  const { type } = (all.find(({ family }) => family.type !== "unknown") ?? first).family;
  const families = all.map(({ family }) => family).filter((family) => family.type === type);
  const labels = new ValueCounts();
  for (const family of families) takeLabels(family, labels);
  const buckets = families.filter(({ samples }) => samples.length > 0).map(bucketsOf);
  const bounds = new Map(buckets.toReversed().flatMap(({ bounds }) => [...bounds]));
  return {
    name,
    type,
    help: firstText(families.map(({ help }) => help)),
    unit: firstText(families.map(({ unit }) => unit)),
    labels: [...labels.values.keys()],
    partialLabels: labels.partialLabels(),
    values: labels.values,
    areLabelsKnown: families.some(({ samples }) => samples.length > 0),
    bounds: [...bounds].sort(([one], [other]) => one - other).map(([, le]) => le),
    isAmbiguous: new Set(all.flatMap((one) => (one.isOpenMetrics ? one.family.name : []))).size > 1,
    strangeBound: buckets.find(({ strange }) => strange !== undefined)?.strange,
    hasUnevenBuckets: buckets.some(({ areUneven, bounds: own }) => areUneven || own.size < bounds.size),
    contradictions: findContradictions(all.map(({ family }) => family)),
    location: first.location,
  };
}

function firstText(texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text.trim() !== "");
}

/** Counts the values of labels. */
export class ValueCounts {
  readonly values = new Map<string, Map<string, number>>();
  private readonly samplesWith = new Map<string, number>();
  private samples = 0;

  /** @param labelSets as how many label sets the sample counts: 0 if another sample has its label set, too */
  take(labels: Iterable<ExposedLabel>, labelSets: 0 | 1 = 1): void {
    this.samples += 1;
    for (const { name, value } of labels) {
      const counts = this.values.get(name) ?? new Map<string, number>();
      this.values.set(name, counts);
      if (value === "") continue;
      counts.set(value, (counts.get(value) ?? 0) + labelSets);
      this.samplesWith.set(name, (this.samplesWith.get(name) ?? 0) + 1);
    }
  }

  /** The labels that some samples lack. */
  partialLabels(labels: Iterable<string> = this.values.keys()): readonly string[] {
    return [...labels].filter((label) => (this.samplesWith.get(label) ?? 0) < this.samples);
  }
}

/** Takes the labels of a family's samples. A histogram has one infinite bucket for each label set. */
function takeLabels(family: ExposedFamily, labels: ValueCounts): void {
  const isHistogram = family.type === "histogram";
  const creationTime = creationTimeName(family);
  for (const sample of family.samples) {
    if (sample.name === creationTime) continue;
    const own = isHistogram ? sample.labels.filter(({ name }) => name !== BOUND_LABEL) : sample.labels;
    labels.take(own, isHistogram && !isInfiniteBucket(sample) ? 0 : 1);
  }
}

const BOUND_LABEL = "le";

function boundLabel({ labels }: ExposedSample): string | undefined {
  return labels.find(({ name }) => name === BOUND_LABEL)?.value;
}

function isInfiniteBucket(sample: ExposedSample): boolean {
  const le = boundLabel(sample);
  return le !== undefined && upperBoundOf(le) === Number.POSITIVE_INFINITY;
}

/** The buckets of a histogram in one exposition. */
interface ExposedBuckets {
  /** Finite upper bounds, with their spelling. */
  readonly bounds: ReadonlyMap<number, string>;
  readonly strange: string | undefined;
  /** Whether some label sets lack buckets that others have: then a bucket has fewer samples than another. */
  readonly areUneven: boolean;
}

function bucketsOf({ type, samples }: ExposedFamily): ExposedBuckets {
  const bounds = new Map<number, string>();
  const counts = new Map<number, number>([[Number.POSITIVE_INFINITY, 0]]);
  let strange: string | undefined;
  for (const sample of type === "histogram" ? samples : []) {
    const le = boundLabel(sample);
    if (le === undefined) continue;
    const bound = upperBoundOf(le);
    if (Number.isNaN(bound)) strange ??= le;
    else counts.set(bound, (counts.get(bound) ?? 0) + 1);
    if (Number.isFinite(bound) && !bounds.has(bound)) bounds.set(bound, le);
  }
  return { bounds, strange, areUneven: new Set(counts.values()).size > 1 };
}

/** A type, help or unit that is missing in one exposition does not contradict another. */
function findContradictions(families: readonly ExposedFamily[]): readonly string[] {
  const differs = (property: "type" | "help" | "unit") =>
    new Set(
      families
        .map((family) => family[property])
        .filter((value) => value !== undefined && value !== "unknown"),
    ).size > 1;
  const found: string[] = (["type", "help", "unit"] as const).filter(differs);
  const histograms = families.filter(({ type, samples }) => type === "histogram" && samples.length > 0);
  const buckets = new Set(
    histograms.map((family) => [...bucketsOf(family).bounds.keys()].sort((a, b) => a - b).join()),
  );
  return buckets.size > 1 ? [...found, "buckets"] : found;
}
