import type { CollectedFamily } from "./collected-family.js";
import { lastSet } from "./gauge-samples.js";

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
