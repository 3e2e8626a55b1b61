import { expect, test } from "vitest";
import { shorten } from "../../../generator/text/words.js";

test.each<readonly [string, { readonly given: string; readonly want: string }]>([
  ["a short text is as it was", { given: "12345", want: "12345" }],
  ["a longer one is cut", { given: "123456", want: "12345…" }],
  ["all of it is on one line", { given: "1\r\n\t2", want: "1 2" }],
  ["it is measured when it is on one line", { given: "1   2   3", want: "1 2 3" }],
  ["no half of a character is left", { given: "1234😀6", want: "1234…" }],
  ["a whole one is", { given: "123😀6", want: "123😀…" }],
])("%s", (_name, { given, want }) => {
  expect(shorten(given, 5)).toBe(want);
});
