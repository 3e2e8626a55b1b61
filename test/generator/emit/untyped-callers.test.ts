import { beforeEach, describe, expect, test } from "vitest";
import * as composites from "../../fixtures/golden/composites/recorders.js";
import * as vectors from "../../fixtures/golden/vectors/recorders.js";

/** What is exposed of a metric, a line for each sample. */
function linesOf(golden: typeof vectors | typeof composites, metric: string): readonly string[] {
  const text = new TextDecoder().decode(golden.metrics.expose());
  return text.split("\n").filter((line) => line.startsWith(metric));
}

const LABELS = {
  three: "a",
  others: "b",
  boolean_one: true,
  up: 3,
  down: -3,
  far: 0,
  open_one: "first",
} as const;

beforeEach(() => {
  vectors.metrics.reset();
  vectors.metrics.configure({ warn: () => {} });
  composites.metrics.configure({ warn: () => {} });
});

describe("a label value", () => {
  test.each<readonly [string, { readonly given: number; readonly want: number }]>([
    ["a whole number in the range is recorded", { given: -7, want: 1 }],
    ["a number close to a whole one is not", { given: -3 - 1e-15, want: 0 }],
    ["a number close to 0 is not, whatever the range", { given: 1e-20, want: 0 }],
  ])("%s", (_name, { given, want }) => {
    vectors.recordAll({ ...LABELS, down: given as never }); // the number comes from untyped code
    expect(linesOf(vectors, "all{")).toHaveLength(want);
  });

  test.each([
    [200, true],
    [503, true],
    [418, false],
    ["200", false],
    [undefined, false],
  ])("%j among listed status codes: %j", (given, want) => {
    expect(vectors.isKept(given)).toBe(want);
    expect(vectors.KEPT_VALUES.includes(given as never)).toBe(want);
  });

  test("of a rejected sample takes no place among those of an open vector", () => {
    for (let at = 0; at < 5; at++) vectors.recordAll({ ...LABELS, open_one: `junk ${at}`, up: 99 as never });
    vectors.recordAll(LABELS);
    expect(linesOf(vectors, "all{")).toEqual([expect.stringContaining('open_one="first"')]);
  });
});

test("a composite recorder without its values does not throw, and records families that need none", () => {
  const untyped: Readonly<Record<string, (...args: unknown[]) => unknown>> = composites as never; // any caller's view
  for (const name of Object.keys(untyped).filter((name) => /^(record|bind|start)/.test(name))) {
    expect(() => untyped[name]?.()).not.toThrow();
    expect(() => untyped[name]?.(undefined, undefined)).not.toThrow();
  }
});
