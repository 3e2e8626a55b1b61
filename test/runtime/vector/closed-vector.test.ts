import { describe, expect, test } from "vitest";
import { closedVector, INVALID } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

const METHODS = ["GET", "POST"] as const;

describe("closedVector", () => {
  test("numbers its values in the order in which they are given", () => {
    const vector = closedVector("method", METHODS);
    expect(METHODS.map((value) => vector.ordinalOf(value))).toEqual([0, 1]);
    expect([vector.size, vector.textOf(0), vector.textOf(1)]).toEqual([2, "GET", "POST"]);
  });

  test.each(HOSTILE_VALUES)("without otherwise, rejects %s", (_, value) => {
    expect(closedVector("method", METHODS).ordinalOf(value)).toBe(INVALID);
  });

  test.each(HOSTILE_VALUES)("with otherwise, takes %s only if it is a string", (_, value) => {
    const vector = closedVector("method", METHODS, "other");
    expect(vector.ordinalOf(value)).toBe(typeof value === "string" ? 2 : INVALID);
  });

  test("otherwise is the last of the values, and one itself", () => {
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

  test("values that are names of object properties are values like any other", () => {
    const vector = closedVector("word", ["__proto__", "constructor", ""]);
    expect(["__proto__", "constructor", "", "toString"].map((value) => vector.ordinalOf(value))).toEqual([
      0,
      1,
      2,
      INVALID,
    ]);
  });
});
