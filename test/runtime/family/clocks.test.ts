import { expect, test } from "vitest";
import { now } from "../../../runtime/family/gauge.js";
import { monotonicClock } from "../../../runtime/family/histogram.js";

test.each([
  ["now", now],
  ["a clock", () => monotonicClock().now()],
])("%s never goes backwards, and has fractions of a millisecond", (_, read) => {
  const moments = Array.from({ length: 10_000 }, read);
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments.some((moment) => !Number.isInteger(moment))).toBe(true);
});
