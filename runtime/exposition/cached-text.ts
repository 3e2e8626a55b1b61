import { sampleText } from "../number-text.js";
import type { ByteWriter } from "./byte-writer.js";
import { changeDigits, changeLastDigits, digitsOf, isSmall, writeAscii } from "./numbers.js";

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;

/** Where the row of a histogram's label set stands. */
interface HistogramRow {
  readonly cells: Float64Array;
  /** Its first cell. */
  readonly first: number;
  /** The number of its buckets, that of `+Inf` too. */
  readonly buckets: number;
  /** Whether its sum and its count are exposed. */
  readonly totals: boolean;
}

/** How many bytes are known of each sample: where its value ends, how long it is, and the value. */
const SAMPLE = 4 + 1 + 8;

/** How many bytes a kept text of so many samples takes, with room for values that grow longer. */
export function cachedSize(length: number, samples: number): number {
  return length + (length >> 5) + 64 + SAMPLE * samples;
}

/**
 * The text of a family as it was last exposed, brought up to date by the values of its samples: a value that
 * keeps its length is written over, and what stands between others is copied as it was. It holds for the
 * same samples alone: when one is added, the text has to be composed and kept anew.
 */
export class CachedText {
  private text: Uint8Array;
  private view: DataView;
  private length: number;
  /** How many samples the text has. */
  readonly samples: number;
  /** Where each sample's value ends in the text. */
  private readonly ends: Uint32Array;
  /** The length of each sample's value. */
  private readonly lengths: Uint8Array;
  private readonly values: Float64Array;
  /** The moment of the last update, by its family's `moment`; 0 before the first. */
  updateEpoch = 0;
  /** The sample that is next. */
  private at = 0;
  /** How much of the text has been copied to the writer. */
  private copied = 0;
  /** By how much the samples from the next on move. */
  private shift = 0;
  private start = 0;

  /** @param composed lines of comments, and then a line for each sample */
  constructor(composed: Uint8Array) {
    this.text = composed.slice();
    this.view = new DataView(this.text.buffer);
    this.length = composed.length;
    this.samples = countSamples(composed);
    this.ends = new Uint32Array(this.samples);
    this.lengths = new Uint8Array(this.samples);
    this.values = new Float64Array(this.samples).fill(Number.NaN); // unlike any value
    this.findValues();
  }

  /** How many bytes it takes. */
  get size(): number {
    return this.text.length + SAMPLE * this.samples;
  }

  /** Begins to write the text. The values of its samples are to follow, in order. */
  begin(writer: ByteWriter): void {
    this.at = 0;
    this.copied = 0;
    this.shift = 0;
    this.start = writer.length;
  }

  /** Takes the values of the next samples: the first `count` of `next`. */
  update(writer: ByteWriter, next: Float64Array, count: number): void {
    const from = this.at;
    this.at = from + count;
    if (this.at > this.samples) return;
    for (let ahead = 0; ahead < count; ahead++) this.setValue(writer, from + ahead, next[ahead] ?? 0);
  }

  /** Takes the values of the samples of a histogram's label set: its buckets cumulated, its sum and its count. */
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

  /** Whether the sample `ahead` of the next has a value. */
  hasValue(ahead: number, value: number): boolean {
    return this.values[this.at + ahead] === value;
  }

  /** Leaves a number of samples as they are. */
  skip(samples: number): void {
    const from = this.at;
    this.at = from + samples;
    if (this.shift === 0) return;
    for (let at = from; at < this.at; at++) this.ends[at] = (this.ends[at] ?? 0) + this.shift;
  }

  /** Ends the text. False if the samples were not as many as before: what was written is then of no use. */
  end(writer: ByteWriter): boolean {
    if (this.at !== this.samples) return false;
    writer.writeBytes(this.text.subarray(this.copied, this.length));
    if (this.copied > 0) this.replace(writer.since(this.start));
    return true;
  }

  /** Gives a sample its value. It is what an update does most, so what is seldom stands in `change`. */
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

  private replace(text: Uint8Array): void {
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

/** How much memory the kept texts of a program's families may take together. */
export class CacheBudget {
  private left: number;

  /** @param bytes the bound */
  constructor(bytes: number) {
    this.left = bytes;
  }

  /** Exchanges what was taken for a new amount; false, and nothing is taken any more, if there is too little. */
  exchange(taken: number, wanted: number): boolean {
    const left = this.left + taken;
    this.left = wanted <= left ? left - wanted : left;
    return wanted <= left;
  }
}
