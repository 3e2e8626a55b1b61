import { expect, test } from "vitest";
import { ALL_CELLS, DONE, nextPosition } from "../../../runtime/family/cell-range.js";

test.each([
  ["in the middle", { given: { from: 0, places: 3 }, want: 3 }],
  ["just before the end", { given: { from: 6, places: 3 }, want: 9 }],
  ["at the end", { given: { from: 7, places: 3 }, want: DONE }],
  ["past the end", { given: { from: 8, places: 3 }, want: DONE }],
  ["after all", { given: ALL_CELLS, want: DONE }],
] as const)("a walk over ten places that stops %s continues from there", (_, { given, want }) => {
  expect(nextPosition(given, 10)).toBe(want);
});
