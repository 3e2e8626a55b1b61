import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../runtime/exposition/byte-writer.js";
import { CacheBudget, CachedText } from "../../../runtime/exposition/cached-text.js";
import { sampleText } from "../../../runtime/text.js";
import { sampleValues } from "../../support/runtime/sample-values.js";

describe("a cached text", () => {
  test.each([
    ["the same values", { given: [1, 20, 300], want: "1 20 300" }],
    ["values of the same length", { given: [7, 21, 999], want: "7 21 999" }],
    ["a longer value, which moves those after it", { given: [123_456, 20, 301], want: "123456 20 301" }],
    ["a shorter value, which moves those after it", { given: [1, 2, 301], want: "1 2 301" }],
    ["longer and shorter values", { given: [1000, 2, 30_000], want: "1000 2 30000" }],
    ["zeroes", { given: [0, -0, 0], want: "0 0 0" }],
    ["NaN, which does not equal itself", { given: [1, Number.NaN, Number.NaN], want: "1 NaN NaN" }],
    ["infinities", { given: [Infinity, -Infinity, 300], want: "+Inf -Inf 300" }],
    ["fractions of the same length", { given: [1, 20, 0.5], want: "1 20 0.5" }],
    ["numbers past 32 bits", { given: [2 ** 32, 1e21, 1e9], want: "4294967296 1e+21 1000000000" }],
  ])("is updated with %s, several times", (_, { given, want }) => {
    const cached = new CachedText(encode(textOf([1, 20, 300])));
    for (let time = 0; time < 3; time++) {
      expect(updated(cached, given)).toBe(textOf(want.split(" ")));
      expect(updated(cached, [1, 20, 300])).toBe(textOf([1, 20, 300]));
    }
  });

  test("is correct after any sequence of values", () => {
    const exposition = fc.tuple(fc.boolean(), fc.array(sampleValues(), { minLength: 6, maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(exposition, { maxLength: 12 }), (expositions) => {
        let values = [1, 2, 3, 4, 5, 6];
        const cached = new CachedText(encode(textOf(values)));
        for (const [sparse, next] of expositions) {
          values = values.map((value, at) => (sparse && at % 3 !== 0 ? value : (next[at] ?? value)));
          expect(updated(cached, values)).toBe(textOf(values));
        }
      }),
    );
  });

  test("is updated with a histogram's row, whose buckets become cumulative", () => {
    const cached = new CachedText(encode(textOf([1, 2, 3, 4, 5, 6])));
    const cells = Float64Array.of(9, 100, 20, 3, 0.25, 123);
    for (const first of [1, 1, 0]) {
      const writer = started();
      cached.begin(writer);
      cached.update(writer, Float64Array.of(7), 1);
      cached.updateRow(writer, { cells, first, buckets: 3, totals: true });
      expect(cached.end(writer)).toBe(true);
      const want = first === 1 ? [7, 100, 120, 123, 0.25, 123] : [7, 9, 109, 129, 3, 0.25];
      expect(decode(writer.finish())).toBe(textOf(want));
    }
  });

  test("is a copy, so that the composed text may be overwritten", () => {
    const composed = encode(textOf([1, 2]));
    const cached = new CachedText(composed);
    composed.fill(0);
    expect(updated(cached, [1, 2])).toBe(textOf([1, 2]));
  });

  test("is written after what the writer has", () => {
    const cached = new CachedText(encode(textOf([1, 2])));
    const before = "x".repeat(50_000);
    expect(updated(cached, [1000, 2], before)).toBe(before + textOf([1000, 2]));
    expect(updated(cached, [1000, 3])).toBe(textOf([1000, 3]));
  });

  test("may have spaces, braces and hashes in its label values", () => {
    const text = (value: string) => `# HELP a #\na{x="# 1} 2"} ${value}\na{x=" "} ${value}\n`;
    const cached = new CachedText(encode(text("5")));
    expect(updated(cached, [10, 10])).toBe(text("10"));
    expect(updated(cached, [6, 6])).toBe(text("6"));
  });

  test.each([
    ["fewer samples", { given: [1] }],
    ["no samples", { given: [] }],
    ["more samples", { given: [1, 2, 3] }],
    ["many more samples", { given: Array.from({ length: 1000 }, (_, value) => value) }],
  ])("is invalid for %s", (_, { given }) => {
    const writer = started();
    const cached = new CachedText(encode(textOf([1, 2])));
    cached.begin(writer);
    cached.update(writer, Float64Array.from(given), given.length);
    expect(cached.end(writer)).toBe(false);
  });

  test("without samples has its comments", () => {
    const cached = new CachedText(encode("# HELP a h\n# TYPE a gauge\n"));
    expect(updated(cached, [])).toBe("# HELP a h\n# TYPE a gauge\n");
  });

  test("compares the next samples with a value, and moves those that are skipped", () => {
    const cached = new CachedText(encode(textOf([1, 2, 3, 4])));
    updated(cached, [1, 2, 3, 4]);
    const update = (first: number, last: number) => {
      const writer = started();
      cached.begin(writer);
      cached.update(writer, Float64Array.of(first), 1);
      expect([0, 1, 2, 3].map((ahead) => cached.hasValue(ahead, 3))).toEqual([false, true, false, false]);
      cached.keep(2);
      cached.update(writer, Float64Array.of(last), 1);
      expect(cached.end(writer)).toBe(true);
      return decode(writer.finish());
    };
    expect(update(1000, 4)).toBe(textOf([1000, 2, 3, 4]));
    expect(update(5, 44)).toBe(textOf([5, 2, 3, 44]));
    expect(update(5, 5)).toBe(textOf([5, 2, 3, 5]));
  });

  test("of fewer samples than a histogram's row is invalid", () => {
    const writer = started();
    const cached = new CachedText(encode(textOf([1, 2])));
    cached.begin(writer);
    cached.updateRow(writer, { cells: Float64Array.of(1, 2, 3), first: 0, buckets: 1, totals: true });
    expect(cached.end(writer)).toBe(false);
  });

  test("is invalid once more samples are kept than it has", () => {
    const writer = started();
    const cached = new CachedText(encode(textOf([1, 2])));
    cached.begin(writer);
    cached.keep(3);
    expect(cached.end(writer)).toBe(false);
  });
});

function textOf(values: readonly (number | string)[]): string {
  const lines = values.map(
    (value, at) => `a{x="${at}"} ${typeof value === "string" ? value : sampleText(value)}\n`,
  );
  return `# HELP a h\n# TYPE a gauge\n${lines.join("")}`;
}

function updated(cached: CachedText, values: readonly number[], before = ""): string {
  const writer = started();
  writer.writeBytes(encode(before));
  cached.begin(writer);
  cached.update(writer, Float64Array.from(values), values.length);
  expect(cached.end(writer)).toBe(true);
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

test.each([
  ["what is available", { given: [[0, 100]], want: [true] }],
  ["more than is available", { given: [[0, 101]], want: [false] }],
  [
    "nothing",
    {
      given: [
        [0, 100],
        [0, 0],
        [0, 1],
      ],
      want: [true, true, false],
    },
  ],
  [
    "more than was allocated",
    {
      given: [
        [0, 60],
        [60, 100],
        [0, 1],
      ],
      want: [true, true, false],
    },
  ],
  [
    "less than was allocated",
    {
      given: [
        [0, 100],
        [100, 40],
        [0, 61],
        [0, 60],
      ],
      want: [true, true, false, true],
    },
  ],
  [
    "too much, which returns what was allocated",
    {
      given: [
        [0, 60],
        [60, 101],
        [0, 100],
      ],
      want: [true, false, true],
    },
  ],
] as const)("a budget of 100 allows an exchange for %s", (_, { given, want }) => {
  const budget = new CacheBudget(100);
  expect(given.map(([allocated, wanted]) => budget.exchange(allocated, wanted))).toEqual(want);
});

test("several holders never have more than the budget, and can return all of it", () => {
  const exchanges = fc.array(fc.record({ holder: fc.nat({ max: 3 }), wanted: fc.nat({ max: 1000 }) }));
  fc.assert(
    fc.property(fc.nat({ max: 1500 }), exchanges, (bound, steps) => {
      const budget = new CacheBudget(bound);
      const allocated = [0, 0, 0, 0];
      for (const { holder, wanted } of steps) {
        const others = allocated.reduce((sum, each, other) => (other === holder ? sum : sum + each), 0);
        const allowed = budget.exchange(allocated[holder] ?? 0, wanted);
        expect(allowed).toBe(others + wanted <= bound);
        allocated[holder] = allowed ? wanted : 0;
      }
      for (const each of allocated) budget.exchange(each, 0);
      expect(budget.exchange(0, bound)).toBe(true);
    }),
  );
});
