import { describe, expect, test } from "vitest";
import { MetricsServerError } from "../../../../runtime/server/errors.js";
import { clusterTimeout } from "../../../../runtime/server/options.js";

describe("clusterTimeout", () => {
  test.each([
    [true, 1000],
    [{}, 1000],
    [{ timeout: 250 }, 250],
  ] as const)("of %j is %i ms", (option, want) => {
    expect(clusterTimeout(option)).toBe(want);
  });

  test.each([0, -1, NaN, Infinity, "1000"])("refuses %j", (timeout) => {
    expect(() => clusterTimeout({ timeout: timeout as number })).toThrow(MetricsServerError); // an untyped caller's
    expect(() => clusterTimeout({ timeout: timeout as number })).toThrow(
      /^the option cluster.timeout is .*; expected milliseconds, 1 or more$/,
    );
  });
});
