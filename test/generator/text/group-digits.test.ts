import { expect, test } from "vitest";
import { groupDigits } from "../../../generator/text/words.js";

test.each([
  ["a number of three digits as it is", { given: 999, want: "999" }],
  ["a number of four", { given: 1000, want: "1,000" }],
  ["a number of seven", { given: 1_234_567, want: "1,234,567" }],
  ["one that JavaScript writes with an exponent", { given: 1e21, want: "1,000,000,000,000,000,000,000" }],
  ["what has no end", { given: Infinity, want: "Infinity" }],
])("writes %s", (_name, { given, want }) => {
  expect(groupDigits(given)).toBe(want);
});
