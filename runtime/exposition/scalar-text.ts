import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { ByteWriter } from "./byte-writer.js";
import type { FamilyText } from "./family-text.js";
import type { Fragment } from "./fragment.js";
import { headerText } from "./header-text.js";
import { LabelSetText } from "./label-set-text.js";

/** The text of a counter or gauge: a sample for each label set. */
export class ScalarText implements FamilyText {
  private readonly family: CounterFamily | GaugeFamily;
  private readonly header: Fragment;
  private readonly labelSets: LabelSetText;

  constructor(family: CounterFamily | GaugeFamily) {
    this.family = family;
    this.header = headerText(family);
    this.labelSets = new LabelSetText(family.name, family.vectors, family.vectors.length > 0 ? "} " : " ");
  }

  write(writer: ByteWriter): void {
    writer.write(this.header);
    this.labelSets.restart();
    this.family.forEach((index, value) => {
      this.labelSets.writeLine(writer, index, value);
    });
  }
}
