import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { ExposedFamily, ExposedSample, ExposedType } from "../../exposition/exposition.js";
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
  /** Labels that are missing in some label sets. */
  readonly partialLabels: readonly string[];
  /** The label sets. A label set that several expositions have is here several times. */
  readonly labelSets: readonly LabelSet[];
  /** Whether `labels` are all labels, even if there are no label sets. */
  readonly areLabelsKnown?: boolean;
  /** Finite upper bounds in ascending order, spelled as in the exposition. */
  readonly bounds: readonly string[];
  /** The properties in which expositions differ: `type`, `help`, `unit`, `buckets`. */
  readonly contradictions: readonly string[];
  /** Comments for the schema. */
  readonly notes?: readonly string[];
  /** Where the first exposition has it. */
  readonly location: SourceLocation;
}

type LabelSet = ReadonlyMap<string, string>;

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
  const labelSets = families.flatMap(labelSetsOf);
  const labels = [...new Set(labelSets.flatMap((set) => [...set.keys()]))];
  return {
    name,
    type,
    help: firstText(families.map(({ help }) => help)),
    unit: firstText(families.map(({ unit }) => unit)),
    labels,
    partialLabels: labels.filter((label) => labelSets.some((set) => !set.has(label))),
    labelSets,
    bounds: boundsOf(families.flatMap(({ samples }) => samples)),
    contradictions: findContradictions(all.map(({ family }) => family)),
    location: first.location,
  };
}

function firstText(texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text.trim() !== "");
}

/** Of an exposition, enough to tell sets of words from things that come and go. */
const MOST_LABEL_SETS = 100_000;

/** The label sets of a family, once each. A histogram has one infinite bucket per label set. */
function labelSetsOf({ name: family, type, samples }: ExposedFamily): readonly LabelSet[] {
  const isHistogram = type === "histogram";
  const creationTime = `${family}_created`; // in OpenMetrics, the time at which a counter began
  return samples
    .filter((sample) => (isHistogram ? isInfiniteBucket(sample) : sample.name !== creationTime))
    .slice(0, MOST_LABEL_SETS)
    .map(({ labels }) => labels.filter(({ name }) => !isHistogram || name !== "le"))
    .map((labels) => new Map(labels.map(({ name, value }) => [name, value])));
}

function isInfiniteBucket({ labels }: ExposedSample): boolean {
  return labels.some(
    ({ name, value }) => name === "le" && Number(value.replace("Inf", "Infinity")) === Infinity,
  );
}

function boundsOf(samples: readonly ExposedSample[]): readonly string[] {
  const bounds = new Map<number, string>();
  for (const { name, labels } of samples) {
    if (!name.endsWith("_bucket")) continue;
    const le = labels.find((label) => label.name === "le")?.value ?? "";
    const bound = Number(le);
    if (le !== "" && Number.isFinite(bound) && !bounds.has(bound)) bounds.set(bound, le);
  }
  return [...bounds].sort(([one], [other]) => one - other).map(([, le]) => le);
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
  const bounds = new Set(histograms.map(({ samples }) => boundsOf(samples).map(Number).join()));
  return bounds.size > 1 ? [...found, "buckets"] : found;
}
