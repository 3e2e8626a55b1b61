import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openVector } from "../../../runtime/vector/open-vector.js";
import { INVALID } from "../../../runtime/vector/vector.js";
import { HOSTILE_VALUES } from "../hostile-values.js";

describe("openVector", () => {
  const tenants = () => openVector("tenant", { maxValues: 2, otherwise: "other" });

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
