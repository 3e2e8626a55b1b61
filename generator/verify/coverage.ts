import type { ObservedFamily } from "./observed-family.js";

/** How much of a schema the scrapes show recorded. */
export interface Coverage {
  /** Of families, labels and values together, rounded down to a tenth; 0 if the schema declares nothing. */
  readonly percent: number;
  /** Families with a recorded series. */
  readonly families: Share;
  /** Labels of families that a recorded series has. */
  readonly labels: Share;
  /** Values of booleans and of closed sets without `otherwise`, in each family that has them. */
  readonly values: Share;
  /**
   * What is missing, in schema order: a family by its name, and of families with a recorded series a label as
   * `name{label}` and a value as `name{label="value"}`.
   */
  readonly unseen: readonly string[];
}

/** How many of what a schema declares were seen. */
export interface Share {
  readonly seen: number;
  readonly declared: number;
}

export function coverageOf(observed: readonly ObservedFamily[]): Coverage {
  const allLabels = observed.flatMap(({ labels }) => labels);
  const families = shareOf(observed.map(({ recordedAt }) => [recordedAt === undefined ? 0 : 1, 1]));
  const labels = shareOf(allLabels.map(({ isSeen }) => [isSeen ? 1 : 0, 1]));
  const values = shareOf(
    allLabels.map(({ coveredValues, valuesToCover }) => [coveredValues.size, valuesToCover.size]),
  );
  const all = shareOf([families, labels, values].map(({ seen, declared }) => [seen, declared]));
  return {
    percent: all.declared === 0 ? 0 : Math.floor((all.seen * 1000) / all.declared) / 10,
    families,
    labels,
    values,
    unseen: observed.flatMap(unseenOf),
  };
}

function shareOf(counts: readonly (readonly [seen: number, declared: number])[]): Share {
  return {
    seen: counts.reduce((sum, [seen]) => sum + seen, 0),
    declared: counts.reduce((sum, [, declared]) => sum + declared, 0),
  };
}

function unseenOf({ family, recordedAt, labels }: ObservedFamily): readonly string[] {
  if (recordedAt === undefined) return [family.name];
  return labels.flatMap(({ vector, isSeen, valuesToCover, coveredValues }) => {
    if (!isSeen) return [`${family.name}{${vector.label}}`];
    const unseen = [...valuesToCover].filter((value) => !coveredValues.has(value));
    return unseen.map((value) => `${family.name}{${vector.label}=${JSON.stringify(value)}}`);
  });
}
