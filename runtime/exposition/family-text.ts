import { DONE } from "../family/cell-range.js";
import type { MetricFamily } from "../family/metric-family.js";
import { boundText, floatText } from "../number-text.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";
import { type CacheBudget, CachedText, cachedSize } from "./cached-text.js";
import { escapeHelp, escapeLabelValue } from "./label-text.js";
import type { OpenMetricsFamily } from "./openmetrics.js";
import { type Cursor, HistogramText, type SampleText, ScalarText, SplitHistogramText } from "./samples.js";

/** The number of places of a family that are composed between two checks whether the slice is full. */
const PLACES_PER_CHECK = 256;

/**
 * Writes one family in one format: its metadata, and a line for each sample. A text that fits into a slice and into the
 * budget is cached; the next exposition only updates its values.
 */
export class FamilyText {
  private readonly family: MetricFamily;
  private readonly samples: SampleText;
  private readonly header: Fragment;
  private readonly budget: CacheBudget;
  private cached: CachedText | undefined;
  /** The number of bytes of the budget that the cached text has. */
  private allocated = 0;
  /** The family's generation when the text was cached. */
  private generation = 0;

  constructor(family: MetricFamily, budget: CacheBudget, form: FamilyForm = textForm(family, "")) {
    this.family = family;
    this.samples = form.samples;
    this.header = fragmentOf(form.header);
    this.budget = budget;
  }

  /** Returns what the cached text has of the budget, as the text is no longer written. */
  release(): void {
    this.cache(undefined, 0);
  }

  /** Writes from the cursor on, until the family ends or `enough` bytes are written. The next call writes the rest. */
  write(writer: ByteWriter, cursor: Cursor, enough: number): void {
    const first = cursor.position === 0;
    if (first && this.writeCached(writer, cursor)) return;
    const start = writer.length;
    if (first) writer.write(this.header);
    do this.samples.compose(writer, cursor, PLACES_PER_CHECK);
    while (cursor.position !== DONE && writer.length - start < enough);
    if (!first) return;
    const whole = cursor.position === DONE && !this.samples.hasExemplars;
    this.cache(whole ? writer.since(start) : undefined, cursor.samples);
  }

  private writeCached(writer: ByteWriter, cursor: Cursor): boolean {
    const { cached } = this;
    if (cached === undefined || this.generation !== this.family.generation) return false;
    if (this.samples.hasExemplars) return false;
    const start = writer.length;
    cached.begin(writer);
    this.samples.update(writer, cached);
    if (!cached.end(writer)) {
      writer.rewind(start);
      return false;
    }
    cursor.position = DONE;
    cursor.samples = cached.samples;
    if (cached.size > this.allocated) this.cached = undefined; // too large by now: the next exposition allocates more
    return true;
  }

  private cache(text: Uint8Array | undefined, samples: number): void {
    const wanted = text === undefined ? 0 : cachedSize(text.length, samples);
    const allowed = this.budget.exchange(this.allocated, wanted);
    this.allocated = allowed ? wanted : 0;
    this.cached = allowed && text !== undefined ? new CachedText(text) : undefined;
    this.generation = this.family.generation;
  }
}

/** How a family is written in one format. */
interface FamilyForm {
  /** The lines before the samples. */
  readonly header: string;
  readonly samples: SampleText;
}

/** The form of a family in the text format 0.0.4. @param constant labels that every line has, as a text */
export function textForm(family: MetricFamily, constant: string): FamilyForm {
  const { name, help, type } = family;
  return {
    header: `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: boundText, totals: true, exemplars: false, constant })
        : new ScalarText(family, { exemplars: false, constant }),
  };
}

/** The same in OpenMetrics. The order of the metadata is that of the section "Text Format". */
export function openMetricsForm(exposed: OpenMetricsFamily, constant: string): FamilyForm {
  const { family, name, type, unit, totals } = exposed;
  const help = escapeLabelValue(family.help);
  if (family.type === "histogram" && type === "unknown") {
    const headerOf = (part: string) => `# TYPE ${name}_${part} unknown\n# HELP ${name}_${part} ${help}\n`;
    return {
      header: headerOf("bucket"),
      samples: new SplitHistogramText(family, { bound: floatText, constant }, headerOf),
    };
  }
  const unitLine = unit === undefined ? "" : `# UNIT ${name} ${unit}\n`;
  return {
    header: `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${help}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: floatText, totals, exemplars: true, constant })
        : new ScalarText(family, { exemplars: type === "counter", constant }),
  };
}
