import { gunzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { type Reply, toResponse } from "../../../runtime/server/reply.js";
import type { Slices } from "../../../runtime/server/scrape.js";

const MEGABYTE = 1 << 20;
/** More slices than a compressor takes in before its output is read. */
const MANY = 64;

describe("toResponse", () => {
  test.each([
    ["a small body whole", { slices: ["a", "", "b"], length: "2" }],
    ["an empty body", { slices: [], length: "0" }],
    ["a large body in parts", { slices: ["a".repeat(MEGABYTE), "", "b", "", "c"], length: null }],
  ])("returns %s, and calls `done` once", async (_, { slices, length }) => {
    const done = vi.fn();
    const text = slices.join("");
    const response = await toResponse(replyOf(slicesOf(slices), { done }), request());
    expect(response.headers.get("content-length")).toBe(length);
    expect((await response.text()) === text).toBe(true);
    expect(done.mock.calls).toEqual([[text.length, undefined]]);
  });

  test.each([
    ["small", { slices: ["up 1\n", "", "users 7\n", ""] }],
    ["large", { slices: ["up 1\n", "", "~".repeat(MEGABYTE), "users 7\n", "", "^".repeat(MEGABYTE)] }],
    ["empty", { slices: [] }],
  ])("compresses a %s body to one whole", async (_, { slices }) => {
    const done = vi.fn();
    const text = slices.join("");
    const reply = replyOf(slicesOf(slices), { compression: "always", done });
    const response = await toResponse(reply, request());
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(await response.arrayBuffer()).toString() === text).toBe(true);
    expect(done.mock.calls).toEqual([[text.length, undefined]]);
  });

  test("makes a part when it is read", async () => {
    const endless = new Endless();
    const reader = await readerOf(replyOf(endless), request());
    const begun = endless.made;
    expect(begun).toBe(2); // two slices show that the body is large
    for (const made of [begun, begun, begun + 1, begun + 2]) {
      await reader.read();
      await turns();
      expect(endless.made).toBe(made);
    }
  });

  test.each([["never"], ["always"]] as const)(
    "ends the work when the body is cancelled (compression: %s)",
    async (compression) => {
      const endless = new Endless();
      const done = vi.fn();
      const reader = await readerOf(replyOf(endless, { compression, done }), request());
      await reader.read();
      await reader.cancel("enough");
      expect(endless.returned).toBe(true);
      expect(done.mock.calls).toEqual([[expect.any(Number), undefined]]);
      const { made } = endless;
      await turns();
      expect(endless.made).toBe(made);
    },
  );

  test("ends the work when the body is cancelled before it is read", async () => {
    const endless = new Endless();
    const done = vi.fn();
    const reader = await readerOf(replyOf(endless, { done }), request());
    await reader.cancel("enough");
    expect([endless.returned, done.mock.calls]).toEqual([true, [[2 * MEGABYTE, undefined]]]);
  });

  test("ends the work when the request is aborted while the body is read", async () => {
    const controller = new AbortController();
    const endless = new Endless();
    const done = vi.fn();
    const reader = await readerOf(replyOf(endless, { done }), request(controller.signal));
    await reader.read();
    controller.abort(new Error("the client has gone"));
    await expect(reader.read()).rejects.toThrow("the client has gone");
    expect([endless.returned, done.mock.calls.length]).toEqual([true, 1]);
  });

  test("ends the work when the request was aborted before", async () => {
    const controller = new AbortController();
    controller.abort(new Error("the client has gone"));
    const endless = new Endless();
    const done = vi.fn();
    const reader = await readerOf(replyOf(endless, { done }), request(controller.signal));
    await expect(reader.read()).rejects.toThrow("the client has gone");
    expect([endless.returned, done.mock.calls.length]).toEqual([true, 1]);
  });

  test.each([["never"], ["always"]] as const)(
    "fails where a later slice cannot be made (compression: %s)",
    async (compression) => {
      const error = new Error("there is no such slice");
      function* failing(): Generator<Uint8Array, void> {
        yield new Uint8Array(MEGABYTE);
        yield Buffer.from("a");
        throw error;
      }
      const done = vi.fn();
      const response = await toResponse(replyOf(failing(), { compression, done }), request());
      await expect(response.text()).rejects.toThrow("there is no such slice");
      expect(done.mock.calls).toEqual([[MEGABYTE + 1, error]]);
    },
  );

  test("rejects if the first slice cannot be made", async () => {
    const error = new Error("there is no such slice");
    // biome-ignore lint/correctness/useYield: it fails before
    function* failing(): Generator<Uint8Array, void> {
      throw error;
    }
    const done = vi.fn();
    await expect(toResponse(replyOf(failing(), { done }), request())).rejects.toBe(error);
    expect(done.mock.calls).toEqual([[0, error]]);
  });
});

describe("toResponse, compressed", () => {
  test("makes slices as the body is read, and no more when reading ends", async () => {
    const random = new Random(MANY);
    const reader = await readerOf(replyOf(random, { compression: "always" }), request());
    expect((await reader.read()).done).toBe(false);
    await settled(() => random.made.length);
    expect(random.made.length).toBeLessThan(10);
    const pulled = random.made.length;
    await reader.cancel();
    await vi.waitFor(() => expect(random.ended).toBe(true));
    expect(random.made.length).toBeLessThanOrEqual(pulled + 1);
  });

  test("is complete for a reader that pauses", async () => {
    const random = new Random(8);
    const reader = await readerOf(replyOf(random, { compression: "always" }), request());
    const chunks: Uint8Array[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (chunks.length === 0) await settled(() => random.made.length);
      chunks.push(next.value);
    }
    expect(gunzipSync(Buffer.concat(chunks)).equals(Buffer.concat(random.made))).toBe(true);
  });
});

function request(signal?: AbortSignal): Request {
  return new Request("http://portal/metrics", signal === undefined ? {} : { signal });
}

function replyOf(slices: Slices, reply: Partial<Reply> = {}): Reply {
  return { status: 200, headers: [], slices, done() {}, ...reply };
}

async function readerOf(reply: Reply, asked: Request): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const { body } = await toResponse(reply, asked);
  if (body === null) throw new Error("the response has no body");
  return body.getReader();
}

function slicesOf(texts: readonly string[]): Slices {
  return texts.map((text) => Buffer.from(text)).values();
}

/** Slices of 1 MB without end. */
class Endless implements Slices {
  made = 0;
  returned = false;

  next(): IteratorResult<Uint8Array, void> {
    if (this.returned) return { done: true, value: undefined };
    this.made += 1;
    return { done: false, value: Buffer.alloc(MEGABYTE, "x") };
  }

  return(): IteratorReturnResult<void> {
    this.returned = true;
    return { done: true, value: undefined };
  }
}

/** Slices of 1 MB that cannot be compressed. */
class Random implements Slices {
  readonly made: Buffer[] = [];
  ended = false;
  readonly #count: number;
  #state = 1;

  constructor(count: number) {
    this.#count = count;
  }

  next(): IteratorResult<Uint8Array, void> {
    if (this.ended || this.made.length === this.#count) return { done: true, value: undefined };
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

/** Waits until a number stays the same while the event loop and other threads run. */
async function settled(count: () => number): Promise<void> {
  for (let calm = 0, before = -1; calm < 5; calm = count() === before ? calm + 1 : 0) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Lets the event loop run until nothing here waits for it. */
async function turns(): Promise<void> {
  for (let times = 0; times < 10; times++) await new Promise((resolve) => setImmediate(resolve));
}
