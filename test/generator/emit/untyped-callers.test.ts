import { beforeEach, describe, expect, test, vi } from "vitest";
import * as composites from "../../fixtures/golden/composites/recorders.js";
import * as histograms from "../../fixtures/golden/histograms/recorders.js";
import * as vectors from "../../fixtures/golden/vectors/recorders.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

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

type Untyped = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Objects that throw when a property is read: an error, or something that throws again when it is looked at. */
const UNREADABLE: readonly (readonly [string, object])[] = [
  ...HOSTILE_VALUES.filter(([name]) => name.includes("proxy")).map(
    ([name, value]) => [name, value as object] as const,
  ),
  ["a getter that throws", unreadable(() => new Error("gone"))],
  [
    "a getter that throws a revoked proxy",
    unreadable(() => HOSTILE_VALUES.find(([name]) => name === "a revoked proxy")?.[1]),
  ],
];

function unreadable(thrown: () => unknown): object {
  const get = () => {
    throw thrown();
  };
  return Object.defineProperties(
    {},
    Object.fromEntries(
      ["code", "method", "three", "operation", "requestDuration", "traceId"].map((name) => [name, { get }]),
    ),
  );
}

describe.each(UNREADABLE)("%s", (_name, given) => {
  test("in place of labels is a rejected sample of each recorder, bound form, timer and removal", () => {
    for (const golden of [vectors, composites, histograms]) {
      const warn = vi.fn();
      golden.metrics.reset();
      golden.metrics.configure({ warn });
      const untyped: Untyped = golden as never; // as an untyped caller sees it
      const called = Object.keys(untyped).filter((name) =>
        /^(?:record|bind|start|set|add|sample|remove)/.test(name),
      );
      for (const name of called) {
        const call = untyped[name];
        const result: unknown = call?.(given, given, given);
        const timer = typeof result === "function" ? result : undefined;
        timer?.(given, given);
        const bound = (typeof result === "object" ? result : {}) as Untyped; // a bound form has methods alone
        for (const method of ["record", "set", "add"]) bound[method]?.(1, given);
      }
      expect(called.length).toBeGreaterThan(8);
      const rejected = new Set(
        linesOf(golden as typeof vectors, "metricsmith_rejected").map((line) => line.split('"')[1]),
      );
      const labelled = golden.metrics.families
        .filter(({ name }) => !name.startsWith("metricsmith_"))
        .filter(({ vectors: { length } }) => length > 0);
      for (const { name } of labelled) expect([...rejected]).toContain(name);
      expect(warn.mock.calls.length).toBeGreaterThan(labelled.length - 1);
    }
  });
});

test("labels that cannot be read are warned about with the label and the error", () => {
  const warn = vi.fn();
  composites.metrics.reset();
  composites.metrics.configure({ warn });
  composites.recordRequest(unreadable(() => new Error("gone")) as never);
  expect(warn.mock.calls[0]?.[0]).toContain("label code cannot be read: gone; expected");
  const values = unreadable(() => new Error("gone"));
  composites.recordSeveralValues({ code: 200, method: "GET" } as never, values as never);
  expect(linesOf(composites, "shop_request{")).toHaveLength(1);
  expect(warn.mock.calls.map(([, { metric, reason }]) => `${metric} ${reason}`)).toEqual(
    expect.arrayContaining(["shop_request_duration not_a_number", "shop_last_size not_a_number"]),
  );
});
