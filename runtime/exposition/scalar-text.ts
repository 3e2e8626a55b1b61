import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { ByteWriter } from "./byte-writer.js";
import type { Cursor } from "./cursor.js";
import type { KeptText } from "./kept-text.js";
import { LabelSetText } from "./label-set-text.js";
import type { SampleText } from "./sample-text.js";

/** The samples of a counter or gauge: one for each label set. */
export class ScalarText implements SampleText {
  private readonly family: CounterFamily | GaugeFamily;
  private readonly labelSets: LabelSetText;

  constructor(family: CounterFamily | GaugeFamily) {
    this.family = family;
    this.labelSets = new LabelSetText(family.name, family.vectors, family.vectors.length > 0 ? "} " : " ");
  }

  compose(writer: ByteWriter, cursor: Cursor, places: number): void {
    this.labelSets.restart();
    cursor.position = this.family.walk({ from: cursor.position, places }, (index, value) => {
      this.labelSets.writeLine(writer, index, value);
      cursor.samples += 1;
    });
  }

  update(writer: ByteWriter, kept: KeptText): void {
    if (!this.family.changedSince(kept.updated)) {
      kept.pass(kept.samples);
      return;
    }
    kept.updated = this.family.moment();
    this.family.forEachBlock((values, count) => {
      kept.take(writer, values, count);
    });
  }
}
