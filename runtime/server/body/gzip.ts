import { availableParallelism } from "node:os";
import { constants, crc32, createDeflateRaw, type DeflateRaw } from "node:zlib";
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

/** The parts of one gzip file, in the order in which they are asked for. */
export class GzipFile {
  #crc = 0;
  #length = 0;

  /** Before the first block. */
  get header(): Uint8Array {
    return HEADER;
  }

  /** Compresses a text of at most `LONGEST_BLOCK` bytes in another thread. */
  block(text: Uint8Array): Promise<Uint8Array> {
    this.#crc = crc32(text, this.#crc);
    this.#length += text.length;
    return compressions.run(text);
  }

  /** After the last block. */
  end(): Uint8Array {
    const end = new Uint8Array(LAST_BLOCK.length + 8);
    end.set(LAST_BLOCK);
    const view = new DataView(end.buffer, LAST_BLOCK.length);
    view.setUint32(0, this.#crc, true);
    view.setUint32(4, this.#length % 2 ** 32, true);
    return end;
  }
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
        const block: Buffer | null = stream.read();
        if (block !== null) resolve(block);
      });
    });
  }
}

const compressions = processState("compressions of scrapes", () => new Compressions());
