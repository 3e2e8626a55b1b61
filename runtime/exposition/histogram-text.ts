import type { HistogramFamily } from "../family/histogram.js";
import type { ByteWriter } from "./byte-writer.js";
import type { Cursor } from "./cursor.js";
import { type Fragment, fragmentOf } from "./fragment.js";
import type { KeptText } from "./kept-text.js";
import { LabelSetText } from "./label-set-text.js";
import { boundText } from "./number-text.js";
import type { SampleText } from "./sample-text.js";

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

  constructor(family: HistogramFamily) {
    const { name, vectors } = family;
    const labelled = vectors.length > 0;
    this.family = family;
    this.bucket = new LabelSetText(`${name}_bucket`, vectors, labelled ? ',le="' : '{le="');
    const [lowest = Infinity, ...others] = [...family.bounds, Infinity];
    this.lowest = boundFragment(lowest);
    this.others = others.map(boundFragment);
    this.sum = new LabelSetText(`${name}_sum`, vectors, labelled ? "} " : " ");
    this.count = new LabelSetText(`${name}_count`, vectors, labelled ? "} " : " ");
  }

  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    for (const text of [this.bucket, this.sum, this.count]) text.restart();
    cursor.position = this.family.walk({ from: cursor.position, places }, (index, cells, first) => {
      const count = this.writeBuckets(writer, index, cells, first);
      this.sum.writeLine(writer, index, cells[first + this.others.length + 1] ?? 0);
      this.count.writeLine(writer, index, count);
      cursor.samples += this.others.length + 3;
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
    if (kept.has(buckets + 1, count)) {
      kept.pass(buckets + 2);
      return;
    }
    kept.takeRow(writer, cells, first, buckets);
  }

  /** Writes the cumulated buckets and returns the count. The lines are alike up to the value of `le`. */
  private writeBuckets(writer: ByteWriter, index: number, cells: Float64Array, first: number): number {
    const start = writer.length;
    this.bucket.write(writer, index);
    const end = writer.length;
    writer.write(this.lowest);
    let count = cells[first] ?? 0;
    writer.writeValue(count);
    for (let bucket = 0; bucket < this.others.length; bucket++) {
      count += cells[first + 1 + bucket] ?? 0;
      const bound = this.others[bucket];
      if (bound !== undefined) writer.writeLine(start, end, bound, count);
    }
    return count;
  }
}

function boundFragment(bound: number): Fragment {
  return fragmentOf(`${boundText(bound)}"} `);
}
