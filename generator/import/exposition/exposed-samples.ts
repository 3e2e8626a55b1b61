import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { ExposedFamily, ExposedSample, ExposedType } from "../../exposition/exposition.js";
import { textFormatName } from "../../foreign-families.js";

/** What expositions say of a family. */
export interface ObservedFamily {
  /** As the samples of the text format name it: a counter of OpenMetrics with `_total`. */
  readonly name: string;
  readonly type: ExposedType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** The label names in the order of the first sample that has them, without `le`. */
  readonly labels: readonly string[];
  /** Labels that some label sets do not have. */
  readonly uneven: readonly string[];
  /** The label sets, each once for each exposition that has it. */
  readonly labelSets: readonly LabelSet[];
  /** Finite upper bounds as they are spelled, in ascending order. */
  readonly bounds: readonly string[];
  /** What expositions say of it otherwise than the first one does. */
  readonly contradictions: readonly string[];
  /** Where the first one has it. */
  readonly location: SourceLocation;
}

/** Label names to values. */
type LabelSet = ReadonlyMap<string, string>;

/** A family as one exposition has it. */
export interface Occurrence {
  readonly family: ExposedFamily;
  readonly isOpenMetrics: boolean;
  readonly location: SourceLocation;
}

/** The name under which a family's samples are in the text format. */
export function exposedName({ family, isOpenMetrics }: Occurrence): string {
  return isOpenMetrics ? textFormatName(family) : family.name;
}

/** Joins what expositions say of one family; there is at least one. */
export function observedFamily(
  name: string,
  [first, ...others]: readonly [Occurrence, ...Occurrence[]],
): ObservedFamily {
  const all = [first, ...others];
  const { family } = all.find((one) => one.family.type !== "unknown") ?? first;
  const alike = all.filter((one) => one.family.type === family.type);
  const labelSets = alike.flatMap((one) => labelSetsOf(one.family));
  const labels = [...new Set(labelSets.flatMap((set) => [...set.keys()]))];
  return {
    name,
    type: family.type,
    help: firstOf(alike.map((one) => one.family.help)),
    unit: firstOf(alike.map((one) => one.family.unit)),
    labels,
    uneven: labels.filter((label) => labelSets.some((set) => !set.has(label))),
    labelSets,
    bounds: boundsOf(alike.flatMap((one) => one.family.samples)),
    contradictions: contradictionsOf(all),
    location: first.location,
  };
}

function firstOf(texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text.trim() !== "");
}

/** Of a histogram the label sets of its infinite buckets, which every one has: once each. */
function labelSetsOf({ type, samples }: ExposedFamily): readonly LabelSet[] {
  const own = type === "histogram" ? samples.filter(isInfiniteBucket) : samples.filter(isNoTimestamp);
  return own.map(
    ({ labels }) => new Map(labels.filter(isNoBound(type)).map(({ name, value }) => [name, value])),
  );
}

function isInfiniteBucket({ labels }: ExposedSample): boolean {
  return labels.some(
    ({ name, value }) => name === "le" && Number(value.replace("Inf", "Infinity")) === Infinity,
  );
}

/** `_created` tells when a counter of OpenMetrics began. */
function isNoTimestamp({ name }: ExposedSample): boolean {
  return !name.endsWith("_created");
}

function isNoBound(type: ExposedType): (label: { readonly name: string }) => boolean {
  return ({ name }) => type !== "histogram" || name !== "le";
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

/** A help that is missing in one of them is no contradiction. */
function contradictionsOf(all: readonly Occurrence[]): readonly string[] {
  const different = (what: "type" | "help" | "unit") =>
    new Set(all.map(({ family }) => family[what]).filter((one) => one !== undefined && one !== "unknown"))
      .size > 1;
  const found: string[] = (["type", "help", "unit"] as const).filter(different);
  const histograms = all.filter(({ family }) => family.type === "histogram" && family.samples.length > 0);
  const bounds = new Set(histograms.map(({ family }) => boundsOf(family.samples).map(Number).join()));
  return bounds.size > 1 ? [...found, "buckets"] : found;
}
