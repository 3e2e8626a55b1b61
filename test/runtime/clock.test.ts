import { expect, test } from "vitest";
import { now } from "../../runtime/clock.js";

test("now never goes back, and tells fractions of a millisecond", () => {
  const moments = Array.from({ length: 10_000 }, () => now());
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments.some((moment) => !Number.isInteger(moment))).toBe(true);
});
