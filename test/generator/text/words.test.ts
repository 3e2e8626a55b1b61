import { describe, expect, test } from "vitest";
import { listAnd, listOr } from "../../../generator/text/words.js";

describe("names in words", () => {
  test.each<
    readonly [string, { readonly given: readonly string[]; readonly most?: number; readonly want: string }]
  >([
    ["none", { given: [], want: "" }],
    ["one", { given: ["a"], want: "`a`" }],
    ["two", { given: ["a", "b"], want: "`a` and `b`" }],
    ["three", { given: ["a", "b", "c"], want: "`a`, `b` and `c`" }],
    ["as many as there may be", { given: ["a", "b"], most: 2, want: "`a` and `b`" }],
    [
      "one more, which takes no more place than its number",
      { given: ["a", "b", "c"], most: 2, want: "`a`, `b` and `c`" },
    ],
    ["several more", { given: ["a", "b", "c", "d"], most: 2, want: "`a`, `b` and 2 more" }],
  ])("%s", (_name, { given, most, want }) => {
    expect(listAnd(given, most)).toBe(want);
  });

  test("to choose from", () => {
    expect(listOr(["a", "b", "c"])).toBe("`a`, `b` or `c`");
  });
});
