import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../runtime/exposition/byte-writer.js";
import { CachedText } from "../../../runtime/exposition/cached-text.js";
import { sampleText } from "../../../runtime/number-text.js";
import { sampleValues } from "../../support/runtime/sample-values.js";

describe("a kept text", () => {
  test.each([
    ["the same values", { given: [1, 20, 300], want: "1 20 300" }],
    ["values of the same length", { given: [7, 21, 999], want: "7 21 999" }],
    ["a longer value, which moves those after it", { given: [123_456, 20, 301], want: "123456 20 301" }],
    ["a shorter value, which moves those after it", { given: [1, 2, 301], want: "1 2 301" }],
    ["longer and shorter values", { given: [1000, 2, 30_000], want: "1000 2 30000" }],
    ["zeroes", { given: [0, -0, 0], want: "0 0 0" }],
    ["NaN, which is unlike itself", { given: [1, Number.NaN, Number.NaN], want: "1 NaN NaN" }],
    ["infinities", { given: [Infinity, -Infinity, 300], want: "+Inf -Inf 300" }],
    ["fractions of the same length", { given: [1, 20, 0.5], want: "1 20 0.5" }],
    ["numbers past 32 bits", { given: [2 ** 32, 1e21, 1e9], want: "4294967296 1e+21 1000000000" }],
  ])("is brought up to date with %s, again and again", (_, { given, want }) => {
    const kept = new CachedText(encode(textOf([1, 20, 300])));
    for (let time = 0; time < 3; time++) {
      expect(updated(kept, given)).toBe(textOf(want.split(" ")));
      expect(updated(kept, [1, 20, 300])).toBe(textOf([1, 20, 300]));
    }
  });

  test("is right after any sequence of values", () => {
    const exposition = fc.tuple(fc.boolean(), fc.array(sampleValues(), { minLength: 6, maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(exposition, { maxLength: 12 }), (expositions) => {
        let values = [1, 2, 3, 4, 5, 6];
        const kept = new CachedText(encode(textOf(values)));
        for (const [sparse, next] of expositions) {
          values = values.map((value, at) => (sparse && at % 3 !== 0 ? value : (next[at] ?? value)));
          expect(updated(kept, values)).toBe(textOf(values));
        }
      }),
    );
  });

  test("takes the row of a histogram's label set, its buckets cumulated", () => {
    const kept = new CachedText(encode(textOf([1, 2, 3, 4, 5, 6])));
    const cells = Float64Array.of(9, 100, 20, 3, 0.25, 123);
    for (const first of [1, 1, 0]) {
      const writer = started();
      kept.begin(writer);
      kept.update(writer, Float64Array.of(7), 1);
      kept.updateRow(writer, { cells, first, buckets: 3, totals: true });
      expect(kept.end(writer)).toBe(true);
      const want = first === 1 ? [7, 100, 120, 123, 0.25, 123] : [7, 9, 109, 129, 3, 0.25];
      expect(decode(writer.finish())).toBe(textOf(want));
    }
  });

  test("is what it was made from, though that is written over", () => {
    const composed = encode(textOf([1, 2]));
    const kept = new CachedText(composed);
    composed.fill(0);
    expect(updated(kept, [1, 2])).toBe(textOf([1, 2]));
  });

  test("is written behind what the writer has", () => {
    const kept = new CachedText(encode(textOf([1, 2])));
    const before = "x".repeat(50_000);
    expect(updated(kept, [1000, 2], before)).toBe(before + textOf([1000, 2]));
    expect(updated(kept, [1000, 3])).toBe(textOf([1000, 3]));
  });

  test("has spaces, braces and hashes in its label values", () => {
    const text = (value: string) => `# HELP a #\na{x="# 1} 2"} ${value}\na{x=" "} ${value}\n`;
    const kept = new CachedText(encode(text("5")));
    expect(updated(kept, [10, 10])).toBe(text("10"));
    expect(updated(kept, [6, 6])).toBe(text("6"));
  });

  test.each([
    ["fewer samples", { given: [1] }],
    ["no samples", { given: [] }],
    ["more samples", { given: [1, 2, 3] }],
    ["many more samples", { given: Array.from({ length: 1000 }, (_, value) => value) }],
  ])("is of no use for %s", (_, { given }) => {
    const writer = started();
    const kept = new CachedText(encode(textOf([1, 2])));
    kept.begin(writer);
    kept.update(writer, Float64Array.from(given), given.length);
    expect(kept.end(writer)).toBe(false);
  });

  test("of no samples is its comments", () => {
    const kept = new CachedText(encode("# HELP a h\n# TYPE a gauge\n"));
    expect(updated(kept, [])).toBe("# HELP a h\n# TYPE a gauge\n");
  });

  test("knows what the samples ahead are, and leaves those that are skipped where they belong", () => {
    const kept = new CachedText(encode(textOf([1, 2, 3, 4])));
    updated(kept, [1, 2, 3, 4]);
    const update = (first: number, last: number) => {
      const writer = started();
      kept.begin(writer);
      kept.update(writer, Float64Array.of(first), 1);
      expect([0, 1, 2, 3].map((ahead) => kept.hasValue(ahead, 3))).toEqual([false, true, false, false]);
      kept.skip(2);
      kept.update(writer, Float64Array.of(last), 1);
      expect(kept.end(writer)).toBe(true);
      return decode(writer.finish());
    };
    expect(update(1000, 4)).toBe(textOf([1000, 2, 3, 4]));
    expect(update(5, 44)).toBe(textOf([5, 2, 3, 44]));
    expect(update(5, 5)).toBe(textOf([5, 2, 3, 5]));
  });

  test("of fewer samples than a histogram's row is of no use", () => {
    const writer = started();
    const kept = new CachedText(encode(textOf([1, 2])));
    kept.begin(writer);
    kept.updateRow(writer, { cells: Float64Array.of(1, 2, 3), first: 0, buckets: 1, totals: true });
    expect(kept.end(writer)).toBe(false);
  });

  test("skipped past its end is of no use", () => {
    const writer = started();
    const kept = new CachedText(encode(textOf([1, 2])));
    kept.begin(writer);
    kept.skip(3);
    expect(kept.end(writer)).toBe(false);
  });
});

function textOf(values: readonly (number | string)[]): string {
  const lines = values.map(
    (value, at) => `a{x="${at}"} ${typeof value === "string" ? value : sampleText(value)}\n`,
  );
  return `# HELP a h\n# TYPE a gauge\n${lines.join("")}`;
}

function updated(kept: CachedText, values: readonly number[], before = ""): string {
  const writer = started();
  writer.writeBytes(encode(before));
  kept.begin(writer);
  kept.update(writer, Float64Array.from(values), values.length);
  expect(kept.end(writer)).toBe(true);
  return decode(writer.finish());
}

function started(): ByteWriter {
  const writer = new ByteWriter();
  writer.start(undefined);
  return writer;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
