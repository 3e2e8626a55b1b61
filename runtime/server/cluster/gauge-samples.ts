import type { Combine } from "../../family/combine.js";
import type { CollectedFamily, CollectedSample } from "./collected-family.js";

/**
 * Leaves of the schema's gauges the samples alone that count, before the client makes one value of those of all
 * processes. A series that nothing has set gives way to one that something has, or a process that never sets
 * a gauge would be its minimum; NaN, which says that there is no value now, to any other; and where the last
 * value counts, which the clients cannot tell, all to that one.
 */
export function decideGauges(
  processes: readonly (readonly CollectedFamily[])[],
): readonly (readonly CollectedFamily[])[] {
  const winners = new Map<string, Map<string, CollectedSample>>();
  for (const { name, combine, values } of processes.flat()) {
    if (combine === undefined) continue;
    const known = winners.get(name) ?? new Map<string, CollectedSample>();
    winners.set(name, known);
    takeBest(known, combine, values);
  }
  return processes.map((families) =>
    families.map((family) => {
      const best = winners.get(family.name);
      return best === undefined || family.combine === undefined
        ? family
        : onlyBest(family, family.combine, best);
    }),
  );
}

/** Of the samples of one series in several processes, the one that was set last. Those never set are left out. */
export function lastSet(samples: readonly CollectedSample[]): CollectedSample[] {
  const best = new Map<string, CollectedSample>();
  takeBest(best, "last", samples);
  return [...best.values()].filter(({ setAt }) => setAt !== undefined);
}

function takeBest(
  best: Map<string, CollectedSample>,
  combine: Combine,
  samples: readonly CollectedSample[],
): void {
  for (const sample of samples) {
    const key = seriesKey(sample);
    const known = best.get(key);
    if (known === undefined || rank(sample, combine) > rank(known, combine)) best.set(key, sample);
  }
}

/** Where all count, the samples as good as the best; where the last counts, the best itself. */
function onlyBest(
  family: CollectedFamily,
  combine: Combine,
  best: ReadonlyMap<string, CollectedSample>,
): CollectedFamily {
  const values = family.values.filter((sample) => {
    const winner = best.get(seriesKey(sample)) ?? sample;
    return combine === "last" ? winner === sample : rank(winner, combine) === rank(sample, combine);
  });
  return { ...family, values };
}

/** The greater one counts. */
function rank({ setAt, value }: CollectedSample, combine: Combine): number {
  if (setAt === undefined) return -1;
  if (combine === "last") return setAt;
  return Number.isNaN(value) ? 0 : 1;
}

/** A schema's labels always come in one order. */
function seriesKey({ labels }: CollectedSample): string {
  return JSON.stringify(labels);
}
