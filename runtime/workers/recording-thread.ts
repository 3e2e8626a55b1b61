import { type Batches, inBatches, runAll } from "../family/cell-range.js";
import type { CombinedCells } from "../family/combined-cells.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { ordinalsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Vector } from "../labels.js";
import type { Store, ThreadEvent } from "./messages.js";
import {
  type CollectRow,
  copyFinalRow,
  copyWholeRow,
  DenseThreadRows,
  SparseThreadRows,
  type ThreadRows,
} from "./thread-rows.js";

/**
 * The ordinals that an open vector of another thread has given, as this thread's: each thread takes up label
 * values in the order in which it meets them.
 */
export class LabelTranslation {
  /** By the other thread's ordinals; `otherwise` is 0 in both. */
  readonly #ordinals = new Map<Vector, number[]>();

  /** The other thread has taken up a label value. Where this thread's vector is full, it becomes `otherwise`. */
  add(vector: Vector, text: string): void {
    const ordinals = this.#ordinals.get(vector) ?? [0];
    ordinals.push(vector.ordinalOf(text));
    this.#ordinals.set(vector, ordinals);
  }

  /**
   * This thread's index of the label set that has an index in the other.
   *
   * @param vectors the family's
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

  #ordinalOf(vector: Vector, ordinal: number): number | undefined {
    if (vector.watch === undefined || ordinal === 0) return ordinal;
    return this.#ordinals.get(vector)?.[ordinal];
  }
}

/** What one worker thread has recorded, as far as it has told where that lies. */
export class RecordingThread {
  readonly #families: readonly MetricFamily[];
  readonly #openVectors: readonly Vector[];
  readonly #rows = {
    values: new Map<MetricFamily, ThreadRows>(),
    times: new Map<MetricFamily, ThreadRows>(),
  };
  readonly #labels = new LabelTranslation();
  /** What the thread's clock is ahead of this one's. */
  #clockOffset = 0;
  #ended = false;

  constructor(families: readonly MetricFamily[], openVectors: readonly Vector[]) {
    this.#families = families;
    this.#openVectors = openVectors;
  }

  apply(event: ThreadEvent): void {
    switch (event.kind) {
      case "joined":
        this.#clockOffset = event.timeOrigin - performance.timeOrigin;
        return;
      case "label-value":
        this.#addLabelValue(event.vector, event.text);
        return;
      case "dense":
      case "sparse":
      case "page":
        this.#setRows(event);
        return;
      case "started":
      case "ended":
        return;
      default:
        event satisfies never;
    }
  }

  /** The thread has ended: nothing writes in its rows any more. */
  end(): void {
    this.#ended = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Adds what was recorded in a counter or histogram since it was added before.
   *
   * @param catchUp has this thread told of label values that were taken up meanwhile
   */
  addInBatches(family: CounterFamily | HistogramFamily, catchUp: () => void): Batches {
    const rows = this.#rows.values.get(family);
    if (rows === undefined) return [];
    const row = new Float64Array(rowWidth(family));
    const take: CollectRow = (theirs, cells, taken, first) => {
      const index = this.#indexOf(family, theirs, catchUp);
      if (index < 0 || !this.#copy(family, cells, first, row)) return; // added the next time
      for (let cell = 0; cell < row.length; cell++) {
        const value = row[cell] ?? 0;
        row[cell] = increase(taken[first + cell] ?? 0, value);
        taken[first + cell] = value;
      }
      if (family.type === "counter") family.addFromThread(index, row[0] ?? 0);
      else family.addFromThread(index, row);
    };
    return inBatches(row.length, (range) => rows.walkChanged(range, take));
  }

  /** Has the values of a gauge combined with those of others. `catchUp` as above. */
  combineInBatches(family: GaugeFamily, combined: CombinedCells, catchUp: () => void): Batches {
    return this.#eachValue(family, catchUp, (index, value, time) => combined.add(index, value, time));
  }

  /** Leaves the values of a gauge, of which the last counts, to this thread. `catchUp` as above. */
  handOver(family: GaugeFamily, catchUp: () => void): void {
    runAll(this.#eachValue(family, catchUp, (index, value, time) => family.setIfNewer(index, value, time)));
  }

  #eachValue(
    family: GaugeFamily,
    catchUp: () => void,
    visit: (index: number, value: number, time: number) => void,
  ): Batches {
    const rows = this.#rows.values.get(family);
    if (rows === undefined) return [];
    const times = this.#rows.times.get(family);
    return inBatches(1, (range) =>
      rows.walk(range, (theirs, value, row) => {
        const time = times === undefined ? 0 : times.valueAt(row) + this.#clockOffset;
        const index = this.#indexOf(family, theirs, catchUp);
        if (index >= 0) visit(index, value + 0, time);
      }),
    );
  }

  #addLabelValue(vector: number, text: string): void {
    const openVector = this.#openVectors[vector];
    if (openVector !== undefined) this.#labels.add(openVector, text);
  }

  #setRows(event: Extract<ThreadEvent, { readonly kind: "dense" | "sparse" | "page" }>): void {
    const family = this.#families[event.family];
    if (family === undefined) return;
    const stores: Record<Store, Map<MetricFamily, ThreadRows>> = this.#rows;
    const rows = stores[event.store];
    if (event.kind === "page") {
      const known = rows.get(family);
      if (known instanceof SparseThreadRows) known.addPage(event.cells, event.indices);
      return;
    }
    if (family.type === "gauge")
      family.generation += 1; // a reset takes series away
    else runAll(this.addInBatches(family, () => {})); // what was recorded before a reset
    rows.set(
      family,
      event.kind === "dense"
        ? new DenseThreadRows(event.cells, event.live, rowWidth(family))
        : new SparseThreadRows(event.rows, rowWidth(family)),
    );
  }

  #indexOf(family: MetricFamily, theirs: number, catchUp: () => void): number {
    const index = this.#labels.indexOf(family.vectors, theirs);
    if (index >= 0) return index;
    catchUp();
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

/** The number of cells in a row: of a histogram its buckets, `+Inf` too, their sum and their count. */
function rowWidth(family: MetricFamily): number {
  return family.type === "histogram" ? family.bounds.length + 3 : 1;
}

/** By how much a value has grown. What is infinite or NaN stays so, and its difference from itself is none. */
function increase(before: number, now: number): number {
  if (Object.is(before, now)) return 0;
  return Number.isNaN(before) ? now : now - before; // a counter that was never taken is NaN
}
