import { describe, expect, test } from "vitest";
import { streamOf } from "../../../runtime/server/handlers.js";
import type { Slices } from "../../../runtime/server/scrape.js";

describe("streamOf", () => {
  test("gives all parts but empty ones, of slices and of what comes later", async () => {
    async function* later() {
      yield Buffer.from("c");
    }
    const ends: unknown[] = [];
    const ended = (error?: unknown) => ends.push(error);
    expect(await textOf(streamOf(slicesOf("a", "", "b").values(), none(), ended))).toBe("ab");
    expect(await textOf(streamOf(later(), none(), ended))).toBe("c");
    expect(await textOf(streamOf(slicesOf().values(), none(), ended))).toBe("");
    expect(ends).toEqual([undefined, undefined, undefined]);
  });

  test("makes a part when it is asked for", async () => {
    const endless = new Endless();
    const reader = streamOf(endless, none(), () => {}).getReader();
    expect(endless.made).toBe(0);
    for (const made of [1, 2]) {
      await reader.read();
      await turns();
      expect(endless.made).toBe(made);
    }
  });

  test("ends the work when it is cancelled", async () => {
    const endless = new Endless();
    const ends: unknown[] = [];
    const reader = streamOf(endless, none(), (error) => ends.push(error)).getReader();
    await reader.read();
    await reader.cancel("enough");
    expect([endless.returned, ends]).toEqual([1, [undefined]]);
  });

  test("ends the work when the request is aborted, before and after", async () => {
    const controller = new AbortController();
    const endless = new Endless();
    const ends: unknown[] = [];
    const ended = (error?: unknown) => ends.push(error);
    const reader = streamOf(endless, controller.signal, ended).getReader();
    await reader.read();
    controller.abort(new Error("the client has gone"));
    await expect(reader.read()).rejects.toThrow("the client has gone");
    expect([endless.returned, ends]).toEqual([1, [undefined]]);
    const late = streamOf(endless, controller.signal, ended).getReader();
    await expect(late.read()).rejects.toThrow("the client has gone");
    expect([endless.returned, ends]).toEqual([2, [undefined, undefined]]);
  });

  test("fails where a part cannot be made", async () => {
    function* failing(): Generator<Uint8Array, void> {
      yield Buffer.from("a");
      throw new Error("there is no such part");
    }
    const ends: unknown[] = [];
    const stream = streamOf(failing(), none(), (error) => ends.push(error));
    await expect(textOf(stream)).rejects.toThrow("there is no such part");
    expect(ends).toEqual([new Error("there is no such part")]);
  });
});

/** Slices without end. */
class Endless implements Slices {
  made = 0;
  returned = 0;

  next(): IteratorResult<Uint8Array, void> {
    this.made += 1;
    return { done: false, value: Buffer.from("x") };
  }

  return(): IteratorReturnResult<void> {
    this.returned += 1;
    return { done: true, value: undefined };
  }
}

function slicesOf(...texts: readonly string[]): Buffer[] {
  return texts.map((text) => Buffer.from(text));
}

function none(): AbortSignal {
  return new AbortController().signal;
}

/** Lets the event loop turn as often as anything here waits for it. */
async function turns(): Promise<void> {
  for (let times = 0; times < 10; times++) await new Promise((resolve) => setImmediate(resolve));
}

function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream).text();
}
