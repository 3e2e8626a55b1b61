import type { MetricFamily } from "../family/metric-family.js";
import type { HrTime } from "./metric-data.js";

/** What a family has recorded in one series. */
interface Stream<Value> {
  /** When it has begun. */
  readonly start: HrTime;
  /** What the last collection had of it. */
  value: Value;
  /** The number of that collection. */
  collection: number;
}

/** A series in a collection. */
export interface ReadStream<Value> {
  readonly start: HrTime;
  /** What the collection before had; `undefined` if the series is new, or has begun anew. */
  readonly before: Value | undefined;
}

/**
 * The times at which the series of a counter or histogram have begun, for one reader. Nothing is noted at a record: a
 * series begins at the last collection that did not have it, and at the start of the process if the first collection
 * has it. It begins anew once it was removed.
 */
export class SeriesStreams<Value> {
  /** The time of the last collection; before the first, when the process has started. */
  last: HrTime = hrTimeOf(performance.timeOrigin);
  readonly #isLess: (value: Value, before: Value) => boolean;
  readonly #streams = new Map<number, Stream<Value>>();
  #collection = 0;
  /** The number of series in this collection. */
  #found = 0;

  /** @param isLess whether a value can only follow the one before if the series has begun anew between them */
  constructor(family: MetricFamily, isLess: (value: Value, before: Value) => boolean) {
    this.#isLess = isLess;
    family.onDrop(this);
  }

  /** The family has removed a series, or all. */
  drop(index: number | undefined): void {
    if (index === undefined) this.#streams.clear();
    else this.#streams.delete(index);
  }

  begin(): void {
    this.#collection += 1;
    this.#found = 0;
  }

  /** @param value of the series now; it is retained */
  read(index: number, value: Value): ReadStream<Value> {
    this.#found += 1;
    const collection = this.#collection;
    const known = this.#streams.get(index);
    if (known === undefined || this.#isLess(value, known.value)) {
      const stream = { start: this.last, value, collection };
      this.#streams.set(index, stream);
      return { start: stream.start, before: undefined };
    }
    const before = known.value;
    known.value = value;
    known.collection = collection;
    return { start: known.start, before };
  }

  /** Forgets the series that this collection did not have. */
  end(time: HrTime): void {
    this.last = time;
    if (this.#found === this.#streams.size) return;
    for (const [index, { collection }] of this.#streams) {
      if (collection !== this.#collection) this.#streams.delete(index);
    }
  }
}

/** @param time in milliseconds since 1970 */
export function hrTimeOf(time: number): HrTime {
  const seconds = Math.floor(time / 1000);
  return [seconds, Math.floor((time - seconds * 1000) * 1e6)];
}

/** The earlier of two times: a clock that was set back makes no point end before it starts. */
export function earlierOf(time: HrTime, other: HrTime): HrTime {
  return time[0] < other[0] || (time[0] === other[0] && time[1] <= other[1]) ? time : other;
}
