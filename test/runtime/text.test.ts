import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundText, floatText, sampleText } from "../../runtime/text.js";

describe("sampleText", () => {
  test.each([
    ["0", { given: 0, want: "0" }],
    ["-0", { given: -0, want: "0" }],
    ["a fraction", { given: 0.1 + 0.2, want: "0.30000000000000004" }],
    ["a large whole number", { given: 2 ** 53, want: "9007199254740992" }],
    ["a very large number", { given: 1e300, want: "1e+300" }],
    ["the smallest number", { given: 5e-324, want: "5e-324" }],
    ["Infinity", { given: Infinity, want: "+Inf" }],
    ["-Infinity", { given: -Infinity, want: "-Inf" }],
    ["NaN", { given: Number.NaN, want: "NaN" }],
  ] as const)("writes %s", (_, { given, want }) => {
    expect(sampleText(given)).toBe(want);
  });

  test("reads back to the same number", () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (n) => Number(sampleText(n)) === n),
    );
  });
});

describe("boundText", () => {
  /** Go's `strconv.FormatFloat(bound, 'g', -1, 64)`, as Prometheus prints upper bounds. */
  const GO = [
    [0, "0"],
    [-0, "-0"],
    [1e-7, "1e-07"],
    [1e-5, "1e-05"],
    [2.5e-5, "2.5e-05"],
    [0.0001, "0.0001"],
    [0.0005, "0.0005"],
    [0.00075, "0.00075"],
    [0.005, "0.005"],
    [1, "1"],
    [2.5, "2.5"],
    [100_000, "100000"],
    [123_456, "123456"],
    [999_999, "999999"],
    [1e6, "1e+06"],
    [1_234_567, "1.234567e+06"],
    [15_000_000, "1.5e+07"],
    [1e21, "1e+21"],
    [1e100, "1e+100"],
    [1e-100, "1e-100"],
    [-0.00001, "-1e-05"],
    [-2_500_000, "-2.5e+06"],
    [Infinity, "+Inf"],
  ] as const;

  test.each(GO)("of %d is %s", (bound, want) => {
    expect(boundText(bound)).toBe(want);
  });

  test("reads back to the same number", () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (n) => Number(boundText(n)) === n),
    );
  });
});

describe("floatText", () => {
  test.each([
    // OpenMetrics 1.0, section "Canonical Numbers"
    ..."0.0 0.001 0.002 0.01 0.1 0.9 0.95 0.99 0.999 1.0 1.7 10.0".split(" "),
    ..."1e-10 1e-09 1e-05 0.0001 0.1 1.0 100000.0 1e+06 1e+10".split(" "),
    ..."-0.0 -1.0 1.1e+23 1.234567e+06 +Inf -Inf".split(" "),
  ])("writes %s", (text) => {
    expect(floatText(Number(text.replace("Inf", "Infinity")))).toBe(text);
  });
});
