import { describe, expect, test } from "vitest";
import { incrementFault, numberFault } from "../../../runtime/family/rejection.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

describe("incrementFault", () => {
  test.each([
    ["0", { given: 0, want: undefined }],
    ["a positive number", { given: 0.5, want: undefined }],
    ["a negative number", { given: -1, want: "negative" }],
    ["Infinity", { given: Infinity, want: "infinite" }],
    ["-Infinity", { given: -Infinity, want: "negative" }],
    ["NaN", { given: Number.NaN, want: "not_a_number" }],
    ["a string", { given: "1", want: "not_a_number" }],
  ])("of %s", (_, { given, want }) => {
    expect(incrementFault(given)?.reason).toBe(want);
  });
});

describe("numberFault", () => {
  test.each(HOSTILE_VALUES)("%s is a fault unless it is a number", (_, value) => {
    const want = typeof value === "number" && !Number.isNaN(value) ? undefined : "not_a_number";
    expect(numberFault(value)?.reason).toBe(want);
  });
});
