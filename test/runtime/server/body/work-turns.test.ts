import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { workTurns } from "../../../../runtime/server/body/work-turns.js";
import { sendReply } from "../../../../runtime/server/reply.js";

/** In milliseconds, by a clock that only work moves. */
let time = 0;
let turn = 0;
let counting = true;

/** The turns in which work was done, by its name. */
let log: (readonly [name: string, turn: number])[] = [];

function working(name: string, milliseconds: number): () => string {
  return () => {
    log.push([name, turn]);
    time += milliseconds;
    return name;
  };
}

beforeEach(async () => {
  for (let rest = 0; rest < 3; rest++) await setImmediate(); // what other tests have left
  time = 0;
  turn = 0;
  log = [];
  counting = true;
  vi.spyOn(performance, "now").mockImplementation(() => time);
  void (async () => {
    for (; counting; turn++) await setImmediate();
  })();
});

afterEach(() => {
  counting = false;
  vi.restoreAllMocks();
});

describe("the work of scrapes", () => {
  test("is done at once while its turn has time left", async () => {
    const done = [workTurns.now(working("a", 0.08)), workTurns.now(working("b", 0.08))];
    expect(log.map(([name]) => name)).toEqual(["a", "b"]);
    expect(await Promise.all(done)).toEqual(["a", "b"]);
  });

  test("of many scrapes takes as long in each turn as that of a few, in the order of their requests", async () => {
    const names = Array.from({ length: 40 }, (_, at) => `scrape ${at}`);
    await Promise.all(names.map((name) => workTurns.now(working(name, 0.08))));
    expect(log.map(([name]) => name)).toEqual(names);
    const turns = [...new Set(log.map(([, at]) => at))];
    const pieces = turns.map((at) => log.filter(([, other]) => other === at).length);
    expect(pieces).toEqual([...new Array(13).fill(3), 1]);
  });

  test("that waits for a later turn leaves those who wait their place", async () => {
    const repeat = async (name: string) => {
      for (let piece = 0; piece < 4; piece++) await workTurns.later(working(name, 1));
    };
    await Promise.all(["a", "b", "c"].map(repeat));
    expect(log.map(([name]) => name).join("")).toBe("abcabcabcabc");
    expect(new Set(log.map(([, at]) => at)).size).toBe(12);
  });

  test("is one slice in a turn if that takes all of its time, though twenty readers take whatever they get", async () => {
    const make = working("slice", 1);
    const replies = Array.from({ length: 20 }, () => {
      const response = { req: { method: "GET" }, setHeader() {}, write: () => true, end() {} };
      const slices = (function* () {
        for (let slice = 0; slice < 5; slice++) {
          make();
          yield new Uint8Array(1 << 20);
        }
      })();
      const reply = { status: 200, headers: [], slices, done: () => {} };
      return sendReply(response as unknown as ServerResponse, reply); // what it uses of a response
    });
    await Promise.all(replies);
    expect(new Set(log.map(([, at]) => at)).size).toBe(log.length);
    expect(log).toHaveLength(100);
  });

  test("that fails rejects, and what waits behind it is done", async () => {
    const failed = workTurns.later(() => {
      throw new Error("broken");
    });
    const next = workTurns.later(working("next", 0));
    await expect(failed).rejects.toThrow("broken");
    expect(await next).toBe("next");
  });
});
