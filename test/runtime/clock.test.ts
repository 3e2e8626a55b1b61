import { expect, test } from "vitest";
import { monotonicClock, now } from "../../runtime/clock.js";

test.each([
  ["now", now],
  ["a clock", () => monotonicClock().now()],
])("%s never goes back, and has fractions of a millisecond", (_, read) => {
  const moments = Array.from({ length: 10_000 }, read);
  expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  expect(moments.some((moment) => !Number.isInteger(moment))).toBe(true);
});
