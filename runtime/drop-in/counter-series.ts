import type { CounterFamily } from "../family/counter.js";
import { incrementFault } from "../family/rejection.js";
import type { ClientMetricObject, GivenLabels, LabelsOrValue } from "./client-store.js";
import { ScalarSeries } from "./scalar-series.js";

/** Makes the method `inc` of one counter. Code that is generated for each family has it. */
export type CounterRecording = (series: CounterSeries) => Increase;

/** A counter's method `inc`: labels and a value, or a value alone. It returns what the client's returns, or nothing. */
export type Increase = (labels?: LabelsOrValue, value?: unknown) => unknown;

/** The series of a counter. */
export class CounterSeries extends ScalarSeries<CounterFamily> {
  /** The metric's method `inc`. */
  own: Increase = () => undefined;
  readonly #clientInc: Increase;

  /** @param clientInc the client's own method, bound to the metric */
  constructor(metric: ClientMetricObject, family: CounterFamily, source: object, clientInc: Increase) {
    super(metric, family, source);
    this.#clientInc = clientInc;
  }

  /** Increases a series by a value of whatever type, as the client does it. */
  inc(labels: unknown, value: unknown): unknown {
    const given = this.labelsIn(labels);
    const by = (given === undefined ? labels : value) ?? 1;
    return this.record(
      given ?? {},
      (exposed) => (given === undefined ? this.#clientInc(by as number) : this.#clientInc(exposed, by)), // which it checks
      (index) => this.#record(index, by),
    );
  }

  #record(index: number, by: unknown): void {
    // The client takes NaN, and is NaN from then on.
    this.recordUnless(incrementFault(by), () => this.family.record(index, by as number, undefined));
  }

  /** Runs the client's method that also takes an exemplar. */
  incWithExemplar(labels: unknown, value: unknown, clientInc: (labels: unknown) => unknown): unknown {
    return this.record(this.labelsIn(labels) ?? {}, clientInc, (index) => this.#record(index, value ?? 1));
  }
}

/** The method `inc` of a counter without labels. */
export function unlabelledInc(series: CounterSeries): Increase {
  return function inc(labels, value) {
    const by = labels === undefined ? 1 : labels;
    const isGood = typeof by === "number" && by > 0 && by < Infinity;
    if (isGood && series.family.increaseRecorded(0, by)) return undefined;
    return series.inc(labels, value);
  };
}

/** What `labels` of a counter returns. */
interface CounterChild {
  inc(value?: unknown): unknown;
}

/** One label set of a counter, whose index is found once. */
export function counterChild(series: CounterSeries, labels: GivenLabels): CounterChild {
  let index = -1;
  const child: CounterChild = {
    inc(value = 1) {
      const isGood = index >= 0 && typeof value === "number" && value > 0 && value < Infinity;
      if (isGood && series.family.increaseRecorded(index, value)) return undefined;
      series.outermost = child.inc;
      const result = series.inc(labels, value);
      index = series.isExpiring ? -1 : series.lastIndex;
      return result;
    },
  };
  return child;
}
