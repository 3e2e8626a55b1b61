import { describe, expect, test } from "vitest";
import { locateInQuery, type Query, type RuleText } from "../../../../generator/queries/query.js";
import { fixture, queriesIn } from "../../../support/generator/read-queries.js";

const RULES = `groups:
- name: 404
  interval: 1m30s
  labels: { tier: 2, owner: x }
  rules:
  - alert: A
    expr: up
    for: 5m
    labels: { severity: page, team: "{{ $labels.x }}" }
    annotations:
      summary: "a \\"b\\" {{ $value }}"
      description: >-
        two
        lines
  - record: a:b
    expr: up
    labels: { tier: 1 }
- rules:
  - { alert: 500, expr: up, for: soon, annotations: [x] }
`;

const GRAFANA = JSON.stringify({
  groups: [
    {
      name: "g",
      interval: 60,
      rules: [
        {
          title: "T",
          for: "2m",
          annotations: { summary: "{{ $labels.a }}" },
          data: [
            { refId: "A", model: { expr: "up" } },
            { refId: "B", model: { expr: "up" } },
          ],
        },
      ],
    },
  ],
});

/** Group, interval, `for`, and each annotation and label as its name and text. */
const DETAILS: readonly (readonly [
  string,
  { readonly given: readonly [string, string]; readonly want: unknown },
])[] = [
  [
    "Prometheus' rules",
    {
      given: ["r.yaml", RULES],
      want: [
        [
          "404",
          90,
          300,
          ["summary", 'a "b" {{ $value }}', "description", "two lines"],
          ["severity", "page", "team", "{{ $labels.x }}", "tier", "2", "owner", "x"],
        ],
        ["404", 90, undefined, [], ["tier", "1", "owner", "x"]],
        [undefined, undefined, undefined, [], []],
      ],
    },
  ],
  [
    "rules in a file within a file",
    {
      given: ["c.json", JSON.stringify({ kind: "ConfigMap", data: { "r.yaml": RULES } })],
      want: [
        [
          "404",
          90,
          300,
          ["summary", 'a "b" {{ $value }}', "description", "two lines"],
          ["severity", "page", "team", "{{ $labels.x }}", "tier", "2", "owner", "x"],
        ],
        ["404", 90, undefined, [], ["tier", "1", "owner", "x"]],
        [undefined, undefined, undefined, [], []],
      ],
    },
  ],
  [
    "Grafana's alerts",
    {
      given: ["a.json", GRAFANA],
      want: [
        ["g", 60, 120, ["summary", "{{ $labels.a }}"], []],
        ["g", 60, 120, ["summary", "{{ $labels.a }}"], []],
      ],
    },
  ],
];

describe.each(DETAILS)("what %s say beside their expressions", (_name, { given: [file, text], want }) => {
  const queries = queriesIn(text, file);

  test("is read", () => {
    const details = queries.map((query) => {
      const rule = ruleOf(query);
      return [rule.group, rule.interval, rule.for, flatten(rule.annotations), flatten(rule.labels)];
    });
    expect(details).toEqual(want);
  });

  test("has its place", () => {
    for (const query of queries) {
      for (const { text: value, offsets } of [...ruleOf(query).annotations, ...ruleOf(query).labels]) {
        const [{ index, 0: word } = { index: 0, 0: "" }] = value.matchAll(/\w+/g);
        const { line, column, endColumn } = locateInQuery(
          { ...query, offsets },
          { start: index, end: index + word.length },
        );
        expect(text.split("\n")[line - 1]?.slice(column - 1, endColumn - 1)).toBe(word);
      }
    }
  });
});

function ruleOf({ owner }: Query) {
  if (owner.kind === "file" || owner.rule === undefined) throw new Error("this query is of no rule");
  return owner.rule;
}

function flatten(texts: readonly RuleText[]): readonly string[] {
  return texts.flatMap(({ name, text }) => [name, text]);
}

test("a query knows whether it is in an object of Kubernetes", () => {
  const found = queriesIn(fixture("prometheus-rule.yaml"), "prometheus-rule.yaml");
  expect(found.map(({ inKubernetes }) => inKubernetes)).toEqual(found.map(() => true));
  for (const file of ["rules.yaml", "grafana-alerts.yaml", "dashboard-v2.json", "expressions.promql"]) {
    expect(queriesIn(fixture(file), file).some(({ inKubernetes }) => inKubernetes)).toBe(false);
  }
});
