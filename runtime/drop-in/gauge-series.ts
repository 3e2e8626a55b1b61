import type { GaugeFamily } from "../family/gauge.js";
import { numberFault } from "../family/rejection.js";
import type { GivenLabels } from "./client-store.js";
import { ScalarSeries } from "./scalar-series.js";

/** Makes the function that finds the series of one gauge. Code that is generated for each family has it. */
export type GaugeRecording = (series: GaugeSeries) => (labels: GivenLabels) => number;

/** The series of a gauge. */
export class GaugeSeries extends ScalarSeries<GaugeFamily> {
  /** Finds a series by the labels, in the types of the schema; negative if it needs a closer look. */
  indexOf: (labels: GivenLabels) => number = () => -1;

  /** Sets a series that exists. @returns false if it needs a closer look */
  setRecorded(labels: unknown, value: unknown): boolean {
    if (typeof labels === "object" && labels !== null) {
      if (typeof value !== "number") return false;
      const index = this.indexOf(labels as GivenLabels); // every object can be read by every key
      if (index < 0 || !this.family.setRecorded(index, value)) return false;
      this.noteLabels(index, labels as GivenLabels);
      return true;
    }
    return this.isUnlabelled && typeof labels === "number" && this.family.setRecorded(0, labels);
  }

  /** The same for the client's methods `inc`, with the sign 1, and `dec`, with -1. */
  addRecorded(labels: unknown, value: unknown, sign: 1 | -1): boolean {
    if (typeof labels === "object" && labels !== null) {
      if (value !== undefined && !isNumber(value)) return false;
      const index = this.indexOf(labels as GivenLabels); // every object can be read by every key
      return index >= 0 && this.family.addRecorded(index, sign * (value ?? 1));
    }
    if (!this.isUnlabelled || (labels !== undefined && !isNumber(labels))) return false;
    return this.family.addRecorded(0, sign * (labels ?? 1));
  }

  private get isUnlabelled(): boolean {
    return this.family.vectors.length === 0;
  }

  /** @param clientSet the client's own method, which takes labels or no labels */
  set(labels: unknown, value: unknown, clientSet: (labels: unknown, value: unknown) => unknown): unknown {
    const given = this.labelsIn(labels);
    return this.record(
      given ?? {},
      (exposed) => clientSet(given === undefined ? labels : exposed, value),
      (index) => this.family.set(index, (given === undefined ? labels : value) as number, labels), // the client has checked it
    );
  }

  /** @param sign 1 for the client's method `inc`, -1 for `dec` */
  add(
    labels: unknown,
    value: unknown,
    sign: 1 | -1,
    clientAdd: (labels: unknown, value: unknown) => unknown,
  ): unknown {
    const labelled = this.labelsIn(labels);
    const given = labelled === undefined ? labels : value;
    // `@prometheus-io/client` takes null for 1. In prom-client, `dec` makes a number of anything, and 0 of null.
    const by = given === undefined || (given === null && !this.store.replacesLabels) ? 1 : given;
    const delta = sign === 1 ? by : -(by as number);
    return this.record(
      labelled ?? {},
      (exposed) => clientAdd(labelled === undefined ? labels : exposed, value),
      (index) =>
        this.recordUnless(numberFault(delta), () => this.family.add(index, delta as number, undefined)),
    );
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(value);
}

/** What `labels` of a gauge returns. */
interface GaugeChild {
  set(value?: unknown): unknown;
  inc(value?: unknown): unknown;
  dec(value?: unknown): unknown;
  setToCurrentTime(): unknown;
  startTimer(): unknown;
}

/** The methods of a gauge. */
interface GaugeMethods {
  set(labels: unknown, value?: unknown): unknown;
  inc(labels: unknown, value?: unknown): unknown;
  dec(labels: unknown, value?: unknown): unknown;
  setToCurrentTime(labels: unknown): unknown;
  startTimer(labels: unknown): unknown;
}

/** One label set of a gauge, whose index is found once. */
export function gaugeChild(series: GaugeSeries, labels: GivenLabels, metric: GaugeMethods): GaugeChild {
  const { set, inc, dec, setToCurrentTime, startTimer } = metric;
  let index = -1;
  const isKnown = (value: unknown): value is number => index >= 0 && isNumber(value);
  const recordSlowly = (method: GaugeMethods["set"], value: unknown) => {
    series.lastIndex = -1; // the method may find a series without the client
    const result = method.call(metric, labels, value);
    const found = series.lastIndex < 0 ? series.indexOf(labels) : series.lastIndex;
    index = series.isExpiring ? -1 : found;
    return result;
  };
  return {
    set(value) {
      if (!isKnown(value) || !series.family.setRecorded(index, value)) return recordSlowly(set, value);
      series.noteLabels(index, labels);
      return undefined;
    },
    inc(value = 1) {
      const isDone = isKnown(value) && series.family.addRecorded(index, value);
      return isDone ? undefined : recordSlowly(inc, value);
    },
    dec(value = 1) {
      const isDone = isKnown(value) && series.family.addRecorded(index, -value);
      return isDone ? undefined : recordSlowly(dec, value);
    },
    setToCurrentTime: setToCurrentTime.bind(metric, labels),
    startTimer: startTimer.bind(metric, labels),
  };
}
