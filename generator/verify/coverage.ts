import type { ObservedFamily } from "./observed-family.js";

/** How much of a schema was seen recorded. */
export interface Coverage {
  /** Of families, labels and values together, rounded down to a tenth; 0 where nothing is declared. */
  readonly percent: number;
  /** Families with a recorded series. */
  readonly families: Share;
  /** Labels of families that a recorded series has. */
  readonly labels: Share;
  /** Values of booleans and of closed sets without `otherwise`, in each family that has them. */
  readonly values: Share;
  /** In schema order: families by their names; where a series was recorded, as `name{label}` and `name{label="value"}`. */
  readonly unseen: readonly string[];
}

export interface Share {
  readonly seen: number;
  readonly declared: number;
}

export function coverageOf(observed: readonly ObservedFamily[]): Coverage {
  const labels = observed.flatMap(({ vectors }) => vectors);
  const families = shareOf(observed.map(({ recordedAt }) => [recordedAt === undefined ? 0 : 1, 1]));
  const seenLabels = shareOf(labels.map(({ isSeen }) => [isSeen ? 1 : 0, 1]));
  const values = shareOf(labels.map(({ seenValues, own }) => [seenValues.size, own.size]));
  const all = shareOf([families, seenLabels, values].map(({ seen, declared }) => [seen, declared]));
  return {
    percent: all.declared === 0 ? 0 : Math.floor((all.seen * 1000) / all.declared) / 10,
    families,
    labels: seenLabels,
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

function unseenOf({ family, recordedAt, vectors }: ObservedFamily): readonly string[] {
  if (recordedAt === undefined) return [family.name];
  return vectors.flatMap(({ vector, isSeen, own, seenValues }) => {
    if (!isSeen) return [`${family.name}{${vector.name}}`];
    const unseen = [...own].filter((value) => !seenValues.has(value));
    return unseen.map((value) => `${family.name}{${vector.name}=${JSON.stringify(value)}}`);
  });
}
