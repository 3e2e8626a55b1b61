import { ALL_CELLS, type Batches, inBatches, runAll } from "../family/cell-range.js";
import type { CombinedCells } from "../family/combined-cells.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { ordinalsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import { DROPPED, FOUND, RECORDED } from "../family/series-expiry.js";
import type { Store } from "../family/shared-cells.js";
import type { Vector } from "../labels.js";
import type { ThreadEvent } from "./messages.js";
import {
  type CollectRow,
  copyFinalRow,
  copyWholeRow,
  DenseThreadRows,
  SparseThreadRows,
  type ThreadRows,
} from "./thread-rows.js";

/** Translates another thread's ordinals of open vectors: each thread adds label values in an order of its own. */
export class LabelTranslation {
  /** The other thread's label values, by its ordinals. `otherwise` has the ordinal 0 in both. */
  readonly #texts = new Map<Vector, string[]>();
  /** This thread's ordinals, by the other thread's, as far as they were needed. */
  readonly #ordinals = new Map<Vector, (number | undefined)[]>();

  /** Adds a label value of the other thread, in place of the one that had its ordinal before. */
  add(vector: Vector, { text, ordinal }: { readonly text: string; readonly ordinal: number }): void {
    const texts = this.#texts.get(vector) ?? [];
    texts[ordinal] = text;
    this.#texts.set(vector, texts);
    const ordinals = this.#ordinals.get(vector);
    if (ordinals !== undefined) ordinals[ordinal] = undefined;
  }

  /** Forgets this thread's ordinals of a vector, because some of them were freed. */
  forget(vector: Vector): void {
    this.#ordinals.delete(vector);
  }

  /**
   * Translates the other thread's index of a label set. A label value becomes `otherwise` if this thread's vector is
   * full.
   *
   * @returns -1 if a label value has not been added yet
   */
  indexOf(vectors: readonly Vector[], index: number): number {
    if (vectors.every(({ watch }) => watch === undefined)) return index;
    const theirs = ordinalsOf(vectors, index);
    let ours = 0;
    for (const [position, vector] of vectors.entries()) {
      const ordinal = this.#ordinalOf(vector, theirs[position] ?? 0);
      if (ordinal === undefined) return -1;
      ours = ours * vector.size + ordinal;
    }
    return ours;
  }

  #ordinalOf(vector: Vector, theirs: number): number | undefined {
    if (vector.watch === undefined || theirs === 0) return theirs;
    const known = this.#ordinals.get(vector)?.[theirs];
    if (known !== undefined) return known;
    const text = this.#texts.get(vector)?.[theirs];
    if (text === undefined) return undefined;
    const ordinals = this.#ordinals.get(vector) ?? [];
    ordinals[theirs] = vector.ordinalOf(text);
    this.#ordinals.set(vector, ordinals);
    return ordinals[theirs];
  }
}

/** Applies the messages that have arrived. @returns whether there were some */
export type ReadMessages = () => boolean;

/** What one worker thread has recorded, in the cells that it has reported. */
export class RecordingThread {
  readonly #families: readonly MetricFamily[];
  readonly #openVectors: readonly Vector[];
  readonly #rows = {
    values: new Map<MetricFamily, ThreadRows>(),
    times: new Map<MetricFamily, ThreadRows>(),
    marks: new Map<MetricFamily, ThreadRows>(),
  };
  readonly #labels = new LabelTranslation();
  /** By how many milliseconds the thread's clock is ahead of this thread's. */
  #clockOffset = 0;
  #ended = false;

  constructor(families: readonly MetricFamily[], openVectors: readonly Vector[]) {
    this.#families = families;
    this.#openVectors = openVectors;
  }

  /** Applies an event that the thread has reported. */
  apply(event: ThreadEvent): void {
    switch (event.kind) {
      case "joined":
        this.#clockOffset = event.timeOrigin - performance.timeOrigin;
        return;
      case "label-value":
        this.#addLabelValue(event);
        return;
      case "dense":
      case "sparse":
      case "page":
        this.#setRows(event);
        return;
      case "started":
      case "ended":
      case "removed":
        return;
      case "dropped":
        this.#forgetDropped(event);
        return;
      default:
        event satisfies never;
    }
  }

  /** Marks the thread as ended: nothing writes to its rows any more. */
  end(): void {
    this.#ended = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Adds to a counter or histogram what the thread has recorded since the last call.
   *
   * @param readMessages applies the messages that have arrived, with new label values, and returns whether there were
   */
  addInBatches(family: CounterFamily | HistogramFamily, readMessages: ReadMessages): Batches {
    const rows = this.#rows.values.get(family);
    if (rows === undefined) return [];
    const row = new Float64Array(rowWidth(family));
    const collect: CollectRow = (theirs, cells, collected, first) => {
      let index = -1;
      do {
        index = this.#indexOf(family, theirs, readMessages);
        if (index < 0 || !this.#copy(family, cells, first, row)) return; // the next call adds it
      } while (readMessages()); // the label set may have become another one
      if (hasShrunk(row, collected, first)) {
        readMessages(); // the thread has removed the series
        if (hasShrunk(row, collected, first)) return; // and will report it
      }
      for (let cell = 0; cell < row.length; cell++) {
        const value = row[cell] ?? 0;
        row[cell] = increaseOf(collected[first + cell] ?? 0, value);
        collected[first + cell] = value;
      }
      if (family.type === "counter") family.addFromThread(index, row[0] ?? 0);
      else family.addFromThread(index, row);
    };
    return inBatches(row.length, (range) => rows.walkChanged(range, collect));
  }

  /** Adds the thread's values of a gauge to those of other threads. For `readMessages`, see `addInBatches`. */
  combineInBatches(family: GaugeFamily, combined: CombinedCells, readMessages: ReadMessages): Batches {
    return this.#forEachValue(family, readMessages, (index, value, time) => combined.add(index, value, time));
  }

  /** Sets the thread's values of a gauge with `combine: last` in this thread. For `readMessages`, see `addInBatches`. */
  handOver(family: GaugeFamily, readMessages: ReadMessages): void {
    runAll(
      this.#forEachValue(family, readMessages, (index, value, time) => family.setIfNewer(index, value, time)),
    );
  }

  /** Adds the label values here under which the thread has values of a gauge. */
  addLabelValues(family: GaugeFamily): void {
    runAll(
      this.#forEachValue(
        family,
        () => false,
        () => {},
      ),
    );
  }

  /** Removes the thread's values of a gauge under an index of this thread; without an index, all. */
  removeValues(family: GaugeFamily, index: number | undefined): void {
    const rows = this.#rows.values.get(family);
    rows?.walk(ALL_CELLS, (theirs, _value, row) => {
      if (index === undefined || this.#labels.indexOf(family.vectors, theirs) === index) rows.erase(row);
    });
  }

  /** Marks the series here that the thread has recorded since the last call. For `readMessages`, see `addInBatches`. */
  takeMarksInBatches(family: MetricFamily, readMessages: ReadMessages): Batches {
    const marks = this.#rows.marks.get(family);
    if (marks === undefined) return [];
    return inBatches(1, (range) =>
      marks.walk(range, (theirs, mark, row) => {
        if (mark !== RECORDED || !marks.replace(row, { from: RECORDED, to: FOUND })) return;
        readMessages(); // those that came before the record
        const index = this.#labels.indexOf(family.vectors, theirs);
        if (index >= 0) family.expiry?.touch(index);
      }),
    );
  }

  /** Marks series as dropped, but for those that the thread has recorded. @returns those */
  drop(family: MetricFamily, indices: ReadonlySet<number>): readonly number[] {
    const recorded: number[] = [];
    const marks = this.#rows.marks.get(family);
    marks?.walk(ALL_CELLS, (theirs, mark, row) => {
      const index = this.#labels.indexOf(family.vectors, theirs);
      if (mark === DROPPED || !indices.has(index)) return;
      if (!marks.replace(row, { from: FOUND, to: DROPPED })) recorded.push(index);
    });
    return recorded;
  }

  /** Marks a series as dropped, or all of them without an index. */
  markDropped(family: MetricFamily, index: number | undefined): void {
    const marks = this.#rows.marks.get(family);
    marks?.walk(ALL_CELLS, (theirs, mark, row) => {
      if (index !== undefined && this.#labels.indexOf(family.vectors, theirs) !== index) return;
      marks.replace(row, { from: mark, to: DROPPED });
    });
  }

  /** Forgets the ordinals of a vector, because some of them were freed. */
  forgetOrdinals(vector: Vector): void {
    this.#labels.forget(vector);
  }

  /** Forgets what was collected of series that the thread has removed. */
  forget(family: MetricFamily, theirs: number | undefined): void {
    this.#rows.values.get(family)?.forget(theirs);
  }

  #forEachValue(
    family: GaugeFamily,
    readMessages: ReadMessages,
    visit: (index: number, value: number, time: number) => void,
  ): Batches {
    const rows = this.#rows.values.get(family);
    if (rows === undefined) return [];
    const times = this.#rows.times.get(family);
    const marks = this.#rows.marks.get(family);
    return inBatches(1, (range) =>
      rows.walk(range, (theirs, value, row) => {
        if (marks?.valueAt(row) === DROPPED) return;
        const time = times === undefined ? 0 : times.valueAt(row) + this.#clockOffset;
        const index = this.#indexOf(family, theirs, readMessages);
        if (index >= 0) visit(index, value + 0, time);
      }),
    );
  }

  #forgetDropped({ family: position, index }: Extract<ThreadEvent, { readonly kind: "dropped" }>): void {
    const family = this.#families[position];
    if (family !== undefined) this.forget(family, index);
  }

  #addLabelValue(event: Extract<ThreadEvent, { readonly kind: "label-value" }>): void {
    const openVector = this.#openVectors[event.vector];
    if (openVector !== undefined) this.#labels.add(openVector, event);
  }

  #setRows(event: Extract<ThreadEvent, { readonly kind: "dense" | "sparse" | "page" }>): void {
    const family = this.#families[event.family];
    if (family === undefined) return;
    const stores: Record<Store, Map<MetricFamily, ThreadRows>> = this.#rows;
    const rows = stores[event.store];
    if (event.kind === "page") {
      const sparse = rows.get(family);
      if (sparse instanceof SparseThreadRows) sparse.addPage(event.cells, event.indices);
      return;
    }
    // Unless it is the first event of this kind, the thread has reset its family.
    if (event.store === "marks") runAll(this.takeMarksInBatches(family, () => false));
    else if (family.type === "gauge") family.generation += 1;
    else runAll(this.addInBatches(family, () => false));
    const width = event.store === "values" ? rowWidth(family) : 1;
    rows.set(
      family,
      event.kind === "dense"
        ? new DenseThreadRows(event.cells, event.live, width)
        : new SparseThreadRows(event.rows, width),
    );
  }

  #indexOf(family: MetricFamily, theirs: number, readMessages: ReadMessages): number {
    const index = this.#labels.indexOf(family.vectors, theirs);
    if (index >= 0) return index;
    readMessages();
    return this.#labels.indexOf(family.vectors, theirs);
  }

  #copy(
    family: CounterFamily | HistogramFamily,
    cells: Float64Array,
    first: number,
    row: Float64Array,
  ): boolean {
    if (family.type === "histogram") {
      return this.#ended ? copyFinalRow(cells, first, row) : copyWholeRow(cells, first, row);
    }
    row[0] = cells[first] ?? 0;
    return true;
  }
}

/** The number of cells in a row. A histogram has one for each bucket, with `+Inf`, one for the sum and one for the count. */
function rowWidth(family: MetricFamily): number {
  return family.type === "histogram" ? family.bounds.length + 3 : 1;
}

/** Whether a row was removed since it was collected. The sum of a histogram, next to the last cell, can go down. */
function hasShrunk(row: Float64Array, collected: Float64Array, first: number): boolean {
  for (let cell = 0; cell < row.length; cell++) {
    if (cell !== row.length - 2 && (row[cell] ?? 0) < (collected[first + cell] ?? 0)) return true;
  }
  return false;
}

/** By how much a value has grown. An infinite value or NaN has not grown if it is the same as before. */
function increaseOf(before: number, now: number): number {
  return Object.is(before, now) ? 0 : now - before;
}
