import { describe, expect, test } from "vitest";
import { ALL_CODES } from "../../../generator/codes.js";
import { CHANGE_KINDS } from "../../../generator/diff/change.js";
import { DIFF_CODES } from "../../../generator/diff/codes.js";
import { diffCatalogs } from "../../../generator/diff/diff.js";
import { type Explanation, explanationsOf, SUBJECTS } from "../../../generator/explain/explanations.js";
import { FINDINGS } from "../../../generator/exposition/findings.js";
import { parseExposition } from "../../../generator/index.js";
import { catalogOf } from "../../support/generator/compile-schema.js";

const all = SUBJECTS.flatMap(({ explanations }) => explanations);

const isFinding = ({ subject }: Explanation) => subject.startsWith("exposition-");
const isChange = ({ subject }: Explanation) => subject.startsWith("diff-");

test("every diagnostic, finding and kind of change is explained, each once", () => {
  const codes = [...Object.keys(ALL_CODES.rules), ...Object.keys(FINDINGS), ...CHANGE_KINDS];
  expect(all.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
});

test("two things with one name are both explained", () => {
  expect(explanationsOf("duplicate-label").map(({ subject }) => subject)).toEqual([
    "schema",
    "exposition-labels",
  ]);
});

test("titles begin in lower case, and explanations are sentences", () => {
  const wrong = all.filter(
    ({ title, explanation }) =>
      !/^(?:[a-z`_]|Grafana|Prometheus|OpenTelemetry).*[^.]$/.test(title) ||
      !/^[A-Z`].*\.$/.test(explanation),
  );
  expect(wrong.map(({ code }) => code)).toEqual([]);
});

test("a code without examples says why", () => {
  const without = all.filter(({ examples }) => examples.length !== 2);
  expect(without.filter(({ withoutExample = "" }) => !/^[A-Z].*\.$/.test(withoutExample))).toEqual([]);
  expect(without.length).toBeLessThan(20);
});

const textsOf = ({ examples }: Explanation) => examples.map(({ text }) => text);

function findingsIn(code: string, text: string): readonly string[] {
  const format = text.endsWith("# EOF") || IN_OPENMETRICS.includes(code) ? "openmetrics" : "text";
  const { errors, warnings } = parseExposition(code === "no-line-feed" ? text : `${text}\n`, { format });
  return [...errors, ...warnings].map((finding) => finding.code);
}

/** Their wrong examples do not end as OpenMetrics does. */
const IN_OPENMETRICS: readonly string[] = ["no-eof"];

const findings = all.filter((one) => isFinding(one) && one.examples.length > 0);

describe.each(findings)("$code", (explanation) => {
  const { code } = explanation;
  const [wrong = "", right = ""] = textsOf(explanation);

  test("is found in its wrong example, and nothing in its right one", () => {
    expect(findingsIn(code, wrong)).toContain(code);
    expect(findingsIn(code === "no-line-feed" ? "" : code, right)).toEqual([]);
  });
});

describe.each(all.filter(isChange))("$code", (explanation) => {
  const [before = "", after = ""] = textsOf(explanation);

  test("is the change from its first example to its second", () => {
    const { changes } = diffCatalogs(catalogOf(before), catalogOf(after));
    const change = changes.find(({ kind }) => kind === explanation.code);
    expect(change?.kind).toBe(explanation.code);
    expect(explanation.severity.split(" or ")).toContain(change?.class);
  });
});

test.each(["breaking", "risky"] as const)(
  "a %s change is in its wrong example, and not in its right one",
  (of) => {
    const { wrong, right } = DIFF_CODES.rules[`${of}-change`];
    const classesIn = (head: string) => {
      const [, base = ""] = /^# before: (.*)/.exec(head) ?? [];
      return diffCatalogs(catalogOf(`counters: ${base}`), catalogOf(head)).changes.map(
        (change) => change.class,
      );
    };
    expect(classesIn(wrong ?? "")).toContain(of);
    expect(classesIn(right ?? "")).not.toContain(of);
  },
);
