import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { claimFamilies } from "../../../../runtime/client/client-text.js";
import { SharedTexts } from "../../../../runtime/server/body/shared-texts.js";

/** Counts how often the metrics are collected: each text says when it was made. */
let made = 0;
/** Collecting waits for it. */
let collector: Promise<unknown> = Promise.resolve();

beforeEach(() => {
  made = 0;
  collector = Promise.resolve();
});
afterEach(() => {
  vi.useRealTimers();
});

function sharedTexts({ limit = 1000, size = 100 } = {}): SharedTexts {
  return new SharedTexts({
    collect: async () => {
      made += 1;
      const value = made;
      await collector;
      const help = "h".repeat(size - `# HELP a \n# TYPE a gauge\na ${value}\n`.length);
      return claimFamilies(`# HELP a ${help}\n# TYPE a gauge\na ${value}\n`, new Set());
    },
    converter: (_, format) => (lines) => (format === "text" ? lines : lines.replace(/\na /, "\nconverted ")),
    limit,
  });
}

type Text = Awaited<ReturnType<SharedTexts["join"]>>;

function lastLine(text: Text): string | undefined {
  return Buffer.concat([...text.parts(() => true)])
    .toString()
    .split("\n")
    .at(-2);
}

describe("the text of an application's metrics", () => {
  test("is shared by scrapes that begin together, in each format", async () => {
    const texts = sharedTexts();
    const joined = await Promise.all([texts.join("text"), texts.join("openmetrics"), texts.join("text")]);
    expect(joined.map(lastLine)).toEqual(["a 1", "converted 1", "a 1"]);
    expect(joined[0]).toBe(joined[2]);
  });

  test("is not one whose making began before a scrape: those that come meanwhile share the next", async () => {
    const texts = sharedTexts();
    let finish = (): void => {};
    collector = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = texts.join("text");
    while (made === 0) await setImmediate();
    const later = [texts.join("text"), texts.join("text")];
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(made).toBe(1);
    finish();
    expect((await Promise.all([first, ...later])).map(lastLine)).toEqual(["a 1", "a 2", "a 2"]);
  });

  test("is made anew after a failure, which all who share it get", async () => {
    const texts = sharedTexts();
    collector = Promise.reject(new Error("no database"));
    collector.catch(() => {});
    const failed = await Promise.allSettled([texts.join("text"), texts.join("text")]);
    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    collector = Promise.resolve();
    expect(lastLine(await texts.join("text"))).toBe("a 2");
  });

  test("is taken from the slowest readers if slow readers hold too much, but not in its first second", async () => {
    const texts = sharedTexts({ limit: 250 });
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const [slow, fast] = [await texts.join("text"), await texts.join("text")];
    const read = fast.parts(() => true);
    read.next();
    const third = texts.join("text");
    await vi.advanceTimersByTimeAsync(950);
    expect(made).toBe(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(lastLine(await third)).toBe("a 3");
    expect(() => lastLine(slow)).toThrow("a slow reader has made room for another scrape");
    expect(lastLine(fast)).toBe("a 2");
  });

  test("makes room once all its readers have released it", async () => {
    const texts = sharedTexts({ limit: 150 });
    const held = await Promise.all([texts.join("text"), texts.join("text")]);
    const next = texts.join("text");
    held[0]?.release();
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(made).toBe(1);
    held[1]?.release();
    expect(lastLine(await next)).toBe("a 2");
  });

  test("larger than all that may be held is made while no other is held", async () => {
    const texts = sharedTexts({ limit: 10 });
    const first = await texts.join("text");
    expect(lastLine(first)).toBe("a 1");
    first.release();
    expect(lastLine(await texts.join("text"))).toBe("a 2");
  });

  test("is divided at the ends of lines, and has all of them", async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `a{id="${at}"} ${at}\n`);
    const whole = `# HELP a A.\n# TYPE a gauge\n${lines.join("")}`;
    const texts = new SharedTexts({
      collect: async () => claimFamilies(`${whole}# HELP b B.\n# TYPE b gauge\nb 1\n`, new Set()),
      converter: () => (part) => {
        expect(part.endsWith("\n")).toBe(true);
        return part;
      },
      limit: 1000,
    });
    const parts = [...(await texts.join("text")).parts(({ name }) => name === "a")];
    expect(parts.length).toBeGreaterThan(3);
    expect(Buffer.concat(parts).toString() === whole).toBe(true);
  });
});
