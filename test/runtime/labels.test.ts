import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  booleanVector,
  closedVector,
  integerVector,
  openVector,
  statusClassVector,
  statusVector,
} from "../../runtime/labels.js";
import { HOSTILE_VALUES } from "../support/runtime/hostile-values.js";

/** The ordinal of a value that a vector does not have. */
const INVALID = -1;

describe("booleanVector", () => {
  test.each([
    ["false", { given: false, want: 0 }],
    ["true", { given: true, want: 1 }],
    ["the word true", { given: "true", want: INVALID }],
    ["1", { given: 1, want: INVALID }],
  ] as const)("%s has its ordinal or none", (_, { given, want }) => {
    expect(booleanVector("success").ordinalOf(given)).toBe(want);
    expect(booleanVector("ok").ordinalOf(given)).toBe(want);
  });

  test.each(HOSTILE_VALUES)("rejects %s", (_, value) => {
    expect(booleanVector("ok").ordinalOf(value)).toBe(INVALID);
  });

  test("exposes its values as `true` and `false`", () => {
    const vector = booleanVector("success");
    expect([vector.name, vector.size, vector.textOf(0), vector.textOf(1)]).toEqual([
      "success",
      2,
      "false",
      "true",
    ]);
  });
});

const METHODS = ["GET", "POST"] as const;

describe("closedVector", () => {
  test("numbers its values in their order", () => {
    const vector = closedVector("method", METHODS);
    expect(METHODS.map((value) => vector.ordinalOf(value))).toEqual([0, 1]);
    expect([vector.size, vector.textOf(0), vector.textOf(1)]).toEqual([2, "GET", "POST"]);
  });

  test.each(HOSTILE_VALUES)("without otherwise, rejects %s", (_, value) => {
    expect(closedVector("method", METHODS).ordinalOf(value)).toBe(INVALID);
  });

  test.each(HOSTILE_VALUES)("with otherwise, accepts %s only if it is a string", (_, value) => {
    const vector = closedVector("method", METHODS, "other");
    expect(vector.ordinalOf(value)).toBe(typeof value === "string" ? 2 : INVALID);
  });

  test("has `otherwise` as its last value", () => {
    const vector = closedVector("method", METHODS, "other");
    expect([vector.size, vector.textOf(2), vector.ordinalOf("other")]).toEqual([3, "other", 2]);
  });

  test("of many values, names the first twelve and counts the others", () => {
    const letters = [..."abcdefghijklmnop"];
    expect(closedVector("letter", letters).expected).toMatch(/^one of "a", "b", .*, "l" and 4 others$/);
  });

  test("says what it expects", () => {
    expect(closedVector("method", METHODS).expected).toBe('one of "GET", "POST"');
    expect(closedVector("method", METHODS, "other").expected).toBe("a string");
  });

  test("may have values that are names of object properties", () => {
    const vector = closedVector("word", ["__proto__", "constructor", ""]);
    expect(["__proto__", "constructor", "", "toString"].map((value) => vector.ordinalOf(value))).toEqual([
      0,
      1,
      2,
      INVALID,
    ]);
  });
});

const NO_STATUS: readonly (readonly [string, unknown])[] = [
  ["99", 99],
  ["600", 600],
  ["a fraction of a code", 200.5],
  ["a code as a text", "200"],
  ["a class", "2xx"],
];

describe("statusVector", () => {
  const code = statusVector("code", [200, 404], "rest");

  test("has the listed codes, and all others as the last value", () => {
    expect([200, 404, 100, 500, 599].map((status) => code.ordinalOf(status))).toEqual([0, 1, 2, 2, 2]);
    expect([code.size, code.textOf(0), code.textOf(1), code.textOf(2)]).toEqual([3, "200", "404", "rest"]);
  });

  test.each([...NO_STATUS, ...HOSTILE_VALUES])("rejects %s", (_, value) => {
    expect([code.ordinalOf(value), code.accepts(value)]).toEqual([INVALID, false]);
  });
});

describe("statusClassVector", () => {
  const status = statusClassVector("status");

  test("has the class of every status code", () => {
    expect([100, 199, 200, 302, 404, 599].map((code) => status.textOf(status.ordinalOf(code)))).toEqual([
      "1xx",
      "1xx",
      "2xx",
      "3xx",
      "4xx",
      "5xx",
    ]);
    expect(status.size).toBe(5);
  });

  test.each([...NO_STATUS, ...HOSTILE_VALUES])("rejects %s", (_, value) => {
    expect([status.ordinalOf(value), status.accepts(value)]).toEqual([INVALID, false]);
  });
});

describe("integerVector", () => {
  const code = integerVector("code", { min: 100, max: 599 });

  test.each([
    ["the lowest", { given: 100, want: 0 }],
    ["the highest", { given: 599, want: 499 }],
    ["one too low", { given: 99, want: INVALID }],
    ["one too high", { given: 600, want: INVALID }],
    ["a fraction", { given: 200.5, want: INVALID }],
    ["digits", { given: "200", want: INVALID }],
    ["Infinity", { given: Infinity, want: INVALID }],
    ["2^32 above one in the range", { given: 200 + 2 ** 32, want: INVALID }],
  ] as const)("%s has its ordinal or none", (_, { given, want }) => {
    expect(code.ordinalOf(given)).toBe(want);
  });

  test.each(HOSTILE_VALUES)("rejects %s", (_, value) => {
    expect(code.ordinalOf(value)).toBe(INVALID);
  });

  test("a range may begin below 0 and include it, from either side", () => {
    const vector = integerVector("offset", { min: -2, max: 1 });
    expect([-2, -1, -0, 0, 1].map((value) => vector.ordinalOf(value))).toEqual([0, 1, 2, 2, 3]);
    expect(vector.textOf(0)).toBe("-2");
  });

  test("a range may have more numbers than 32 bits can count", () => {
    const vector = integerVector("id", { min: 0, max: 2 ** 40 });
    const values = [2 ** 31, 2 ** 32, 2 ** 40, 2 ** 40 + 1, 2 ** 33 + 0.5];
    expect(values.map((value) => vector.ordinalOf(value))).toEqual([
      2 ** 31,
      2 ** 32,
      2 ** 40,
      INVALID,
      INVALID,
    ]);
  });

  test("says what it expects", () => {
    expect(code.expected).toBe("a whole number from 100 to 599");
  });

  test("the text of an ordinal is the number that has it", () => {
    const range = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat({ max: 1e6 }), fc.nat({ max: 1e6 }));
    fc.assert(
      fc.property(range, ([min, span, distance]) => {
        const value = min + Math.min(distance, span);
        const ordinal = integerVector("id", { min, max: min + span }).ordinalOf(value);
        return integerVector("n", { min, max: min + span }).textOf(ordinal) === String(value);
      }),
    );
  });
});

describe("openVector", () => {
  const tenants = () => openVector("tenant", { maxValues: 2, otherwise: "other" });

  test("says which label values it accepts without adding them", () => {
    const vector = openVector("tenant", { maxValues: 1, otherwise: "other" });
    expect([vector.accepts("a"), vector.accepts("b"), vector.accepts(1)]).toEqual([true, true, false]);
    expect([vector.ordinalOf("c"), vector.ordinalOf("a")]).toEqual([1, 0]);
  });

  test("gives each new value the next ordinal, and a known value always the same", () => {
    const vector = tenants();
    expect(["a", "b", "a", "b"].map((value) => vector.ordinalOf(value))).toEqual([1, 2, 1, 2]);
    expect([vector.textOf(1), vector.textOf(2)]).toEqual(["a", "b"]);
  });

  test("records new values as otherwise once it is full, and still knows those it has", () => {
    const vector = tenants();
    const ordinals = ["a", "b", "c", "d", "a", "c"].map((value) => vector.ordinalOf(value));
    expect(ordinals).toEqual([1, 2, 0, 0, 1, 0]);
    expect(vector.textOf(0)).toBe("other");
  });

  test("does not count `otherwise` as one of its maximum values", () => {
    const vector = tenants();
    expect(["other", "a", "b"].map((value) => vector.ordinalOf(value))).toEqual([0, 1, 2]);
    expect(vector.size).toBe(3);
  });

  test.each(HOSTILE_VALUES)("accepts %s only if it is a string", (_, value) => {
    expect(tenants().ordinalOf(value)).toBe(typeof value === "string" ? 1 : INVALID);
  });

  test("different lone surrogates are exposed as the same text, so that they are one value", () => {
    const vector = tenants();
    expect(["\ud800", "\udbff", "\ufffd"].map((value) => vector.ordinalOf(value))).toEqual([1, 1, 1]);
    expect(vector.textOf(1)).toBe("\ufffd");
  });

  test.each([
    ["has its place, by its own text or another's", { before: ["\ud800", "a"], want: [1, 1, 1, 1] }],
    ["has its place by the text that it is exposed as", { before: ["a", "\ufffd"], want: [2, 2, 2, 2] }],
    ["has none, like every other one", { before: ["a", "b"], want: [0, 0, 0, 0] }],
  ])("once it is full, a lone surrogate that %s", (_, { before, want }) => {
    const vector = tenants();
    for (const value of before) vector.ordinalOf(value);
    expect(["\ud800", "\udbff", "\udc00", "\ufffd"].map((value) => vector.ordinalOf(value))).toEqual(want);
    const inText = ["x\ud800y", "x\ufffdy", "\u{1f600}", "\ud83d"];
    expect(inText.map((value) => vector.ordinalOf(value))).toEqual([0, 0, 0, want[0]]);
  });

  test("a value has one ordinal, whether it comes before or after the vector is full", () => {
    const part = fc.constantFrom("a", "\ud800", "\udc00", "\ud83d\ude00", "\ufffd");
    const value = fc.array(part, { maxLength: 3 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(value), fc.nat({ max: 4 }), (values, maxValues) => {
        const vector = openVector("v", { maxValues, otherwise: "other" });
        const taken = new Map<string, number>();
        for (const each of values) {
          const text = Buffer.from(each).toString();
          const known = taken.get(text) ?? (taken.size < maxValues ? taken.size + 1 : 0);
          expect(vector.ordinalOf(each)).toBe(known);
          if (known > 0) taken.set(text, known);
        }
      }),
    );
  });

  test("a byte order mark and a slice of a long string do not change", () => {
    const vector = tenants();
    const slice = `${"x".repeat(1000)}-the-tenant-of-a-long-url`.slice(-24);
    expect([vector.ordinalOf("\ufeffa"), vector.ordinalOf(slice)]).toEqual([1, 2]);
    expect([vector.textOf(1), vector.textOf(2)]).toEqual(["\ufeffa", slice]);
  });

  test("never has more texts than its size, and the text of an ordinal never changes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), fc.nat({ max: 5 }), (values, maxValues) => {
        const vector = openVector("v", { maxValues, otherwise: "other" });
        const seen = new Map<number, string>();
        for (const value of values) {
          const ordinal = vector.ordinalOf(value);
          expect(ordinal).toBeGreaterThanOrEqual(0);
          expect(ordinal).toBeLessThan(vector.size);
          expect(vector.textOf(ordinal)).toBe(seen.get(ordinal) ?? vector.textOf(ordinal));
          seen.set(ordinal, vector.textOf(ordinal));
          if (ordinal > 0) expect(vector.textOf(ordinal)).toBe(Buffer.from(value).toString());
        }
      }),
    );
  });
});
