import { describe, expect, test } from "vitest";
import {
  incrementFault,
  numberFault,
  quoted,
  RejectedSampleError,
} from "../../../runtime/family/rejection.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

describe("RejectedSampleError", () => {
  test("names the metric in its message, and has the properties of the sample", () => {
    const sample = { metric: "m", reason: "negative", detail: "it is below 0" } as const;
    const error = new RejectedSampleError(sample);
    expect(error.message).toBe("m: it is below 0");
    expect(error).toMatchObject({ ...sample, name: "RejectedSampleError" });
  });
});

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

describe("quoted", () => {
  test.each([
    ["a string", { given: 'a "b"\n', want: '"a \\"b\\"\\n"' }],
    ["a long string", { given: "x".repeat(61), want: `"${"x".repeat(60)}"…` }],
    ["a number", { given: -0.5, want: "-0.5" }],
    ["a bigint", { given: 12n, want: "12n" }],
    ["a symbol", { given: Symbol("s"), want: "Symbol(s)" }],
    ["undefined", { given: undefined, want: "undefined" }],
    ["an object", { given: { toString: () => "x" }, want: "an object" }],
    ["a function", { given: () => 1, want: "a function" }],
  ])("shows %s", (_, { given, want }) => {
    expect(quoted(given)).toBe(want);
  });

  test.each(HOSTILE_VALUES)("shows %s in one short line, without throwing", (_, value) => {
    expect(quoted(value)).toMatch(/^.{1,70}$/);
  });
});
