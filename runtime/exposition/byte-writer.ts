import { writeAscii, writeDecimal } from "./numbers.js";

/** Whether the first byte of a word is its lowest, as on all common machines. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes that stay free after a text: for a number, a line feed and what `write` and `repeat` write past the end. */
const SLACK = 64;

const LINE_FEED = 0x0a;

const INITIAL_SIZE = 1 << 14;
const NO_BYTES = new Uint8Array(0);
const NO_VIEW = new DataView(NO_BYTES.buffer);

/** The buffers that writers have allocated and returned. They contain only what a writer wrote. */
const returnedBuffers = new WeakSet<ArrayBufferLike>();

/** Appends bytes to a buffer that grows. Text is copied eight bytes at a time: bytes past the end are garbage. */
export class ByteWriter {
  private bytes: Uint8Array = NO_BYTES;
  private view: DataView = NO_VIEW;
  /** The size that the next exposition is expected to need. */
  private expected: number;
  /** The number of bytes written. */
  length = 0;

  /** @param expected the expected size of the first exposition in bytes; 0 if it is unknown */
  constructor(expected = 0) {
    this.expected = sizeFor(expected);
  }

  /**
   * Starts an exposition.
   *
   * @param reuse bytes that `finish` of any writer returned and that may be overwritten. Bytes from elsewhere are not
   * touched: their buffer may have other content, too
   */
  start(reuse: Uint8Array | undefined): void {
    const own = reuse !== undefined && reuse.length > 0 && returnedBuffers.has(reuse.buffer);
    this.bytes = own ? new Uint8Array(reuse.buffer) : new Uint8Array(this.expected);
    this.view = new DataView(this.bytes.buffer);
    this.length = 0;
  }

  /** Ends the exposition and returns its bytes. */
  finish(): Uint8Array {
    const written = this.bytes.subarray(0, this.length);
    returnedBuffers.add(this.bytes.buffer);
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

  /** Appends a copy of the buffer's bytes from `start` to `end`. */
  repeat(start: number, end: number): void {
    this.reserve(end - start);
    copyBytes(this.view, start, end, this.length);
    this.length += end - start;
  }

  /**
   * Writes a line: a copy of the buffer's bytes from `start` to `end`, then a fragment, then a sample value. It is one
   * method because most of an exposition's time is spent in it.
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

  /** Removes what was written from position `length` on. */
  rewind(length: number): void {
    this.length = length;
  }

  /** The bytes written from `start` on. They are valid until more is written. */
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

/** The size of a buffer for a text of `length` bytes, with room for it to grow by an eighth. */
function sizeFor(length: number): number {
  return length + (length >> 3) + INITIAL_SIZE;
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

/** A text that is encoded once and written often. */
export interface Fragment {
  /**
   * The UTF-8 bytes, eight in a word in the machine's byte order; the last word is padded with zeroes. Copying a double
   * keeps its bits unless it is NaN, and no valid UTF-8 text has the bits of NaN.
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
