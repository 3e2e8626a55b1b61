import { DONE } from "../family/cell-range.js";
import type { MetricFamily } from "../family/metric-family.js";
import { boundText, floatText } from "../number-text.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";
import { type CacheBudget, CachedText, cachedSize } from "./cached-text.js";
import { escapeHelp, escapeLabelValue } from "./label-text.js";
import type { OpenMetricsFamily } from "./openmetrics.js";
import { type Cursor, HistogramText, type SampleText, ScalarText } from "./samples.js";

/** How many places of a family are composed before it is seen whether the slice is full. */
const PLACES = 256;

/**
 * One family in one format: its metadata, and a line for each sample. A text that fits in a slice and in the
 * budget is kept, and at the next exposition only brought up to date.
 */
export class FamilyText {
  private readonly family: MetricFamily;
  private readonly samples: SampleText;
  private readonly header: Fragment;
  private readonly budget: CacheBudget;
  private kept: CachedText | undefined;
  /** What the kept text takes of the budget. */
  private taken = 0;
  private generation = 0;

  constructor(family: MetricFamily, budget: CacheBudget, form: FamilyForm = textForm(family)) {
    this.family = family;
    this.samples = form.samples;
    this.header = fragmentOf(form.header);
    this.budget = budget;
  }

  /**
   * Writes the family from a cursor on, which is moved, until it ends or has written enough.
   *
   * @param enough in bytes; what is more is written by the next call, unless it ends the family
   */
  write(writer: ByteWriter, cursor: Cursor, enough: number): void {
    const first = cursor.position === 0;
    if (first && this.writeKept(writer, cursor)) return;
    const start = writer.length;
    if (first) writer.write(this.header);
    do this.samples.compose(writer, cursor, PLACES);
    while (cursor.position !== DONE && writer.length - start < enough);
    if (!first) return;
    const whole = cursor.position === DONE && !this.samples.hasExemplars;
    this.keep(whole ? writer.since(start) : undefined, cursor.samples);
  }

  private writeKept(writer: ByteWriter, cursor: Cursor): boolean {
    const { kept } = this;
    if (kept === undefined || this.generation !== this.family.generation) return false;
    if (this.samples.hasExemplars) return false;
    const start = writer.length;
    kept.begin(writer);
    this.samples.update(writer, kept);
    if (!kept.end(writer)) {
      writer.rewind(start);
      return false;
    }
    cursor.position = DONE;
    cursor.samples = kept.samples;
    if (kept.size > this.taken) this.kept = undefined; // it has outgrown its share, and is to ask for more
    return true;
  }

  private keep(text: Uint8Array | undefined, samples: number): void {
    const wanted = text === undefined ? 0 : cachedSize(text.length, samples);
    const allowed = this.budget.exchange(this.taken, wanted);
    this.taken = allowed ? wanted : 0;
    this.kept = allowed && text !== undefined ? new CachedText(text) : undefined;
    this.generation = this.family.generation;
  }
}

/** How a family is written in one format. */
export interface FamilyForm {
  /** The lines before the samples. */
  readonly header: string;
  readonly samples: SampleText;
}

/** A family in the text format 0.0.4. */
export function textForm(family: MetricFamily): FamilyForm {
  const { name, help, type } = family;
  return {
    header: `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: boundText, totals: true, exemplars: false })
        : new ScalarText(family, false),
  };
}

/** A family in OpenMetrics, whose metadata come in the order that its "Text Format" section wants. */
export function openMetricsForm({ family, name, type, unit, totals }: OpenMetricsFamily): FamilyForm {
  const units = unit === undefined ? "" : `# UNIT ${name} ${unit}\n`;
  return {
    header: `# TYPE ${name} ${type}\n${units}# HELP ${name} ${escapeLabelValue(family.help)}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: floatText, totals, exemplars: true })
        : new ScalarText(family, type === "counter"),
  };
}
