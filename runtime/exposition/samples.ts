import { DONE } from "../family/cell-range.js";
import type { CounterFamily } from "../family/counter.js";
import type { FamilyExemplars } from "../family/exemplars.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { sampleText } from "../text.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";
import type { CachedText } from "./cached-text.js";
import { LabelSetText } from "./label-text.js";

/** The position of one exposition in a family. */
export interface Cursor {
  /** The place in the family to continue from; `DONE` after the last. */
  position: number;
  /** The number of samples written. */
  samples: number;
}

/** Creates a cursor before the first sample. */
export function createCursor(): Cursor {
  return { position: 0, samples: 0 };
}

/** Writes the samples of one family, from its cells. */
export interface SampleText {
  /** Writes a line for each sample in the next `places` places of the family, and moves the cursor. */
  compose(writer: ByteWriter, cursor: Cursor, places: number): void;
  /** Whether some lines end in an exemplar, so that the text cannot be cached. */
  readonly hasExemplars: boolean;
  /** Updates a cached text with the values of all samples of the family, in order. */
  update(writer: ByteWriter, cached: CachedText): void;
}

/** What differs between the formats of a histogram. */
interface HistogramForm {
  /** Formats an upper bound. */
  readonly bound: (bound: number) => string;
  /** Whether sum and count are written. */
  readonly totals: boolean;
  /** Whether exemplars are written. */
  readonly exemplars: boolean;
  /** Labels that every line has, as a text; empty for none. */
  readonly constant: string;
}

/** What differs between the formats of a counter or gauge; as in a `HistogramForm`. */
type ScalarForm = Pick<HistogramForm, "exemplars" | "constant">;

/** Writes a histogram's samples: for each label set its cumulative buckets, sum and count, read at the same time. */
export class HistogramText implements SampleText {
  private readonly family: HistogramFamily;
  /** `name_bucket{code="200",le="` */
  private readonly bucket: LabelSetText;
  /** `0.005"} `: the end of the first bucket's label set. */
  private readonly lowest: Fragment;
  /** The same for the other buckets, `+Inf` last. */
  private readonly others: readonly Fragment[];
  private readonly sum: LabelSetText;
  private readonly count: LabelSetText;
  private readonly totals: boolean;
  private readonly withExemplars: boolean;

  constructor(family: HistogramFamily, { bound, totals, exemplars, constant }: HistogramForm) {
    const { name, vectors } = family;
    const labels = { vectors, constant };
    this.family = family;
    this.bucket = new LabelSetText(`${name}_bucket`, labels, 'le="');
    const [lowest = Infinity, ...others] = [...family.bounds, Infinity];
    this.lowest = fragmentOf(`${bound(lowest)}"} `);
    this.others = others.map((other) => fragmentOf(`${bound(other)}"} `));
    this.sum = new LabelSetText(`${name}_sum`, labels);
    this.totals = totals;
    this.withExemplars = exemplars;
    this.count = new LabelSetText(`${name}_count`, labels);
  }

  get hasExemplars(): boolean {
    return this.withExemplars && (this.family.exemplars?.size ?? 0) > 0;
  }

  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    const exemplars = this.hasExemplars ? this.family.exemplars : undefined;
    for (const text of [this.bucket, this.sum, this.count]) text.restart();
    cursor.position = this.family.walk({ from: cursor.position, places }, (index, cells, first) => {
      const count = this.writeBuckets(writer, index, cells, first, exemplars);
      cursor.samples += this.others.length + 1;
      if (!this.totals) return;
      this.sum.writeLine(writer, index, cells[first + this.others.length + 1] ?? 0);
      this.count.writeLine(writer, index, count);
      cursor.samples += 2;
    });
  }

  update(writer: ByteWriter, cached: CachedText): void {
    this.family.forEach((_index, cells, first) => {
      this.updateLabelSet(writer, cached, cells, first);
    });
  }

  private updateLabelSet(writer: ByteWriter, cached: CachedText, cells: Float64Array, first: number): void {
    const buckets = this.others.length + 1;
    const count = cells[first + buckets + 1] ?? 0;
    const last = this.totals ? buckets + 1 : buckets - 1; // the sample whose value is the count
    if (cached.hasValue(last, count)) {
      cached.keep(last + 1);
      return;
    }
    cached.updateRow(writer, { cells, first, buckets, totals: this.totals });
  }

  /** Writes the cumulative buckets and returns the count. The lines are equal up to the value of `le`. */
  private writeBuckets(
    writer: ByteWriter,
    index: number,
    cells: Float64Array,
    first: number,
    exemplars: FamilyExemplars | undefined,
  ): number {
    const start = writer.length;
    this.bucket.write(writer, index);
    const end = writer.length;
    writer.write(this.lowest);
    let count = cells[first] ?? 0;
    writer.writeValue(count);
    if (exemplars !== undefined) writeExemplar(writer, exemplars, this.family.exemplarCell(index, 0));
    for (let bucket = 0; bucket < this.others.length; bucket++) {
      count += cells[first + 1 + bucket] ?? 0;
      const bound = this.others[bucket];
      if (bound !== undefined) writer.writeLine(start, end, bound, count);
      if (exemplars !== undefined) {
        writeExemplar(writer, exemplars, this.family.exemplarCell(index, bucket + 1));
      }
    }
    return count;
  }
}

/** The parts of a histogram that is written as three families: buckets, sums and counts. */
const PARTS = 3;

/** Writes a histogram as three families: first all buckets, then all sums, then all counts. */
export class SplitHistogramText implements SampleText {
  readonly hasExemplars = false;
  private readonly parts: readonly Pick<SampleText, "compose" | "update">[];

  /** @param headerOf the lines before the samples of a part, `sum` or `count` */
  constructor(
    family: HistogramFamily,
    form: Pick<HistogramForm, "bound" | "constant">,
    headerOf: (part: "sum" | "count") => string,
  ) {
    this.parts = [
      new HistogramText(family, { ...form, totals: false, exemplars: false }),
      new HistogramTotalText(family, { part: "sum", constant: form.constant, header: headerOf("sum") }),
      new HistogramTotalText(family, { part: "count", constant: form.constant, header: headerOf("count") }),
    ];
  }

  /** The cursor has the place in the part and the part in one number. */
  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    const part = cursor.position % PARTS;
    const inPart = { position: (cursor.position - part) / PARTS, samples: 0 };
    this.parts[part]?.compose(writer, inPart, places);
    cursor.samples += inPart.samples;
    if (inPart.position !== DONE) cursor.position = inPart.position * PARTS + part;
    else cursor.position = part + 1 < PARTS ? part + 1 : DONE;
  }

  update(writer: ByteWriter, cached: CachedText): void {
    for (const part of this.parts) part.update(writer, cached);
  }
}

/** Writes the sums or the counts of a histogram, as a family of their own. */
class HistogramTotalText {
  private readonly family: HistogramFamily;
  private readonly header: Fragment;
  private readonly labelSets: LabelSetText;
  /** The position of the value in a label set's row of cells. */
  private readonly cell: number;
  private readonly value = new Float64Array(1);

  constructor(
    family: HistogramFamily,
    {
      part,
      constant,
      header,
    }: { readonly part: "sum" | "count"; readonly constant: string; readonly header: string },
  ) {
    const { name, vectors } = family;
    this.family = family;
    this.header = fragmentOf(header);
    this.labelSets = new LabelSetText(`${name}_${part}`, { vectors, constant });
    this.cell = family.bounds.length + (part === "sum" ? 1 : 2);
  }

  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    if (cursor.position === 0) writer.write(this.header);
    this.labelSets.restart();
    cursor.position = this.family.walk({ from: cursor.position, places }, (index, cells, first) => {
      this.labelSets.writeLine(writer, index, cells[first + this.cell] ?? 0);
      cursor.samples += 1;
    });
  }

  update(writer: ByteWriter, cached: CachedText): void {
    this.family.forEach((_index, cells, first) => {
      this.value[0] = cells[first + this.cell] ?? 0;
      cached.update(writer, this.value, 1);
    });
  }
}

/** Writes the samples of a counter or gauge: one for each label set. */
export class ScalarText implements SampleText {
  private readonly family: CounterFamily | GaugeFamily;
  private readonly labelSets: LabelSetText;
  private readonly withExemplars: boolean;

  constructor(family: CounterFamily | GaugeFamily, { exemplars, constant }: ScalarForm) {
    const { name, vectors } = family;
    this.family = family;
    this.withExemplars = exemplars;
    this.labelSets = new LabelSetText(name, { vectors, constant });
  }

  get hasExemplars(): boolean {
    return this.withExemplars && (this.family.exemplars?.size ?? 0) > 0;
  }

  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    const exemplars = this.withExemplars ? this.family.exemplars : undefined;
    this.labelSets.restart();
    cursor.position = this.family.walk({ from: cursor.position, places }, (index, value) => {
      this.labelSets.writeLine(writer, index, value);
      if (exemplars !== undefined) writeExemplar(writer, exemplars, index);
      cursor.samples += 1;
    });
  }

  update(writer: ByteWriter, cached: CachedText): void {
    if (!this.family.changedSince(cached.updateEpoch)) {
      cached.keep(cached.samples);
      return;
    }
    cached.updateEpoch = this.family.nextEpoch();
    this.family.forEachBlock((values, count) => {
      cached.update(writer, values, count);
    });
  }
}

/** Writes a cell's exemplar, if it has one, at the end of the last line. */
function writeExemplar(writer: ByteWriter, exemplars: FamilyExemplars, cell: number): void {
  const slot = exemplars.slotOf(cell);
  if (slot === undefined) return;
  const { pool } = exemplars;
  writer.rewind(writer.length - 1); // removes the line feed
  writer.write(TRACE_ID);
  writer.writeBytes(pool.traceIdOf(slot));
  writer.write(SPAN_ID);
  writer.writeBytes(pool.spanIdOf(slot));
  writer.writeAscii(`"} ${sampleText(pool.valueOf(slot))} ${sampleText(pool.timeOf(slot) / 1000)}\n`);
}

const TRACE_ID = fragmentOf(' # {trace_id="');
const SPAN_ID = fragmentOf('",span_id="');
