import { DONE } from "../family/cell-range.js";
import type { MetricFamily } from "../family/metric-family.js";
import { boundText, floatText } from "../text.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";
import { type CacheBudget, CachedText, cachedSize } from "./cached-text.js";
import { escapeHelp, escapeLabelValue } from "./label-text.js";
import type { OpenMetricsFamily } from "./openmetrics.js";
import { type Cursor, HistogramText, type SampleText, ScalarText, SplitHistogramText } from "./samples.js";

/** The number of places of a counter or gauge that are composed between two checks whether the slice is full. */
const PLACES_PER_CHECK = 256;

/** About as many lines of a histogram are composed between two checks, but those of so many places at least. */
const LINES_PER_CHECK = 1024;
const LEAST_PLACES = 16;

/**
 * Writes one family in one format: its metadata, and a line for each sample. A text that is written at once and fits
 * into the budget is cached; the next exposition only updates its values.
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
  private readonly placesPerCheck: number;
  /** The family's generation when its text was found to be too long for a cached one. */
  private tooLongAt: number | undefined;
  /** The number of bytes of the budget that a cached text needs; 0 if it is unknown. */
  private needed = 0;

  constructor(family: MetricFamily, budget: CacheBudget, form: FamilyForm = textForm(family, "")) {
    this.family = family;
    this.samples = form.samples;
    this.header = fragmentOf(form.header);
    this.budget = budget;
    this.placesPerCheck =
      family.type === "histogram"
        ? Math.max(LEAST_PLACES, Math.ceil(LINES_PER_CHECK / (family.bounds.length + 3)))
        : PLACES_PER_CHECK;
  }

  /** Returns what the cached text has of the budget, as the text is no longer written. */
  release(): void {
    this.cache(undefined, 0);
  }

  /**
   * Writes from the cursor on, until the family ends or `enough` bytes are written. The next call writes the rest.
   *
   * @param whole up to this many bytes are written at once, if the text may then be cached
   */
  write(writer: ByteWriter, cursor: Cursor, enough: number, whole = enough): void {
    const first = cursor.position === 0;
    if (first && this.writeCached(writer, cursor)) return;
    const most = first && this.mayBeCached() ? Math.max(enough, whole) : enough;
    const start = writer.length;
    if (first) writer.write(this.header);
    do this.samples.compose(writer, cursor, this.placesPerCheck);
    while (cursor.position !== DONE && writer.length - start < most);
    if (!first) return;
    const complete = cursor.position === DONE;
    if (complete) this.tooLongAt = undefined;
    else if (most >= whole) this.tooLongAt = this.family.generation;
    this.cache(complete && !this.samples.hasExemplars ? writer.since(start) : undefined, cursor.samples);
  }

  /** Whether it is worth composing the text at once; otherwise, it is written in small parts. */
  private mayBeCached(): boolean {
    if (this.samples.hasExemplars || this.tooLongAt === this.family.generation) return false;
    return this.budget.has(this.allocated, this.needed);
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
    if (wanted > 0) this.needed = wanted;
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

/** The form of a family that is left out. */
const NO_TEXT: FamilyForm = {
  header: "",
  samples: {
    hasExemplars: false,
    compose(_writer, cursor) {
      cursor.position = DONE;
    },
    update() {},
  },
};

/** The same in OpenMetrics. The order of the metadata is that of the section "Text Format". */
export function openMetricsForm(exposed: OpenMetricsFamily, constant: string): FamilyForm {
  const { family, name, type, unit, totals, isReserved } = exposed;
  if (isReserved) return NO_TEXT;
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
