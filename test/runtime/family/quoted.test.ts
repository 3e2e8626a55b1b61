import { describe, expect, test } from "vitest";
import { quoted } from "../../../runtime/family/rejection.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

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
