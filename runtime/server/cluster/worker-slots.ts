import type { Combine } from "../../family/combined-cells.js";
import type { CollectedFamily, CollectedSample } from "./cluster-families.js";

/** Makes one value of those that several processes have for a series: the client's own aggregation. */
export type Aggregate = (processes: readonly (readonly CollectedFamily[])[]) => readonly CollectedFamily[];

/** What one worker after another has had in one place. */
interface Slot {
  /** The worker that has the place now. */
  worker: number | undefined;
  /** Its last answer. */
  answer: readonly CollectedFamily[];
  /** What the workers before it have counted. */
  counted: readonly CollectedFamily[];
}

/**
 * What all workers have recorded, those that have ended too. Each is either one that runs or one that has ended,
 * at every moment, so that none is counted twice.
 *
 * A worker takes the place of one that has ended and goes on from its counts. Sums are then made in the same
 * order as before, each of numbers that only grow: a total that was rounded otherwise could be a little less than
 * at the scrape before, which Prometheus would take for a counter that has begun again.
 */
export class WorkerSlots {
  readonly #aggregate: Aggregate;
  readonly #slots: Slot[] = [];
  /** Of gauges whose last value counts, those that ended workers have set. */
  #lastGauges: readonly CollectedFamily[] = [];

  constructor(aggregate: Aggregate) {
    this.#aggregate = aggregate;
  }

  /** Takes what a worker has recorded until now, in place of what it had before. */
  take(worker: number, answer: readonly CollectedFamily[]): void {
    this.#slotOf(worker).answer = answer;
  }

  /** A worker has ended: what it counted stays, the values of its gauges go, but for those set last. */
  end(worker: number): void {
    const slot = this.#slots.find((candidate) => candidate.worker === worker);
    if (slot === undefined) return;
    slot.counted = this.#aggregated([slot.counted, slot.answer.flatMap(countedOf)]);
    this.#lastGauges = withLastGauges(this.#lastGauges, slot.answer);
    slot.answer = [];
    slot.worker = undefined;
  }

  /** What is to be combined now, always in the same order. */
  processes(): readonly (readonly CollectedFamily[])[] {
    const places = this.#slots.map(({ counted, answer }) => [
      ...this.#aggregated([counted, answer.flatMap(countedOf)]),
      ...answer.flatMap(notCountedOf),
    ]);
    return [...places, this.#lastGauges];
  }

  #aggregated(processes: readonly (readonly CollectedFamily[])[]): readonly CollectedFamily[] {
    const some = processes.filter((families) => families.length > 0);
    return some.length > 1 ? this.#aggregate(some) : (some[0] ?? []);
  }

  #slotOf(worker: number): Slot {
    const slot =
      this.#slots.find((candidate) => candidate.worker === worker) ??
      this.#slots.find((candidate) => candidate.worker === undefined);
    if (slot !== undefined) {
      slot.worker = worker;
      return slot;
    }
    const added: Slot = { worker, answer: [], counted: [] };
    this.#slots.push(added);
    return added;
  }
}

/** Of a family, what outlives a process: what is counted. Not a summary's quantiles, which are no counts. */
function countedOf(family: CollectedFamily): CollectedFamily[] {
  if (family.type === "gauge" || family.aggregator !== "sum") return [];
  if (family.type !== "summary") return [family];
  return [{ ...family, values: family.values.filter(({ labels }) => !("quantile" in labels)) }];
}

function notCountedOf(family: CollectedFamily): CollectedFamily[] {
  if (family.type === "gauge" || family.aggregator !== "sum") return [family];
  if (family.type !== "summary") return [];
  return [{ ...family, values: family.values.filter(({ labels }) => "quantile" in labels) }];
}

function withLastGauges(
  known: readonly CollectedFamily[],
  answer: readonly CollectedFamily[],
): readonly CollectedFamily[] {
  const merged = new Map(known.map((family) => [family.name, family]));
  for (const family of answer) {
    if (family.combine !== "last") continue;
    const before = merged.get(family.name)?.values ?? [];
    merged.set(family.name, { ...family, values: lastSet([...before, ...family.values]) });
  }
  return [...merged.values()];
}

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
