import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { lint } from "../../../generator/lint/lint.js";
import type { LintRule } from "../../../generator/lint/lint-rule.js";
import { loadCatalog } from "../../../generator/schema/load-catalog.js";
import { compileFiles, compileText, marks } from "../../support/generator/compile-schema.js";

/** The rules that these tests are about: others may find something, too. */
function isAsked({ code }: Diagnostic): boolean {
  return /^acme-|^lint-(?:counter-without-total|un(?:known|used)-\w+)$/.test(code);
}

const COUNTERS = `namespace: shop
counters:
  orders: { description: Orders placed. }
  logins: { description: Logins. }
vectors:
  spare: { type: boolean }
`;

/** Each finding as `severity code line:column`, behind its place where it is not in the entry file. */
function lines(findings: readonly Diagnostic[]): readonly string[] {
  return findings
    .filter(isAsked)
    .map(({ severity, code, location }) => `${severity} ${code} ${location?.line}:${location?.column}`);
}

function linted(section: string, rules: readonly LintRule[] = [], counters = COUNTERS) {
  const loaded = compileText(`version: 1\n${section}\n${counters}`);
  expect(loaded.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const { findings, suppressed } = lint(loaded, { rules });
  return { findings: lines(findings), suppressed: suppressed.length, help: findings.map(({ help }) => help) };
}

const TOTAL = "lint-counter-without-total";

describe("the section of a schema", () => {
  test.each<
    readonly [
      name: string,
      { readonly given: string; readonly want: readonly string[]; readonly suppressed?: number },
    ]
  >([
    [
      "does not have to be there",
      { given: "", want: [`warning ${TOTAL} 5:3`, `warning ${TOTAL} 6:3`, "warning lint-unused-vector 8:3"] },
    ],
    [
      "has severities",
      {
        given: `lint: { rules: { ${TOTAL}: error, lint-unused-vector: information } }`,
        want: [`error ${TOTAL} 5:3`, `error ${TOTAL} 6:3`, "information lint-unused-vector 8:3"],
      },
    ],
    [
      "switches rules off",
      { given: `lint: { rules: { ${TOTAL}: off }, suppress: }`, want: ["warning lint-unused-vector 8:3"] },
    ],
    [
      "suppresses findings in families by key and in vectors",
      {
        given: `lint: { suppress: [{ rule: ${TOTAL}, families: [orders], vectors: [spare], reason: R. }, { rule: lint-unused-vector, vectors: ["s*"], reason: R. }] }`,
        want: [`warning lint-unused-suppression 2:86`, `warning ${TOTAL} 6:3`],
        suppressed: 2,
      },
    ],
    [
      "suppresses findings in families by exposed name and by pattern",
      {
        given: `lint: { suppress: [{ rule: ${TOTAL}, families: [shop_orders, "*_logins"], reason: R. }] }`,
        want: ["warning lint-unused-vector 8:3"],
        suppressed: 2,
      },
    ],
    [
      "has suppressions that suppress nothing",
      {
        given: `lint: { rules: { ${TOTAL}: off }, suppress: [{ rule: ${TOTAL}, families: [orders], reason: R. }, { rule: lint-unused-vector, vectors: ["s*", "t*"], reason: R. }] }`,
        want: ["warning lint-unused-suppression 2:64", "warning lint-unused-suppression 2:178"],
        suppressed: 1,
      },
    ],
  ])("%s", (_name, { given, want, suppressed = 0 }) => {
    expect(linted(given)).toMatchObject({ findings: want, suppressed });
  });

  test.each<
    readonly [name: string, { readonly given: string; readonly want: string; readonly help?: string }]
  >([
    [
      "a rule",
      {
        given: "lint: { rules: { lint-counter-without-totl: off } }",
        want: "error lint-unknown-rule 2:18",
        help: `Did you mean \`${TOTAL}\`?`,
      },
    ],
    [
      "a rule without its prefix",
      {
        given: "lint: { rules: { counter-without-total: off } }",
        want: "error lint-unknown-rule 2:18",
        help: `Did you mean \`${TOTAL}\`?`,
      },
    ],
    [
      "the rule of a suppression",
      {
        given: "lint: { suppress: [{ rule: lint-made-up, families: [orders], reason: R. }] }",
        want: "error lint-unknown-rule 2:28",
      },
    ],
    [
      "a family",
      {
        given: `lint: { suppress: [{ rule: ${TOTAL}, families: [order, "*"], reason: R. }] }`,
        want: "error lint-unknown-name 2:67",
        help: "Did you mean `orders`?",
      },
    ],
    [
      "a vector",
      {
        given: "lint: { suppress: [{ rule: lint-unused-vector, vectors: [spares], reason: R. }] }",
        want: "error lint-unknown-name 2:58",
        help: "Did you mean `spare`?",
      },
    ],
  ])("names something that there is not: %s", (_name, { given, want, help }) => {
    const { findings, help: helps } = linted(given);
    const [first = ""] = findings;
    expect(first).toBe(want);
    if (help !== undefined) expect(helps[0]).toBe(help);
  });

  test.each<readonly [name: string, { readonly given: string; readonly want: string }]>([
    ["a severity", { given: "{ rules: { lint-x: fatal } }", want: "wrong-type 2:26" }],
    ["a boolean severity", { given: "{ rules: { lint-x: false } }", want: "wrong-type 2:26" }],
    ["a list of rules", { given: "{ rules: [lint-x] }", want: "wrong-type 2:16" }],
    ["an unknown key", { given: "{ rule: {} }", want: "unknown-key 2:9" }],
    ["no list of suppressions", { given: "{ suppress: {} }", want: "wrong-type 2:19" }],
    ["no reason", { given: "{ suppress: [{ rule: a, families: [b] }] }", want: "missing-key 2:20" }],
    [
      "an empty reason",
      { given: '{ suppress: [{ rule: a, families: [b], reason: "" }] }', want: "empty-text 2:54" },
    ],
    [
      "neither families nor vectors",
      { given: "{ suppress: [{ rule: a, reason: R. }] }", want: "missing-key 2:20" },
    ],
    [
      "an empty list",
      { given: "{ suppress: [{ rule: a, families: [], reason: R. }] }", want: "list-empty 2:41" },
    ],
  ])("cannot have %s", (_name, { given, want }) => {
    expect(marks(compileText(`version: 1\nlint: ${given}\n${COUNTERS}`))).toContain(want);
  });

  test("stands in the entry file only", () => {
    const files = {
      "metrics.schema.yaml": `version: 1\nimports: [other.yaml]\n${COUNTERS}`,
      "other.yaml": "version: 1\nlint: {}\n",
    };
    expect(marks(compileFiles(files))).toContain("entry-only-key other.yaml:2:1");
  });
});

describe("rules of one's own", () => {
  const prefixed: LintRule = {
    id: "acme-team",
    severity: "error",
    check: ({ catalog, ...schema }, report) => {
      for (const family of catalog.families) {
        report({ message: `\`${family.key}\` has no team.`, help: "Ask." }, schema.family(family));
      }
    },
  };

  test("report with metricsmith's, and the schema can name them", () => {
    const section = `lint: { rules: { ${TOTAL}: off, acme-team: information }, suppress: [{ rule: acme-team, families: [orders], reason: R. }] }`;
    expect(linted(section, [prefixed])).toMatchObject({
      findings: ["information acme-team 6:3", "warning lint-unused-vector 8:3"],
      suppressed: 1,
    });
  });

  test("are not looked for where they are not given", () => {
    const section = `lint: { rules: { ${TOTAL}: off, acme-owner: off }, suppress: [{ rule: acme-owner, families: [orders], reason: R. }] }`;
    expect(linted(section).findings).toEqual(["warning lint-unused-vector 8:3"]);
    const codes = linted(section, [prefixed]).findings.map((line) => line.replace(/ \d.*/, ""));
    expect(codes.filter((line) => line === "error lint-unknown-rule")).toHaveLength(2);
  });

  test("have ids of their own", () => {
    const taken = { ...prefixed, id: TOTAL };
    expect(() => lint(compileText(`version: 1\n${COUNTERS}`), { rules: [taken] })).toThrow(
      `there are two lint rules \`${TOTAL}\``,
    );
  });
});

test("the schema of this repository is clean", () => {
  const { findings, suppressed } = lint(loadCatalog("metrics.schema.yaml"));
  expect([findings, suppressed.length]).toEqual([[], 7]);
});

test("a schema with errors has no findings", () => {
  const { findings, suppressed } = lint(compileText("version: 1\ncounters:\n  orders: {}\n"));
  expect([findings, suppressed]).toEqual([[], []]);
});
