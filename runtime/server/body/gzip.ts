import { availableParallelism } from "node:os";
import { constants, crc32, createDeflateRaw, type DeflateRaw, deflateRawSync } from "node:zlib";
import { processState } from "../../process-state.js";

/** In bytes: the longest text that is compressed at once, which takes about a millisecond. */
export const LONGEST_BLOCK = 1 << 17;

/** Level 1 took a fifth of the time of level 6 for a text of 4.5 MB, and made 337 kB of it. */
const LEVEL = 1;

/**
 * A block ends at a whole byte, and refers to nothing before it (RFC 1951, section 3.2.4): blocks that were compressed
 * one by one can be joined.
 */
const BLOCK_OPTIONS = {
  level: LEVEL,
  flush: constants.Z_FULL_FLUSH,
  chunkSize: 1 << 16,
  readableHighWaterMark: 2 * LONGEST_BLOCK, // more than a block: nothing waits until it is read
};

/** RFC 1952, section 2.3: gzip, deflate, no flags, no time, the fastest algorithm, any system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff);

/** The last block, which is empty: its first bit says that it is the last. */
const LAST_BLOCK = Uint8Array.of(3, 0);

/** A part of a gzip file, which can be used in several files. */
export interface GzipBlock {
  readonly bytes: Uint8Array;
  /** The checksum of its text. */
  readonly crc: number;
  /** The number of bytes of its text. */
  readonly length: number;
  /** What a checksum is multiplied by for a text of that length behind it. */
  readonly shift: number;
}

/** Compresses the slices of a scrape. @param at the position of the slice in the scrape */
export interface SliceCompressor {
  compress(at: number, slice: Uint8Array): Promise<readonly GzipBlock[]>;
}

/** The parts of one gzip file, in the order in which they are asked for. */
export class GzipFile {
  readonly #compressor: SliceCompressor;
  #slices = 0;
  #crc = 0;
  #length = 0;

  constructor(compressor: SliceCompressor = INDEPENDENT) {
    this.#compressor = compressor;
  }

  /** Before the first slice. */
  get header(): Uint8Array {
    return HEADER;
  }

  /** Compresses a part of the text. */
  async add(slice: Uint8Array): Promise<readonly Uint8Array[]> {
    const blocks = await this.#compressor.compress(this.#slices, slice);
    this.#slices += 1;
    for (const { crc, length, shift } of blocks) {
      this.#crc = (multiply(this.#crc, shift) ^ crc) >>> 0;
      this.#length += length;
    }
    return blocks.map(({ bytes }) => bytes);
  }

  /** After the last slice. */
  end(): Uint8Array {
    const end = new Uint8Array(LAST_BLOCK.length + 8);
    end.set(LAST_BLOCK);
    const view = new DataView(end.buffer, LAST_BLOCK.length);
    view.setUint32(0, this.#crc, true);
    view.setUint32(4, this.#length % 2 ** 32, true);
    return end;
  }
}

const INDEPENDENT: SliceCompressor = {
  async compress(_at, slice) {
    const blocks: GzipBlock[] = [];
    for (let from = 0; from < slice.length; from += LONGEST_BLOCK) {
      blocks.push(await compressBlock(slice.subarray(from, from + LONGEST_BLOCK)));
    }
    return blocks;
  },
};

/** Compresses a text of 1 to `LONGEST_BLOCK` bytes in another thread. */
export async function compressBlock(text: Uint8Array): Promise<GzipBlock> {
  return blockOf(text, await compressions.run(text));
}

/** Short texts need less memory than the 260 kB of the defaults, which took longer to allocate than to compress them. */
const SHORT_OPTIONS = {
  level: LEVEL,
  finishFlush: constants.Z_FULL_FLUSH,
  windowBits: 13,
  memLevel: 5,
  chunkSize: 1 << 12,
};

/** The same in this thread, which is faster for a short text. */
export function compressNow(text: Uint8Array): GzipBlock {
  return blockOf(text, deflateRawSync(text, SHORT_OPTIONS));
}

function blockOf(text: Uint8Array, bytes: Uint8Array): GzipBlock {
  return { bytes, crc: crc32(text), length: text.length, shift: shiftOf(text.length) };
}

/*
 * A checksum is a remainder of polynomials over bits, whose highest bit here is that of the power 0 (RFC 1952, section
 * 8). That of two texts is that of the first times x to the number of bits of the second, plus that of the second.
 */

const DIVISOR = 0xedb88320;
const ONE = 0x80000000;
const X_TO_8 = 0x00800000;

/** The remainder of x to the number of bits of a text. @param length in bytes */
function shiftOf(length: number): number {
  let [shift, power] = [ONE, X_TO_8];
  for (let rest = length; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) shift = multiply(shift, power);
    power = multiply(power, power);
  }
  return shift;
}

/** The remainder of a product. */
function multiply(one: number, other: number): number {
  let product = 0;
  let shifted = other;
  for (let bit = 31; bit >= 0; bit--) {
    if (((one >>> bit) & 1) === 1) product ^= shifted;
    shifted = (shifted & 1) === 1 ? (shifted >>> 1) ^ DIVISOR : shifted >>> 1;
  }
  return product >>> 0;
}

/**
 * How many blocks of all scrapes are compressed at a time. The threads that compress are those that read the files of
 * the application, and there are four by default: the others stay free, and so does a processor if there are several.
 */
const MOST_AT_A_TIME = Math.max(1, Math.min(2, availableParallelism() - 1));

/** Compresses blocks in other threads, in the order in which they come. */
class Compressions {
  readonly #idle: Compressor[] = [];
  readonly #waiting: ((compressor: Compressor) => void)[] = [];
  #created = 0;

  async run(text: Uint8Array): Promise<Uint8Array> {
    const compressor = await this.#next();
    try {
      return await compressor.compress(text);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(compressor);
      else next(compressor);
    }
  }

  #next(): Compressor | Promise<Compressor> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#created < MOST_AT_A_TIME) {
      this.#created += 1;
      return new Compressor();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** One stream for all blocks: to begin one, with its 260 kB, takes longer than to compress 30 kB. */
class Compressor {
  #stream: DeflateRaw | undefined;

  /** One text at a time. */
  compress(text: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const stream = this.#stream ?? createDeflateRaw(BLOCK_OPTIONS);
      this.#stream = stream;
      const fail = (error: Error) => {
        this.#stream = undefined;
        reject(error);
      };
      stream.once("error", fail);
      stream.write(text, () => {
        stream.off("error", fail);
        const parts = partsIn(stream);
        if (parts.length === 0) fail(new Error("zlib made nothing of a text"));
        else resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts));
      });
    });
  }
}

/** What a stream has made. From Node 26 on, as in Bun and Deno, `read` gives one part of it at a time. */
function partsIn(stream: DeflateRaw): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let part: Buffer | null = stream.read(); part !== null; part = stream.read()) parts.push(part);
  return parts;
}

const compressions = processState("compressions of scrapes", () => new Compressions());
