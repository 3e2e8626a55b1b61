import type { Combine } from "../../family/combined-cells.js";
import type { CollectedFamily, CollectedSample, SeriesName } from "./cluster-families.js";
import { SeriesExpirations, SeriesSet } from "./cluster-series.js";

/** Aggregates the values of each series over several processes, as the client does. */
export type Aggregate = (processes: readonly (readonly CollectedFamily[])[]) => readonly CollectedFamily[];

/** The place of one running worker at a time, and of those before it. */
interface Slot {
  /** The worker that has the place now; `undefined` if it has ended. */
  worker: number | undefined;
  /** Its last answer. */
  answer: readonly CollectedFamily[];
  /** The counts of the workers before it. */
  counted: readonly CollectedFamily[];
}

/** How many removed series are listed before they are forgotten, where nobody scrapes. */
const MOST_REMOVED = 10_000;

/** The number of the primary, among those of its workers. */
export const PRIMARY = 0;

/**
 * The metrics of the primary and of all workers, also of those that have ended. At each time, a worker counts either as running or as
 * ended, so that none is counted twice.
 *
 * A new worker takes the place of one that has ended, and its counts are added to those of the place. So totals are
 * always summed in the same order, of numbers that only grow. In another order, a total could be rounded to a little
 * less than at the scrape before, and Prometheus would see a counter reset.
 */
export class WorkerSlots {
  readonly #aggregate: Aggregate;
  readonly #slots: Slot[] = [];
  /** The gauges combined by `last` that ended workers have set. */
  #lastGauges: readonly CollectedFamily[] = [];
  readonly #expirations = new SeriesExpirations();
  /** Series that are to be forgotten. */
  readonly #removed: SeriesName[] = [];

  constructor(aggregate: Aggregate) {
    this.#aggregate = aggregate;
  }

  /**
   * Stores a worker's answer, in place of its previous one.
   *
   * @param dropped the series that it has dropped since, because `expire` returned them: if another process has recorded
   * one meanwhile, what this one has counted stays
   */
  setAnswer(worker: number, answer: readonly CollectedFamily[], dropped: readonly SeriesName[] = []): void {
    this.#forgetRemoved();
    const slot = this.#slotOf(worker);
    if (dropped.length > 0) {
      const counted = new SeriesSet(dropped).keepOf(slot.answer.flatMap(countedOf));
      slot.counted = this.#aggregated([slot.counted, counted]);
    }
    slot.answer = answer;
    this.#expirations.note(answer);
  }

  /** Forgets a series, or all of a family; those of running workers until their next answers. */
  remove(series: SeriesName): void {
    this.#removed.push(series);
    if (this.#removed.length >= MOST_REMOVED) this.#forgetRemoved();
  }

  /** Forgets the removed series, many of them at a time: a program may remove thousands between two scrapes. */
  #forgetRemoved(): void {
    if (this.#removed.length === 0) return;
    const removed = new SeriesSet(this.#removed.splice(0));
    for (const slot of this.#slots) {
      slot.counted = removed.removeFrom(slot.counted);
      slot.answer = removed.removeFrom(slot.answer);
    }
    this.#lastGauges = removed.removeFrom(this.#lastGauges);
  }

  /** Forgets the series that have expired and that no running process has. @returns those that processes have to drop */
  expire(): readonly SeriesName[] {
    this.#forgetRemoved();
    const { toDrop, dropped } = this.#expirations.expired(this.#slots.flatMap(({ answer }) => answer));
    for (const series of dropped) this.#removed.push(series);
    return toDrop;
  }

  /** Ends a worker: its counts stay, the values of its gauges go, except those combined by `last`. */
  end(worker: number): void {
    this.#forgetRemoved();
    const slot = this.#slots.find((candidate) => candidate.worker === worker);
    if (slot === undefined) return;
    slot.counted = this.#aggregated([slot.counted, slot.answer.flatMap(countedOf)]);
    this.#lastGauges = withLastGauges(this.#lastGauges, slot.answer);
    slot.answer = [];
    slot.worker = undefined;
  }

  /** The families to aggregate now, always in the same order. */
  processes(): readonly (readonly CollectedFamily[])[] {
    this.#forgetRemoved();
    const places = this.#slots.map(({ counted, answer }) => {
      if (counted.length === 0) return answer;
      return [...this.#aggregated([counted, answer.flatMap(countedOf)]), ...answer.flatMap(notCountedOf)];
    });
    return [...places, this.#lastGauges];
  }

  #aggregated(processes: readonly (readonly CollectedFamily[])[]): readonly CollectedFamily[] {
    const filled = processes.filter((families) => families.length > 0);
    return filled.length > 1 ? this.#aggregate(filled) : (filled[0] ?? []);
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

/** The part of a family that outlives a process: its counts. The quantiles of a summary are not counts. */
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
 * Drops those samples of the schema's gauges that do not count, before the client aggregates all processes. A sample of
 * a series that nothing has set is dropped if another process has set the series: otherwise, its 0 could be the minimum.
 * NaN, which means that there is no value now, is dropped for any other value. Of a gauge combined by `last`, all are
 * dropped but the last one, which the clients do not know.
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

/** For each series, the sample that was set last. A series that was never set is left out. */
function lastSet(samples: readonly CollectedSample[]): CollectedSample[] {
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

/** Combined by `last`, only the best sample of a series; otherwise, all with the same rank as the best. */
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

/** The sample with the highest rank counts. */
function rank({ setAt, value }: CollectedSample, combine: Combine): number {
  if (setAt === undefined) return -1;
  if (combine === "last") return setAt;
  return Number.isNaN(value) ? 0 : 1;
}

/** The labels of a family are always in the same order. */
function seriesKey({ labels }: CollectedSample): string {
  return JSON.stringify(labels);
}
