import { randomBytes } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GzipFile } from "../../../../runtime/server/body/gzip.js";
import { KeptGzip } from "../../../../runtime/server/body/kept-gzip.js";

/** A text of families with a value for each series; the series have the names of their positions. */
function textOf(values: readonly number[]): Buffer {
  const lines = values.map((value, at) => {
    const header =
      at % 50 === 0 ? `# HELP family_${at} The family ${at}.\n# TYPE family_${at} counter\n` : "";
    return `${header}family_${at - (at % 50)}{route="/api/${at % 7}",id="${at}"} ${value}\n`;
  });
  return Buffer.from(lines.join(""));
}

const VALUES = Array.from({ length: 2000 }, (_, at) => (at * 7919) % 1000);

describe("compression that keeps what has not changed", () => {
  test.each([
    ["nothing", { change: () => {} }],
    ["the first value", { change: (values: number[]) => values.splice(0, 1, 5) }],
    ["the last value, which grows", { change: (values: number[]) => values.splice(-1, 1, 1e9) }],
    ["values here and there", { change: (values: number[]) => values.splice(700, 3, 1e6, 2e6, 3e6) }],
    [
      "each value",
      { change: (values: number[]) => values.splice(0, 2000, ...values.map((value) => value + 1)) },
    ],
    ["the number of series, which grows", { change: (values: number[]) => values.push(...VALUES) }],
    ["the number of series, which shrinks", { change: (values: number[]) => values.splice(900) }],
    ["all series, which are gone", { change: (values: number[]) => values.splice(0) }],
  ])("is the new text if it changes %s", async (_, { change }) => {
    const kept = new KeptGzip();
    const values = [...VALUES];
    for (let round = 0; round < 3; round++) {
      const text = textOf(values);
      expect(gunzipSync(await fileOf(kept, [text])).equals(text)).toBe(true);
      change(values);
    }
  });

  test("is the new text, whatever changes", () => {
    const line = fc.oneof(
      fc.constantFrom("a 1", "a 2", "# HELP a b", "", " ", 'b{c="d e"} 1'),
      fc.string({ unit: "binary" }),
      fc.nat(3).map((length) => `x${"y ".repeat(length * 1500)}`),
    );
    const body = fc.array(line, { maxLength: 12 }).map((lines) => Buffer.from(lines.join("\n").repeat(3)));
    const scrapes = fc.array(fc.array(body, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });
    return fc.assert(
      fc.asyncProperty(scrapes, async (all) => {
        const kept = new KeptGzip();
        for (const slices of all) {
          expect(gunzipSync(await fileOf(kept, slices)).equals(Buffer.concat(slices))).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("does not compress again what has not changed", async () => {
    const kept = new KeptGzip();
    const blocksOf = (values: readonly number[]) => kept.compress(0, textOf(values));
    const first = await blocksOf(VALUES);
    expect(first.length).toBeGreaterThan(2);
    expect((await blocksOf(VALUES)).map(({ crc }) => crc)).toEqual(first.map(({ crc }) => crc));
    const values = [...VALUES];
    const lengths: number[] = [];
    for (const value of [1e3, 1e6, 1e6 + 1, 1e9]) {
      const before = new Set(await blocksOf(values));
      values[1000] = value;
      const anew = (await blocksOf(values)).filter((block) => !before.has(block));
      lengths.push(anew.reduce((sum, { length }) => sum + length, 0));
    }
    expect(lengths[0]).toBeGreaterThan(lengths[1] ?? 0); // the part that changes is cut out
    expect(Math.max(...lengths.slice(1))).toBeLessThan(textOf(VALUES).length / 10);
  });

  test("takes its copies: the memory of a text may be used again", async () => {
    const kept = new KeptGzip();
    const memory = textOf(VALUES);
    await fileOf(kept, [memory]);
    const next = textOf(VALUES.map((value) => 999 - value));
    memory.set(next.subarray(0, memory.length));
    const text = Buffer.from(memory);
    expect(gunzipSync(await fileOf(kept, [memory])).equals(text)).toBe(true);
  });

  test("is right for scrapes that run side by side", async () => {
    const kept = new KeptGzip();
    const texts = Array.from({ length: 10 }, (_, at) => textOf(VALUES.map((value) => value + at * 1000)));
    const files = await Promise.all(texts.map((text) => fileOf(kept, [text, text])));
    files.forEach((file, at) => {
      const text = texts[at] ?? Buffer.of();
      expect(gunzipSync(file).equals(Buffer.concat([text, text]))).toBe(true);
    });
  });

  test("costs little in size", async () => {
    const kept = new KeptGzip();
    const values = [...VALUES];
    for (let scrape = 0; scrape < 20; scrape++) {
      values[(scrape * 613) % values.length] = scrape;
      await fileOf(kept, [textOf(values)]);
    }
    const whole = gzipSync(textOf(values), { level: 1 }).length;
    expect((await fileOf(kept, [textOf(values)])).length).toBeLessThan(whole * 1.1);
  });

  test("keeps a limited number of bytes", async () => {
    const kept = new KeptGzip();
    const slices = Array.from({ length: 40 }, () => randomBytes(100_000));
    await Promise.all(slices.map((slice, at) => kept.compress(at, slice)));
    const before = await Promise.all(slices.map((slice, at) => kept.compress(at, slice)));
    const after = await Promise.all(slices.map((slice, at) => kept.compress(at, slice)));
    const same = after.flatMap((blocks, at) => blocks.filter((block) => before[at]?.includes(block)));
    const bytes = same.reduce((sum, block) => sum + block.length + block.bytes.length, 0);
    expect(bytes).toBeGreaterThan(1.5e6);
    expect(bytes).toBeLessThanOrEqual(1 << 21);
  });
});

async function fileOf(kept: KeptGzip, slices: readonly Uint8Array[]): Promise<Buffer> {
  const file = new GzipFile(kept);
  const parts = [file.header];
  for (const slice of slices) parts.push(...(await file.add(slice)));
  return Buffer.concat([...parts, file.end()]);
}
