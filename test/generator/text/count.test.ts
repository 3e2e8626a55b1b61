import { expect, test } from "vitest";
import { count } from "../../../generator/text/words.js";

test.each<readonly [string, { readonly given: readonly [number, string, string?]; readonly want: string }]>([
  ["one", { given: [1, "file"], want: "1 file" }],
  ["none, which is several", { given: [0, "file"], want: "0 files" }],
  ["many, in groups of digits", { given: [20_500, "file"], want: "20,500 files" }],
  ["one of an irregular noun", { given: [1, "query", "queries"], want: "1 query" }],
  ["several of an irregular noun", { given: [2, "query", "queries"], want: "2 queries" }],
])("%s", (_name, { given, want }) => {
  expect(count(...given)).toBe(want);
});
