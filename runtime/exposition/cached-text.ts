import { sampleText } from "../text.js";
import type { ByteWriter } from "./byte-writer.js";
import { changeDigits, changeLastDigits, digitsOf, isSmall, writeAscii } from "./numbers.js";

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;

/** The row of cells of a histogram's label set. */
interface HistogramRow {
  readonly cells: Float64Array;
  /** The position of the first cell of the row. */
  readonly first: number;
  /** The number of buckets, with `+Inf`. */
  readonly buckets: number;
  /** Whether sum and count are exposed. */
  readonly totals: boolean;
}

/** The bytes that are stored for each sample besides its text: the end of its value, the length of it, and the value. */
const SAMPLE_SIZE = 4 + 1 + 8;

/** The size in bytes of a cached text with a number of samples, with room for values that grow longer. */
export function cachedSize(length: number, samples: number): number {
  return length + (length >> 5) + 64 + SAMPLE_SIZE * samples;
}

/**
 * The last exposed text of a family, which is updated with new sample values: a value of the same length is overwritten
 * in place, and the text between values that change their length is copied unchanged. It is valid for the same samples
 * only: once a sample is added, the text has to be composed and cached again.
 */
export class CachedText {
  private text: Uint8Array;
  private view: DataView;
  private length: number;
  /** The number of samples in the text. */
  readonly samples: number;
  /** The end of each sample's value in the text. */
  private readonly ends: Uint32Array;
  /** The length of each sample's value. */
  private readonly lengths: Uint8Array;
  private readonly values: Float64Array;
  /** The epoch of the last update, from the family's `nextEpoch`; 0 before the first update. */
  updateEpoch = 0;
  /** The position of the next sample. */
  private at = 0;
  /** The number of bytes of the text that have been copied to the writer. */
  private copied = 0;
  /** By how many bytes the samples from the next on move. */
  private shift = 0;
  /** The position in the writer at which the text begins. */
  private start = 0;

  /** @param composed the comment lines, and then one line for each sample */
  constructor(composed: Uint8Array) {
    this.text = composed.slice();
    this.view = new DataView(this.text.buffer);
    this.length = composed.length;
    this.samples = countSamples(composed);
    this.ends = new Uint32Array(this.samples);
    this.lengths = new Uint8Array(this.samples);
    this.values = new Float64Array(this.samples).fill(Number.NaN); // differs from any value
    this.findValues();
  }

  /** Its size in bytes. */
  get size(): number {
    return this.text.length + SAMPLE_SIZE * this.samples;
  }

  /** Begins to write the text. The values of all its samples must follow, in order. */
  begin(writer: ByteWriter): void {
    this.at = 0;
    this.copied = 0;
    this.shift = 0;
    this.start = writer.length;
  }

  /** Sets the values of the next samples to the first `count` elements of `next`. */
  update(writer: ByteWriter, next: Float64Array, count: number): void {
    const from = this.at;
    this.at = from + count;
    if (this.at > this.samples) return;
    for (let ahead = 0; ahead < count; ahead++) this.setValue(writer, from + ahead, next[ahead] ?? 0);
  }

  /** Sets the samples of a histogram's label set: its cumulative buckets, its sum and its count. */
  updateRow(writer: ByteWriter, { cells, first, buckets, totals }: HistogramRow): void {
    const from = this.at;
    this.at = from + (totals ? buckets + 2 : buckets);
    if (this.at > this.samples) return;
    let cumulated = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      cumulated += cells[first + bucket] ?? 0;
      this.setValue(writer, from + bucket, cumulated);
    }
    if (!totals) return;
    this.setValue(writer, from + buckets, cells[first + buckets] ?? 0);
    this.setValue(writer, from + buckets + 1, cells[first + buckets + 1] ?? 0);
  }

  /** Whether the sample that is `ahead` positions after the next one has the value `value`. */
  hasValue(ahead: number, value: number): boolean {
    return this.values[this.at + ahead] === value;
  }

  /** Leaves the next samples unchanged. */
  keep(samples: number): void {
    const from = this.at;
    this.at = from + samples;
    if (this.shift === 0) return;
    for (let at = from; at < this.at; at++) this.ends[at] = (this.ends[at] ?? 0) + this.shift;
  }

  /** Ends the text. Returns false if the number of samples has changed: what was written is then invalid. */
  end(writer: ByteWriter): boolean {
    if (this.at !== this.samples) return false;
    writer.writeBytes(this.text.subarray(this.copied, this.length));
    if (this.copied > 0) this.replaceText(writer.since(this.start));
    return true;
  }

  /** Sets a sample's value. Most of an update's time is spent here, so that rare cases are in `replaceValue`. */
  private setValue(writer: ByteWriter, at: number, value: number): void {
    const { values, ends } = this;
    const before = values[at] ?? 0;
    if (value !== before) {
      values[at] = value;
      if (!changeLastDigits(this.view, ends[at] ?? 0, value, before))
        this.replaceValue(writer, at, value, before);
    }
    if (this.shift !== 0) ends[at] = (ends[at] ?? 0) + this.shift;
  }

  private replaceValue(writer: ByteWriter, at: number, value: number, before: number): void {
    const end = this.ends[at] ?? 0;
    const length = this.lengths[at] ?? 0;
    if (isSmall(value) && digitsOf(value) === length) {
      changeDigits(this.text, end, value, before);
      return;
    }
    const text = sampleText(value);
    if (text.length === length) {
      writeAscii(this.text, end - length, text);
      return;
    }
    writer.writeBytes(this.text.subarray(this.copied, end - length));
    writer.writeAscii(text);
    this.copied = end;
    this.lengths[at] = text.length;
    this.shift += text.length - length;
  }

  private replaceText(text: Uint8Array): void {
    if (text.length > this.text.length) {
      this.text = new Uint8Array(text.length + (text.length >> 5));
      this.view = new DataView(this.text.buffer);
    }
    this.text.set(text);
    this.length = text.length;
  }

  private findValues(): void {
    let sample = 0;
    for (let start = 0; start < this.length; ) {
      const end = this.text.indexOf(LINE_FEED, start);
      if (this.text[start] !== HASH) {
        this.ends[sample] = end;
        this.lengths[sample] = end - 1 - this.text.lastIndexOf(SPACE, end);
        sample++;
      }
      start = end + 1;
    }
  }
}

function countSamples(text: Uint8Array): number {
  let samples = 0;
  for (let start = 0; start < text.length; start = text.indexOf(LINE_FEED, start) + 1) {
    if (text[start] !== HASH) samples++;
  }
  return samples;
}

/** Limits the memory of the cached texts of all families of a program. */
export class CacheBudget {
  private available: number;

  constructor(bytes: number) {
    this.available = bytes;
  }

  /** Whether `exchange` would take `wanted`. */
  has(allocated: number, wanted: number): boolean {
    return wanted <= this.available + allocated;
  }

  /** Returns `allocated` bytes to the budget and takes `wanted`. @returns false if it takes none, as fewer are free */
  exchange(allocated: number, wanted: number): boolean {
    const taken = this.has(allocated, wanted) ? wanted : 0;
    this.available += allocated - taken;
    return taken === wanted;
  }
}
