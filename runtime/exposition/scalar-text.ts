import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { ByteWriter } from "./byte-writer.js";
import type { Cursor } from "./cursor.js";
import { writeExemplar } from "./exemplar-text.js";
import type { KeptText } from "./kept-text.js";
import { LabelSetText } from "./label-set-text.js";
import type { SampleText } from "./sample-text.js";

/** The samples of a counter or gauge: one for each label set. */
export class ScalarText implements SampleText {
  private readonly family: CounterFamily | GaugeFamily;
  private readonly labelSets: LabelSetText;
  private readonly withExemplars: boolean;

  /** @param withExemplars whether the format has them for this family */
  constructor(family: CounterFamily | GaugeFamily, withExemplars: boolean) {
    this.family = family;
    this.withExemplars = withExemplars;
    this.labelSets = new LabelSetText(family.name, family.vectors, family.vectors.length > 0 ? "} " : " ");
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
