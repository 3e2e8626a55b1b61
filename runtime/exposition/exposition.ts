import { DONE, runAll } from "../family/cell-range.js";
import { GaugeFamily } from "../family/gauge.js";
import type { MetricFamily } from "../family/metric-family.js";
import { type StartedSampling, waitWithin } from "../family/sampled-series.js";
import { closedVector } from "../labels.js";
import { ByteWriter } from "./byte-writer.js";
import { FamilyTexts } from "./family-texts.js";
import type { ConstantLabels } from "./label-text.js";
import type { ExpositionFormat } from "./openmetrics.js";
import { createCursor } from "./samples.js";

/** The approximate size of a slice of an exposition in bytes. It contains some ten thousand samples. */
const SLICE_SIZE = 1 << 20;

/** In bytes: the longest text of a family that is composed at once, so that it may be cached; 5 ms of work. */
const MOST_CACHED = 1 << 19;

/** In bytes: the memory of slices that waits for the next expositions. */
const MOST_RECLAIMED = 1 << 21;

/** In bytes: a part of an appended text that is as long is not copied. */
const LEAST_SHARED = 1 << 15;

/** The number of bytes that the cached texts of all families may have together. */
const CACHE_LIMIT = 1 << 22;

const NO_BYTES = new Uint8Array(0);
const NO_FAMILIES: AppendedFamilies = { texts: [] };

/** The end of an exposition in OpenMetrics. */
const EOF = new TextEncoder().encode("# EOF\n");

/** Families that follow those of the program in an exposition, in its format and without its end. */
export interface AppendedFamilies {
  /** Families whose text exists already, in parts. */
  readonly texts: Iterable<Uint8Array>;
  /** Writes more families at the end of the exposition; none by default. */
  readonly write?: (writer: ByteWriter) => void;
  /** Labels of the series of the program's families, besides their own; none by default. */
  readonly labels?: ConstantLabels;
  /**
   * The approximate size of a slice in bytes; 1 MB by default. If the last exposition had at most 1 MB, the first has 1 MB.
   */
  readonly sliceSize?: number;
}

/** Sets the values of sampled gauges, and returns the gauges. */
export type FinishSampling = () => ReadonlySet<MetricFamily>;

/** Exposes families, and counts their series in `metricsmith_series`. */
export class Exposition {
  /** The schema's families, also under old names, those that describe them, and last the number of their series. */
  readonly families: readonly MetricFamily[];
  /** The same without old names. */
  readonly ownFamilies: readonly MetricFamily[];
  readonly series: GaugeFamily;
  readonly #texts: FamilyTexts;
  readonly #writer = new ByteWriter();
  /** The number of the schema's families: their series are counted. */
  readonly #schemaFamilies: number;
  /** The size of the longest slice of the last exposition in bytes. */
  #sliceSize = 0;
  /** Whether the last exposition in slices had more than one of the first's size; expected of the first, whose code is slow. */
  #isLarge = true;
  /** Slices whose memory the next expositions in slices may use. */
  readonly #reclaimed: Uint8Array[] = [];
  /** In bytes, of all of them. */
  #reclaimedSize = 0;
  /** Whether the callbacks of sampled gauges are being called. */
  #isSampling = false;

  /**
   * @param families the schema's, also under old names
   * @param describing the families that describe them
   * @param series the number of series of each of the schema's families, by position
   */
  constructor(families: readonly MetricFamily[], describing: readonly MetricFamily[], series: GaugeFamily) {
    this.#schemaFamilies = families.length;
    this.series = series;
    // Last, since an exposition counts the series of the others as it writes them.
    this.families = [...families, ...describing, series];
    this.ownFamilies = this.families.filter((family) => family.original === family);
    this.#texts = new FamilyTexts(this.families, CACHE_LIMIT);
  }

  /** See `Metrics.expose`. */
  expose(reuse?: Uint8Array, format: ExpositionFormat = "text"): Uint8Array {
    return this.#write(reuse, format, () => this.readSampled());
  }

  #write(reuse: Uint8Array | undefined, format: ExpositionFormat, finishSampling: () => unknown): Uint8Array {
    finishSampling();
    this.#writer.start(reuse);
    this.#texts.in(format).forEach((text, at) => {
      const cursor = createCursor();
      const family = this.families[at];
      family?.pull();
      if (family !== undefined) runAll(family.expireInBatches());
      text.write(this.#writer, cursor, Infinity);
      this.#count(at, cursor.samples);
    });
    if (format === "openmetrics") this.#writer.writeBytes(EOF);
    return this.#writer.finish();
  }

  /** See `Metrics.exposeAsync`. */
  async exposeAsync(format: ExpositionFormat, timeout: number): Promise<Uint8Array> {
    const finish = await this.startSampling(timeout);
    return this.#write(undefined, format, finish);
  }

  /**
   * Calls the callbacks of sampled gauges, and waits for those that are asynchronous.
   *
   * @param timeout the longest wait in milliseconds
   * @param isSelected which families are read; all by default
   * @returns a function that sets the values and returns the gauges. It throws a `RejectedSampleError` in strict mode,
   * if one is missing
   */
  async startSampling(
    timeout: number,
    isSelected?: (family: MetricFamily) => boolean,
  ): Promise<FinishSampling> {
    if (this.#isSampling) return () => new Set();
    const gauges = this.#sampledGauges(isSelected);
    let started: readonly StartedSampling[];
    this.#isSampling = true;
    try {
      started = gauges.map((gauge) => gauge.startSampling());
    } finally {
      this.#isSampling = false;
    }
    const pending = started.flatMap((one) => one.pending);
    if (pending.length > 0) await waitWithin(pending, timeout);
    return () => {
      for (const one of started) one.finish(timeout);
      return new Set(gauges);
    };
  }

  /** See `Metrics.slices`. */
  slices(
    format: ExpositionFormat = "text",
    appended: AppendedFamilies = NO_FAMILIES,
    isSelected?: (family: MetricFamily) => boolean,
    finishSampling: () => unknown = () => this.readSampled(isSelected),
  ): Generator<Uint8Array, void> {
    finishSampling();
    if (isSelected?.(this.series) === true) this.series.readSampled();
    return this.#writeSlices(format, appended, isSelected);
  }

  /** See `Metrics.reclaim`. */
  reclaim(slice: Uint8Array): void {
    this.#reclaimed.push(slice);
    this.#reclaimedSize += slice.buffer.byteLength;
    while (this.#reclaimedSize > MOST_RECLAIMED && this.#reclaimed.length > 1) this.#takeReclaimedAt(0);
  }

  /** Memory for a slice: none that is far larger, as a reader may hold it for long. @param size in bytes */
  #takeReclaimed(size: number): Uint8Array | undefined {
    const at = this.#reclaimed.findLastIndex(
      ({ buffer }) => buffer.byteLength >= size && buffer.byteLength <= 2 * size + LEAST_SHARED,
    );
    return at < 0 ? undefined : this.#takeReclaimedAt(at);
  }

  #takeReclaimedAt(at: number): Uint8Array | undefined {
    const [slice] = this.#reclaimed.splice(at, 1);
    this.#reclaimedSize -= slice?.buffer.byteLength ?? 0;
    return slice;
  }

  /**
   * Calls the callbacks of sampled gauges, as an exposition does. Does nothing if a callback calls it.
   *
   * @param isSelected which families are read; all by default
   * @throws RejectedSampleError in strict mode, if one of them fails
   */
  readSampled(isSelected?: (family: MetricFamily) => boolean): void {
    if (this.#isSampling) return;
    this.#isSampling = true;
    try {
      for (const gauge of this.#sampledGauges(isSelected)) gauge.readSampled();
    } finally {
      this.#isSampling = false;
    }
  }

  #sampledGauges(isSelected?: (family: MetricFamily) => boolean): readonly GaugeFamily[] {
    const wanted = this.#counted(isSelected);
    const gauges = this.families.flatMap((family) =>
      family.type === "gauge" && family !== this.series && wanted?.(family) !== false
        ? [family.original]
        : [],
    );
    return [...new Set(gauges)];
  }

  /** Which families are read: all if their series are counted. */
  #counted(
    isSelected: ((family: MetricFamily) => boolean) | undefined,
  ): ((family: MetricFamily) => boolean) | undefined {
    return isSelected?.(this.series) === true ? undefined : isSelected;
  }

  *#writeSlices(
    format: ExpositionFormat,
    { texts, write, labels, sliceSize = SLICE_SIZE }: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
  ): Generator<Uint8Array, void> {
    let writer = new ByteWriter(isSelected === undefined ? this.#sliceSize : 0);
    let longest = 0;
    let total = 0;
    // To begin with a large slice saves a copy of a small exposition. In a large one, it would be the longest work.
    let enough = this.#isLarge ? sliceSize : SLICE_SIZE;
    const finishSlice = () => {
      longest = Math.max(longest, writer.length);
      total += writer.length;
      return writer.finish();
    };
    const startNext = () => {
      if (enough !== sliceSize) writer = new ByteWriter(sliceSize); // the first has room for more
      enough = sliceSize;
      writer.start(this.#takeReclaimed(sliceSize));
    };
    writer.start(this.#takeReclaimed(this.#isLarge ? sliceSize : this.#sliceSize));
    for (const [at, text] of this.#texts.in(format, labels).entries()) {
      const family = this.families[at];
      if (family === undefined || isSelected?.(family) === false) continue;
      for (const _batch of family.pullInBatches()) yield NO_BYTES;
      for (const _batch of family.expireInBatches()) yield NO_BYTES;
      const cursor = createCursor();
      while (cursor.position !== DONE) {
        text.write(writer, cursor, enough, MOST_CACHED);
        if (cursor.position === DONE) this.#count(at, cursor.samples);
        if (writer.length < enough) continue;
        yield finishSlice();
        startNext();
      }
    }
    for (const part of texts) {
      const isLarge = part.length >= LEAST_SHARED;
      if (writer.length > 0 && (isLarge || writer.length + part.length >= enough)) {
        yield finishSlice();
        startNext();
      }
      if (isLarge) yield part;
      else writer.writeBytes(part);
    }
    write?.(writer);
    if (format === "openmetrics") writer.writeBytes(EOF);
    yield finishSlice();
    this.#isLarge = total > SLICE_SIZE;
    if (isSelected === undefined) this.#sliceSize = longest;
  }

  /** @param at the family's position in `families` */
  #count(at: number, samples: number): void {
    if (at < this.#schemaFamilies) this.series.set(at, samples, undefined);
  }
}

/**
 * Creates `metricsmith_series`, the series that each family exposes. An exposition counts them; for a client's registry,
 * a callback does.
 */
export function createSeriesGauge(families: readonly MetricFamily[]): GaugeFamily {
  const names = families.map(({ name }) => name);
  const gauge = new GaugeFamily({
    name: "metricsmith_series",
    help: "Series that a metric exposes now.",
    vectors: [closedVector("metric", names)],
    combine: "max", // the processes of one program have nearly the same series
  });
  families.forEach((family, index) => {
    gauge.sample(index, () => countSeries(family), undefined);
  });
  return gauge;
}

function countSeries(family: MetricFamily): number {
  let labelSets = 0;
  family.pull();
  family.forEach(() => {
    labelSets += 1;
  });
  return family.type === "histogram" ? labelSets * (family.bounds.length + 3) : labelSets;
}
