import { expect, test } from "vitest";
import { defineCodes, error, type Report, warning } from "../../../generator/diagnostics/define.js";
import type { Diagnostic, DiagnosticSink } from "../../../generator/diagnostics/diagnostic.js";

const FRUIT_CODES = defineCodes({
  "fruit-unripe": error<{ fruit: string }>({
    title: "fruit that is not ripe",
    explanation: "It is wrong.",
    withoutExample: "It is a test.",
    message: ({ fruit }) => `The \`${fruit}\` is green.`,
    help: ({ fruit }) => `Wait for the \`${fruit}\`.`,
  }),
});
const TREE_CODES = defineCodes({
  "tree-bare": warning<{ months: number }>({
    title: "tree without leaves",
    explanation: "It is wrong.",
    withoutExample: "It is a test.",
    message: ({ months }) => `No leaf since ${months} months.`,
  }),
});

const HERE = { file: "garden.yaml", line: 2, column: 3, endLine: 2, endColumn: 8 };

function collect(report: (sink: DiagnosticSink) => void): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  report((diagnostic) => diagnostics.push(diagnostic));
  return diagnostics;
}

test("a report makes a diagnostic of the rule of its code", () => {
  const diagnostics = collect((sink) => {
    FRUIT_CODES.reporter(sink)("fruit-unripe", { fruit: "plum" }, HERE);
    TREE_CODES.reporter(sink)("tree-bare", { months: 3 }, undefined);
  });
  expect(diagnostics).toEqual([
    {
      code: "fruit-unripe",
      severity: "error",
      message: "The `plum` is green.",
      help: "Wait for the `plum`.",
      location: HERE,
    },
    {
      code: "tree-bare",
      severity: "warning",
      message: "No leaf since 3 months.",
      help: undefined,
      location: undefined,
    },
  ]);
});

test("a place says its location when a diagnostic needs it", () => {
  class Branch {
    located = 0;
    get location() {
      this.located += 1;
      return HERE;
    }
  }
  const branch = new Branch();
  expect(branch.located).toBe(0);
  const diagnostics = collect((sink) => TREE_CODES.reporter(sink)("tree-bare", { months: 3 }, branch));
  expect(diagnostics.map(({ location }) => location)).toEqual([HERE]);
  expect(branch.located).toBe(1);
});

test("a place gives its repair, unless that repeats a secret", () => {
  const fixesFor = (text: string) => {
    const place = { location: HERE, fix: { ...HERE, text } };
    return collect((sink) => TREE_CODES.reporter(sink)("tree-bare", { months: 3 }, place))[0]?.fix;
  };
  expect(fixesFor("leaf")).toEqual({ ...HERE, text: "leaf" });
  expect(fixesFor("$2y$10$iIyDOWwnL3aRSTVMcIgoBOQBaMzKJ1K2oMoV0kW0m5DVBiyXBGt8W")).toBeUndefined();
});

test("a report of the codes of several features is one of each", () => {
  const ripen = (report: Report<typeof FRUIT_CODES>) => report("fruit-unripe", { fruit: "fig" }, HERE);
  const tend = (report: Report<typeof FRUIT_CODES & typeof TREE_CODES>) => {
    ripen(report);
    report("tree-bare", { months: 1 }, HERE);
  };
  const all = defineCodes({ ...FRUIT_CODES.rules, ...TREE_CODES.rules });
  const diagnostics = collect((sink) => tend(all.reporter(sink)));
  expect(diagnostics.map(({ code }) => code)).toEqual(["fruit-unripe", "tree-bare"]);
});

test("the parameters of a report are those of its code", () => {
  const all = defineCodes({ ...FRUIT_CODES.rules, ...TREE_CODES.rules });
  const report = all.reporter(() => {});
  const tend = (_report: Report<typeof FRUIT_CODES & typeof TREE_CODES>) => {};
  const wrong = [
    // @ts-expect-error: a parameter is missing
    () => report("fruit-unripe", {}, HERE),
    // @ts-expect-error: a parameter too much
    () => report("fruit-unripe", { fruit: "plum", months: 3 }, HERE),
    // @ts-expect-error: the parameters of another code
    () => report("fruit-unripe", { months: 3 }, HERE),
    // @ts-expect-error: there is no such code
    () => report("fruit-rotten", { fruit: "plum" }, HERE),
    // @ts-expect-error: the place is missing
    () => report("fruit-unripe", { fruit: "plum" }),
    // @ts-expect-error: the codes of trees are missing
    () => tend(FRUIT_CODES.reporter(() => {})),
  ];
  expect(wrong).toHaveLength(6);
});
