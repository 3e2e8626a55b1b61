import { gunzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import type { Slices } from "../../../runtime/server/scrape.js";
import { gzipped, gzipWhole } from "../../../runtime/server/reply.js";

const MEGABYTE = 1 << 20;
/** More than a compressor takes in before it is read. */
const MANY = 64;

test("gzipWhole compresses bytes", async () => {
  const bytes = Buffer.from("up 1\n".repeat(1000));
  const compressed = await gzipWhole(bytes);
  expect(compressed.length).toBeLessThan(100);
  expect(gunzipSync(compressed).equals(bytes)).toBe(true);
});

describe("gzipped", () => {
  test("compresses slices, also empty ones, to one whole", async () => {
    const slices = ["up 1\n", "", "users 7\n", ""].map((text) => Buffer.from(text));
    expect(gunzipSync(await read(gzipped(slices.values()))).toString()).toBe("up 1\nusers 7\n");
    expect(gunzipSync(await read(gzipped([].values()))).length).toBe(0);
  });

  test("makes slices as they are read, and no more when reading ends", async () => {
    const random = new Random(MANY);
    const compressed = gzipped(random);
    expect((await compressed.next()).done).toBe(false);
    await settled(() => random.pulled);
    expect(random.pulled).toBeLessThan(10);
    const { pulled } = random;
    await compressed.return(undefined);
    await vi.waitFor(() => expect(random.ended).toBe(true));
    expect(random.pulled).toBeLessThanOrEqual(pulled + 1);
  });

  test("of a reader that goes on is whole", async () => {
    const random = new Random(8);
    const compressed = gzipped(random);
    const first = (await compressed.next()).value ?? new Uint8Array();
    await settled(() => random.pulled);
    const all = Buffer.concat([first, await read(compressed)]);
    expect(gunzipSync(all).equals(Buffer.concat(random.made))).toBe(true);
  });

  test("throws what the slices throw", async () => {
    function* failing(): Generator<Uint8Array, void> {
      yield Buffer.from("up 1\n");
      throw new Error("there is no such slice");
    }
    await expect(read(gzipped(failing()))).rejects.toThrow("there is no such slice");
  });
});

/** Slices of 1 MB that cannot be compressed. */
class Random implements Slices {
  readonly made: Buffer[] = [];
  ended = false;
  readonly #count: number;
  #state = 1;

  constructor(count: number) {
    this.#count = count;
  }

  get pulled(): number {
    return this.made.length;
  }

  next(): IteratorResult<Uint8Array, void> {
    if (this.pulled === this.#count) return { done: true, value: undefined };
    const words = Uint32Array.from({ length: MEGABYTE / 4 }, () => {
      this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
      return this.#state;
    });
    const value = Buffer.from(words.buffer);
    this.made.push(value);
    return { done: false, value };
  }

  return(): IteratorReturnResult<void> {
    this.ended = true;
    return { done: true, value: undefined };
  }
}

/** Waits until a number stays the same while much else happens. */
async function settled(count: () => number): Promise<void> {
  for (let calm = 0, before = -1; calm < 5; calm = count() === before ? calm + 1 : 0) {
    before = count();
    for (let times = 0; times < 20; times++) await gzipWhole(Buffer.alloc(MEGABYTE));
  }
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
