import { writeAscii, writeDecimal } from "./numbers.js";

/** True where a word's lowest byte is its first, as on all common machines. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * What is kept free behind every text: room for a number and its line feed, and for the bytes behind their
 * end that `write` and `repeat` touch.
 */
const SLACK = 64;

const LINE_FEED = 0x0a;

const FIRST_SIZE = 1 << 14;
const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** The buffers that writers have made and handed over, in which there is nothing but what they wrote. */
const handedOver = new WeakSet<ArrayBufferLike>();

/**
 * Appends bytes to a buffer that grows, and hands it over at the end. Text is copied eight bytes at a time;
 * the bytes behind the end of what was written have no meaning.
 */
export class ByteWriter {
  private bytes: Uint8Array = NO_BYTES;
  private view: DataView = NO_VIEW;
  /** The size that the next exposition is expected to need. */
  private expected: number;
  /** The number of bytes written. */
  length = 0;

  /** @param expected how many bytes the first exposition is expected to have; 0 if that is not known */
  constructor(expected = 0) {
    this.expected = sizeFor(expected);
  }

  /**
   * Starts an exposition.
   *
   * @param reuse what `finish` of any writer has returned and may be overwritten; other bytes are left alone, since their
   * buffer may hold more than them
   */
  start(reuse: Uint8Array | undefined): void {
    const own = reuse !== undefined && reuse.length > 0 && handedOver.has(reuse.buffer);
    this.bytes = own ? new Uint8Array(reuse.buffer) : new Uint8Array(this.expected);
    this.view = new DataView(this.bytes.buffer);
    this.length = 0;
  }

  /** Ends the exposition and hands over its bytes. */
  finish(): Uint8Array {
    const written = this.bytes.subarray(0, this.length);
    handedOver.add(this.bytes.buffer);
    this.expected = sizeFor(this.length);
    this.bytes = NO_BYTES;
    this.view = NO_VIEW;
    return written;
  }

  write({ words, length }: Fragment): void {
    this.reserve(length);
    copyWords(this.view, this.length, words);
    this.length += length;
  }

  /** Writes once more what stands in the buffer from `start` to `end`. */
  repeat(start: number, end: number): void {
    this.reserve(end - start);
    copyBytes(this.view, start, end, this.length);
    this.length += end - start;
  }

  /**
   * Writes a line: what stands in the buffer from `start` to `end` once more, then a fragment, then a sample
   * value. One method, because it is what an exposition does most.
   */
  writeLine(start: number, end: number, fragment: Fragment, value: number): void {
    this.reserve(end - start + fragment.length);
    const view = this.view;
    const to = this.length;
    copyBytes(view, start, end, to);
    copyWords(view, to + end - start, fragment.words);
    this.length = this.writeValueAt(to + end - start + fragment.length, value);
  }

  /** Writes a sample value and ends its line. */
  writeValue(value: number): void {
    this.reserve(0);
    this.length = this.writeValueAt(this.length, value);
  }

  /** Writes bytes from elsewhere. */
  writeBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Writes ASCII text. */
  writeAscii(text: string): void {
    this.reserve(text.length);
    this.length = writeAscii(this.bytes, this.length, text);
  }

  /** Takes back what was written from `length` on. */
  rewind(length: number): void {
    this.length = length;
  }

  /** What was written from `start` on, until more is written. */
  since(start: number): Uint8Array {
    return this.bytes.subarray(start, this.length);
  }

  private writeValueAt(start: number, value: number): number {
    const end = writeDecimal(this.bytes, start, value);
    this.bytes[end] = LINE_FEED;
    return end + 1;
  }

  private reserve(length: number): void {
    if (this.length + length + SLACK > this.bytes.length) this.grow(length + SLACK);
  }

  private grow(room: number): void {
    const bytes = new Uint8Array(Math.max(this.length + room, 2 * this.bytes.length));
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

/** The size of a buffer that has room for a text some eighth longer than one of `length` bytes. */
function sizeFor(length: number): number {
  return length + (length >> 3) + FIRST_SIZE;
}

function copyBytes(view: DataView, start: number, end: number, to: number): void {
  for (let at = start; at < end; at += 8) {
    view.setFloat64(to + at - start, view.getFloat64(at, LITTLE_ENDIAN), LITTLE_ENDIAN);
  }
}

function copyWords(view: DataView, start: number, words: Float64Array): void {
  for (let word = 0; word < words.length; word++) {
    view.setFloat64(start + 8 * word, words[word] ?? 0, LITTLE_ENDIAN);
  }
}

/** A piece of text that is written often, encoded once. */
export interface Fragment {
  /**
   * Its UTF-8 bytes, eight to a word in the machine's byte order, the last word filled up with zeroes. A
   * processor moves doubles without a look at them, and no valid UTF-8 reads as one that is not a number.
   */
  readonly words: Float64Array;
  /** The number of bytes. */
  readonly length: number;
}

/** Encodes a text; a lone surrogate becomes U+FFFD. */
export function fragmentOf(text: string): Fragment {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array((bytes.length + 7) & ~7);
  padded.set(bytes);
  return { words: new Float64Array(padded.buffer), length: bytes.length };
}

const encoder = new TextEncoder();
