import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INVALID, openVector } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

describe("openVector", () => {
  const tenants = () => openVector("tenant", { maxValues: 2, otherwise: "other" });

  test("says which label values it accepts without taking them up", () => {
    const vector = openVector("tenant", { maxValues: 1, otherwise: "other" });
    expect([vector.accepts("a"), vector.accepts("b"), vector.accepts(1)]).toEqual([true, true, false]);
    expect([vector.ordinalOf("c"), vector.ordinalOf("a")]).toEqual([1, 0]);
  });

  test("gives each new value the next ordinal, and a known one its own again", () => {
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

  test("otherwise itself takes no place", () => {
    const vector = tenants();
    expect(["other", "a", "b"].map((value) => vector.ordinalOf(value))).toEqual([0, 1, 2]);
    expect(vector.size).toBe(3);
  });

  test.each(HOSTILE_VALUES)("takes %s only if it is a string", (_, value) => {
    expect(tenants().ordinalOf(value)).toBe(typeof value === "string" ? 1 : INVALID);
  });

  test("different lone surrogates are exposed alike and so are one value", () => {
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

  test("a byte order mark and a slice of a long string are kept as they are", () => {
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
