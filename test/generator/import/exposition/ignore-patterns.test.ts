import { describe, expect, test } from "vitest";
import { ignorePatterns } from "../../../../generator/import/exposition/exposition-families.js";

describe("families that are left out are ignored by", () => {
  test.each<
    readonly [
      string,
      {
        readonly given: readonly [leftOut: readonly string[], declared: readonly string[]];
        readonly want: readonly string[];
      },
    ]
  >([
    ["nothing, if there are none", { given: [[], ["a_b"]], want: [] }],
    ["their name, if it is alone", { given: [["a_x_y"], ["a_b"]], want: ["a_x_y"] }],
    [
      "the first words that they share",
      { given: [["a_x_y", "a_x_z", "b_c"], ["a_b"]], want: ["a_x_*", "b_c"] },
    ],
    [
      "more words, where declared ones share the first",
      { given: [["a_x_y_1", "a_x_y_2"], ["a_x_b"]], want: ["a_x_y_*"] },
    ],
    [
      "their names, where declared ones share all words",
      { given: [["a_x", "a_y"], ["a_b"]], want: ["a_x", "a_y"] },
    ],
    ["one word, if no declared one has it", { given: [["go_x", "go_y"], ["a_b"]], want: ["go_*"] }],
  ])("%s", (_name, { given: [leftOut, declared], want }) => {
    expect(ignorePatterns(leftOut, declared)).toEqual(want);
  });
});
