import type { MetricFamily } from "../family/metric-family.js";
import type { DataPoint, HrTime } from "./metric-data.js";

/** What a family has recorded in one series: from when on, and how much of it the collection before has had. */
export interface Stream<Value> {
  /** In milliseconds since 1970. */
  readonly start: number;
  /** `undefined` if the series is new, or begins anew. */
  readonly before: Value | undefined;
}

/**
 * The times at which the series of a counter or histogram have begun, for one reader. Nothing is noted at a record: a
 * series begins at the last collection that did not have it, and at the start of the process if the first collection
 * has it. It begins anew once it was removed.
 */
export class SeriesStreams<Value> {
  readonly #isLess: (value: Value, before: Value) => boolean;
  #streams = new Map<number, { readonly start: number; value: Value }>();
  /** The series of this collection. They replace those of the one before: series that are gone are forgotten. */
  #next = this.#streams;
  /** When the last collection was, in milliseconds since 1970; before the first, when the process has started. */
  #last = performance.timeOrigin;

  /** @param isLess whether a value can only follow the one before if the series has begun anew between them */
  constructor(family: MetricFamily, isLess: (value: Value, before: Value) => boolean) {
    this.#isLess = isLess;
    family.onDrop(this);
  }

  /** The time of the last collection in milliseconds since 1970; before the first, when the process has started. */
  get last(): number {
    return this.#last;
  }

  /** The family has removed a series, or all. */
  drop(index: number | undefined): void {
    if (index === undefined) this.#streams.clear();
    else this.#streams.delete(index);
  }

  begin(): void {
    this.#next = new Map();
  }

  /** @param value of the series now; it is retained */
  read(index: number, value: Value): Stream<Value> {
    const known = this.#streams.get(index);
    const isNew = known === undefined || this.#isLess(value, known.value);
    const start = isNew ? this.#last : known.start;
    this.#next.set(index, { start, value });
    return { start, before: isNew ? undefined : known.value };
  }

  /** @param time of the collection, in milliseconds since 1970 */
  end(time: number): void {
    this.#streams = this.#next;
    this.#last = time;
  }
}

/**
 * The times of a point, in milliseconds since 1970 as given. A clock that was set back makes no point end before it
 * starts.
 */
export function timesOf(start: number, end: number): Pick<DataPoint<number>, "startTime" | "endTime"> {
  return { startTime: hrTimeOf(Math.min(start, end)), endTime: hrTimeOf(end) };
}

/** @param time in milliseconds since 1970 */
export function hrTimeOf(time: number): HrTime {
  const seconds = Math.floor(time / 1000);
  return [seconds, Math.floor((time - seconds * 1000) * 1e6)];
}
