import { runAll } from "../family/cell-range.js";
import { labelsOf, ordinalsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Fault } from "../family/rejection.js";
import {
  type ClientMetricObject,
  type ClientStore,
  clientStore,
  copySeries,
  type GivenLabels,
  isChanged,
  restoreSeries,
  type StoredSeries,
} from "./client-store.js";
import { copyOfFamily } from "./family-owners.js";
import { LabelIndex } from "./label-index.js";
import type { TextOrdinal } from "./text-ordinals.js";

/** A function that may be on the stack. */
// biome-ignore lint/complexity/noBannedTypes: the parameters of the function do not matter
type Method = Function;

/** A series of the family that is in the client's store, too. */
interface Link {
  series: StoredSeries;
  /** The labels by which the client finds it. */
  labels: GivenLabels;
  /** Of a gauge: the labels that were given last, if the client has not seen them. */
  given: GivenLabels | undefined;
  /** Removes a series that the client has no place for; `undefined` for others. */
  readonly remove: (() => void) | undefined;
  /** The number of the walk that has found it last. */
  walk: number;
}

/**
 * The series of one metric of the drop-in client. The client's own store lists them all, in the client's order, with the
 * labels as they were first given. What the family takes is in its cells: the numbers in the store are written when
 * somebody reads them. What it does not take is in the store alone, as the client records it.
 */
export abstract class AdoptedSeries<Family extends MetricFamily> {
  /** Another one with the same vectors, if a later metric has taken the family over. */
  family: Family;
  /** Whether label sets have another index once series have expired. */
  readonly isExpiring: boolean;
  /** That of the label set that the client's own code has recorded last; negative if the family could not take it. */
  lastIndex = -1;
  /** The functions by which the program records, to find the place of a call. */
  methods: readonly Method[] = [];
  /** A function that calls one of those, if the program has called it last. */
  outermost: Method | undefined;
  /** Whether the client has series that were set to 0: the family has none without a sample. */
  protected hasZeros = false;
  protected readonly metric: ClientMetricObject;
  /** By their indices. */
  readonly #links = new Map<number, Link>();
  readonly #labels: LabelIndex;
  protected store: ClientStore;
  /** Above 0 while the client's own code runs, which must not have all numbers written. */
  running = 0;
  #kept = 0;
  #walk = 0;

  /** @param source the client's own object with the series of the metric */
  constructor(metric: ClientMetricObject, family: Family, source: object) {
    this.metric = metric;
    this.family = family;
    this.store = clientStore(source, metric.sortedLabelNames);
    this.isExpiring = family.expiry !== undefined;
    this.#labels = new LabelIndex(family.vectors);
  }

  /** The function that finds a label value of the family's label at a position, by its text. */
  ordinal(position: number): TextOrdinal {
    return this.#labels.ordinal(position);
  }

  /** The client's own object with all series. */
  get source(): object {
    if (this.running === 0) this.#writeAll();
    return this.store.source;
  }

  /** Takes another store in place of the one before, with the series of the client's own. */
  set source(source: object) {
    this.store = clientStore(source, this.metric.sortedLabelNames);
    this.#links.clear();
    this.#kept = 0;
    this.hasZeros = false;
    if (this.running === 0) this.family.reset();
  }

  /** Whether the family has all series. */
  get isWhole(): boolean {
    return this.#kept === 0 && !this.hasZeros;
  }

  /** Runs the client's own code on its store. */
  run<Result>(operation: () => Result): Result {
    this.running += 1;
    try {
      return operation();
    } finally {
      this.running -= 1;
    }
  }

  /** Removes every series. */
  reset(clientReset: () => void): void {
    this.run(clientReset);
    this.family.reset();
  }

  /** Removes the series with the labels. @param clientRemove throws for bad labels */
  remove<Result>(labels: GivenLabels, clientRemove: () => Result): Result {
    const index = this.find(labels);
    const link = this.#links.get(index);
    const removed = link?.remove;
    if (removed !== undefined) {
      const other = this.store.find(labels);
      const result = this.run(clientRemove);
      if (other !== undefined) this.store.put(other.labels, other);
      this.#drop(index);
      return result;
    }
    const isKept = index < 0 && this.store.find(labels) !== undefined;
    const result = this.run(clientRemove);
    if (isKept) this.#kept -= 1;
    if (index >= 0) this.#drop(index);
    return result;
  }

  #drop(index: number): void {
    this.#links.get(index)?.remove?.();
    this.forget(index);
  }

  /** Removes a series from the family, and leaves the client's own. */
  protected forget(index: number): void {
    this.#links.delete(index);
    const { vectors } = this.family;
    const values = ordinalsOf(vectors, index).map((ordinal, at) => vectors[at]?.textOf(ordinal) ?? "");
    this.family.removeEverywhere({ values, index });
  }

  /** The index of a label set that the family may have; negative if it has none. It adds no label value. */
  find(labels: GivenLabels): number {
    return this.#labels.find(labels);
  }

  /** Notes the labels that a gauge was set with: some clients expose those that were given last. */
  noteLabels(index: number, labels: GivenLabels): void {
    if (!this.store.replacesLabels) return;
    const link = this.#links.get(index);
    if (link !== undefined && link.labels !== labels) link.given = labels;
  }

  /**
   * Records a sample by the client's own code, and then in the family.
   *
   * @param record the client's method, which throws for a bad sample
   * @param recordInFamily records the same in the family, which may reject it
   */
  protected record<Result>(
    given: GivenLabels,
    record: (labels: GivenLabels) => Result,
    recordInFamily: (index: number) => void,
  ): Result | undefined {
    if (this.family.isRetired) this.family = copyOfFamily(this.family);
    const index = this.#labels.locate(given);
    this.lastIndex = index;
    if (index < 0) return this.#keep(given, record);
    const link = this.#linkOf(index) ?? this.#linkRecorded(index);
    const labels = link?.labels ?? this.#labels.fold(index, given);
    const stored = this.store.find(labels);
    const isOther =
      link === undefined && stored !== undefined && !this.#labels.areSame(stored.labels, labels);
    if (link?.remove !== undefined || isOther)
      return this.#recordAppended({ index, labels }, record, recordInFamily);
    const before = stored && copySeries(stored);
    const sample = { index, labels, before, recordInFamily };
    let result: Result;
    try {
      result = this.run(() => record(link === undefined ? labels : this.#labels.fold(index, given)));
    } catch (error) {
      // The client may record a sample and then throw, because of its exemplar.
      if (isChanged(before, this.store.find(labels))) this.#recordLinked(sample);
      throw error;
    }
    this.#recordLinked(sample);
    return result;
  }

  /** Records in the family what the client has recorded. */
  #recordLinked(sample: {
    readonly index: number;
    readonly labels: GivenLabels;
    readonly before: StoredSeries | undefined;
    readonly recordInFamily: (index: number) => void;
  }): void {
    const { index, labels, before, recordInFamily } = sample;
    try {
      recordInFamily(index);
    } finally {
      if (this.isRecorded(index)) this.#link(index, labels);
      else restoreSeries(this.store, labels, before);
    }
  }

  /** Whether the family has a series. */
  protected abstract isRecorded(index: number): boolean;

  /** Calls `visit` for the series that the family has, after `write` has been given the numbers of each. */
  protected abstract walk(visit: (index: number, write: (series: StoredSeries) => void) => void): void;

  /** A series without a sample, as the client makes it. */
  protected abstract emptySeries(labels: GivenLabels): StoredSeries;

  #link(index: number, labels: GivenLabels): void {
    const series = this.store.find(labels);
    if (series === undefined) return;
    const link = this.#links.get(index);
    if (link !== undefined) {
      link.series = series; // a client may put another object in its place
      link.given = undefined;
    } else this.#links.set(index, { series, labels, given: undefined, remove: undefined, walk: 0 });
  }

  /** A label set that has expired may have left its index to another. */
  #linkOf(index: number): Link | undefined {
    const link = this.#links.get(index);
    if (link === undefined || !this.isExpiring) return link;
    if (this.#labels.areSame(link.labels, labelsOf(this.family.vectors, index))) return link;
    this.#links.delete(index);
    this.store.remove(link.labels);
    return undefined;
  }

  /** Lists a series that somebody else has recorded in the family: a recorder, or another thread. */
  #linkRecorded(index: number): Link | undefined {
    if (!this.isRecorded(index)) return undefined;
    const labels = labelsOf(this.family.vectors, index);
    const stored = this.store.find(labels);
    const isOther = stored !== undefined && !this.#labels.areSame(stored.labels, labels);
    const series = stored === undefined || isOther ? this.emptySeries(labels) : stored;
    const remove = isOther ? this.store.append(series, index) : undefined;
    if (stored === undefined) this.store.put(labels, series);
    const listed = isOther ? series : (this.store.find(labels) ?? series);
    const link: Link = { series: listed, labels, given: undefined, remove, walk: 0 };
    this.#links.set(index, link);
    return link;
  }

  /** Records a series whose labels the client takes for those of another. */
  #recordAppended<Result>(
    { index, labels }: { readonly index: number; readonly labels: GivenLabels },
    record: (labels: GivenLabels) => Result,
    recordInFamily: (index: number) => void,
  ): Result {
    const result = this.#recordBeside(labels, record);
    recordInFamily(index);
    if (this.#links.has(index) || !this.isRecorded(index)) return result;
    const series = this.emptySeries(labels);
    const remove = this.store.append(series, index);
    this.#links.set(index, { series, labels, given: undefined, remove, walk: 0 });
    return result;
  }

  /** Has the client check a sample, and leaves the series that it has for the labels as it was. */
  #recordBeside<Result>(labels: GivenLabels, record: (labels: GivenLabels) => Result): Result {
    const stored = this.store.find(labels);
    const before = stored && copySeries(stored);
    try {
      return this.run(() => record(labels));
    } finally {
      if (stored !== undefined && before !== undefined) {
        Object.assign(stored, before);
        if (this.store.find(labels) !== stored) this.store.put(labels, stored);
      }
    }
  }

  /** Has the client record what the family cannot take. */
  #keep<Result>(given: GivenLabels, record: (labels: GivenLabels) => Result): Result | undefined {
    const stored = this.store.find(given);
    const before = stored && copySeries(stored);
    const isFull = stored === undefined && this.#kept >= MOST_KEPT_SERIES;
    const result = this.run(() => record(given));
    if (isFull) {
      this.store.remove(given);
      this.#reportKept(given, false);
      return result;
    }
    if (stored === undefined && this.store.find(given) !== undefined) this.#kept += 1;
    try {
      this.#reportKept(given, true);
    } catch (error) {
      if (stored === undefined) this.#kept -= 1;
      restoreSeries(this.store, given, before);
      throw error;
    }
    return result;
  }

  #reportKept(given: GivenLabels, kept: boolean): void {
    const fault = this.#labels.faultOf(given);
    if (fault !== undefined) this.reject(fault, kept);
  }

  /** Reports a sample that the family cannot take. @param kept whether the client has it */
  protected reject(fault: Fault, kept: boolean): void {
    this.family.rejectFor(
      fault,
      kept,
      [this.outermost, ...this.methods].flatMap((method) => method ?? []),
    );
  }

  /** Writes the numbers of all series into the client's store, and lists those that the store does not have. */
  #writeAll(): void {
    const { family } = this;
    family.refresh();
    runAll(family.expireInBatches());
    this.#walk += 1;
    let visited = 0;
    this.walk((index, write) => {
      const link = this.#linkOf(index) ?? this.#linkRecorded(index);
      if (link === undefined) return;
      visited += 1;
      link.walk = this.#walk;
      if (link.given !== undefined) {
        link.series.labels = this.#labels.fold(index, link.given);
        link.given = undefined;
      }
      write(link.series);
    });
    if (visited === this.#links.size) return;
    for (const [index, link] of this.#links) {
      if (link.walk === this.#walk) continue;
      this.#links.delete(index);
      if (family.vectors.length === 0) Object.assign(link.series, this.emptySeries(link.labels));
      else if (link.remove === undefined) this.store.remove(link.labels);
      else link.remove();
    }
  }
}

/** The most series of one metric that the client keeps because the family cannot take them. */
const MOST_KEPT_SERIES = 1000;
