import type { FamilyExemplars } from "../exemplar/family-exemplars.js";
import type { HistogramFamily } from "../family/histogram.js";
import type { ByteWriter } from "./byte-writer.js";
import type { Cursor } from "./cursor.js";
import { writeExemplar } from "./exemplar-text.js";
import { type Fragment, fragmentOf } from "./fragment.js";
import type { KeptText } from "./kept-text.js";
import { LabelSetText } from "./label-set-text.js";
import type { SampleText } from "./sample-text.js";

/** What tells the formats apart. */
interface HistogramForm {
  /** How an upper bound is spelled. */
  readonly bound: (bound: number) => string;
  /** Whether sum and count are written. */
  readonly totals: boolean;
  /** Whether exemplars are written. */
  readonly exemplars: boolean;
}

/** The samples of a histogram: for each label set its cumulated buckets, sum and count, of one moment. */
export class HistogramText implements SampleText {
  private readonly family: HistogramFamily;
  /** `name_bucket{code="200",le="` */
  private readonly bucket: LabelSetText;
  /** `0.005"} `, of the first bucket. */
  private readonly lowest: Fragment;
  /** The same of the other buckets, `+Inf` last. */
  private readonly others: readonly Fragment[];
  private readonly sum: LabelSetText;
  private readonly count: LabelSetText;
  private readonly totals: boolean;
  private readonly withExemplars: boolean;

  constructor(family: HistogramFamily, { bound, totals, exemplars }: HistogramForm) {
    const { name, vectors } = family;
    const labelled = vectors.length > 0;
    this.family = family;
    this.bucket = new LabelSetText(`${name}_bucket`, vectors, labelled ? ',le="' : '{le="');
    const [lowest = Infinity, ...others] = [...family.bounds, Infinity];
    this.lowest = fragmentOf(`${bound(lowest)}"} `);
    this.others = others.map((other) => fragmentOf(`${bound(other)}"} `));
    this.sum = new LabelSetText(`${name}_sum`, vectors, labelled ? "} " : " ");
    this.totals = totals;
    this.withExemplars = exemplars;
    this.count = new LabelSetText(`${name}_count`, vectors, labelled ? "} " : " ");
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

  update(writer: ByteWriter, kept: KeptText): void {
    this.family.forEach((_index, cells, first) => {
      this.updateLabelSet(writer, kept, cells, first);
    });
  }

  private updateLabelSet(writer: ByteWriter, kept: KeptText, cells: Float64Array, first: number): void {
    const buckets = this.others.length + 1;
    const count = cells[first + buckets + 1] ?? 0;
    const last = this.totals ? buckets + 1 : buckets - 1; // whose value is the count
    if (kept.has(last, count)) {
      kept.pass(last + 1);
      return;
    }
    kept.takeRow(writer, { cells, first, buckets, totals: this.totals });
  }

  /** Writes the cumulated buckets and returns the count. The lines are alike up to the value of `le`. */
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
