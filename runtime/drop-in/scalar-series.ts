import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { Fault } from "../family/rejection.js";
import { AdoptedSeries } from "./adopted-series.js";
import type { GivenLabels, StoredSeries } from "./client-store.js";

/** The series of a counter or a gauge, each of which is one number. */
export abstract class ScalarSeries<Family extends CounterFamily | GaugeFamily> extends AdoptedSeries<Family> {
  /** The labels that a method was called with; `undefined` if it was called with a value alone. */
  protected labelsIn(first: unknown): GivenLabels | undefined {
    const hasLabels = typeof first === "object" && first !== null;
    return hasLabels ? (first as GivenLabels) : undefined; // every object can be read by every key
  }

  /**
   * Records a value that the client takes, or rejects it: a NaN would stay in the number for good.
   *
   * @param fault why the family does not take the value, if it does not
   */
  protected recordUnless(fault: Fault | undefined, recordInFamily: () => void): void {
    if (fault === undefined) recordInFamily();
    else this.reject(fault, false);
  }

  protected override isRecorded(index: number): boolean {
    return this.family.has(index);
  }

  protected override walk(visit: (index: number, write: (series: StoredSeries) => void) => void): void {
    const visitValue = (index: number, value: number) =>
      visit(index, (series) => {
        series.value = value;
      });
    if (this.family.initialize && this.family.vectors.length > 0) this.family.forEach(visitValue);
    else this.family.forEachRecorded(visitValue);
  }

  protected override emptySeries(labels: GivenLabels): StoredSeries {
    return { value: 0, labels };
  }
}
