import { describe, expect, test } from "vitest";
import { draftExpositions } from "../../../../generator/import/exposition/draft-exposition.js";
import { textSource } from "../../../support/generator/import-sources.js";

/** The `ignore` of a schema, if families without a type are left out beside gauges. */
async function ignored(leftOut: readonly string[], declared: readonly string[]): Promise<unknown> {
  const untyped = leftOut.map((name) => `${name} 1\n`).join("");
  const gauges = declared.map((name) => `# TYPE ${name} gauge\n${name} 1\n`).join("");
  const options = { namespace: undefined, includeDefaults: true };
  const { draft } = await draftExpositions([textSource("a.txt", untyped + gauges)], options);
  return draft?.ignore;
}

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
    ["its name, if there is one", { given: [["a_x_y"], ["a_b"]], want: ["a_x_y"] }],
    [
      "the first words that they share",
      { given: [["a_x_y", "a_x_z", "b_c"], ["a_b"]], want: ["a_x_*", "b_c"] },
    ],
    [
      "more words, if declared families share the first",
      { given: [["a_x_y_1", "a_x_y_2"], ["a_x_b"]], want: ["a_x_y_*"] },
    ],
    [
      "their names, if declared families share all words",
      { given: [["a_x", "a_y"], ["a_b"]], want: ["a_x", "a_y"] },
    ],
    ["one word, if no declared family has it", { given: [["go_x", "go_y"], ["a_b"]], want: ["go_*"] }],
  ])("%s", async (_name, { given: [leftOut, declared], want }) => {
    expect(await ignored(leftOut, declared)).toEqual(want);
  });
});
