import { expect, test } from "vitest";
import { OUTPUT_CODES } from "../../../generator/output/codes.js";

test("the help for a stale output says how to update it", () => {
  OUTPUT_CODES.reporter((diagnostic) => {
    expect(diagnostic).toEqual({
      code: "stale-output",
      severity: "error",
      message: "`generated/recorders.ts` is not what the schema generates.",
      help: "Run `metricsmith generate`.",
      location: undefined,
    });
  })(
    "stale-output",
    { file: "generated/recorders.ts", exists: true, command: "metricsmith generate" },
    undefined,
  );
  expect.assertions(1);
});

test("the help for a foreign output does not suggest overwriting it", () => {
  OUTPUT_CODES.reporter(({ message, help }) => {
    expect(message).toBe(
      "`generated/metrics.md` stands where an output goes, and metricsmith did not write it.",
    );
    expect(help).toContain("Move it away or delete it");
  })("foreign-output", { file: "generated/metrics.md" }, undefined);
  expect.assertions(2);
});
