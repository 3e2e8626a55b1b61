import { expect, test } from "vitest";
import { END, EVERYTHING, nextPosition } from "../../../runtime/family/cell-range.js";

test.each([
  ["in the middle", { given: { from: 0, places: 3 }, want: 3 }],
  ["just before the end", { given: { from: 6, places: 3 }, want: 9 }],
  ["at the end", { given: { from: 7, places: 3 }, want: END }],
  ["behind the end", { given: { from: 8, places: 3 }, want: END }],
  ["after all", { given: EVERYTHING, want: END }],
] as const)("a walk over ten places that stops %s goes on from there", (_, { given, want }) => {
  expect(nextPosition(given, 10)).toBe(want);
});
