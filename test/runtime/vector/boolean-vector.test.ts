import { describe, expect, test } from "vitest";
import { booleanOrdinal, booleanVector, INVALID } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

describe("booleanVector", () => {
  test.each([
    ["false", { given: false, want: 0 }],
    ["true", { given: true, want: 1 }],
    ["the word true", { given: "true", want: INVALID }],
    ["1", { given: 1, want: INVALID }],
  ] as const)("%s has its ordinal or none", (_, { given, want }) => {
    expect(booleanVector("success").ordinalOf(given)).toBe(want);
    expect(booleanOrdinal(given)).toBe(want);
  });

  test.each(HOSTILE_VALUES)("rejects %s", (_, value) => {
    expect(booleanOrdinal(value)).toBe(INVALID);
  });

  test("exposes its two values by their words", () => {
    const vector = booleanVector("success");
    expect([vector.name, vector.size, vector.textOf(0), vector.textOf(1)]).toEqual([
      "success",
      2,
      "false",
      "true",
    ]);
  });
});
