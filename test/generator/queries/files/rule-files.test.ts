import { describe, expect, test } from "vitest";
import { extractQueries } from "../../../../generator/queries/files/query-files.js";
import { locateInQuery, whereText } from "../../../../generator/queries/query.js";

interface Row {
  readonly given: string;
  /** Of each query, where it stands and its text; then why others are passed over, in the order of the text. */
  readonly want: readonly (readonly [string, string])[];
  readonly passed?: readonly string[];
  /** Code and line of each diagnostic; none by default. */
  readonly found?: readonly (readonly [string, number])[];
  readonly file?: string;
}

const ALERT = "groups: [{ name: g, rules: [{ alert: A, expr: up }] }]";

const DATA = [
  { refId: "A", datasourceUid: "p", model: { expr: "up", datasource: { type: "prometheus" } } },
  { refId: "B", datasourceUid: "__expr__", model: { expression: "A" } },
  { refId: "C", datasourceUid: "l", model: { expr: '{a="b"}', datasource: { type: "loki" } } },
];

const ROWS: readonly (readonly [string, Row])[] = [
  [
    "an object of VictoriaMetrics' operator",
    {
      given: `kind: VMRule
spec:
  groups:
  - name: g
    rules:
    - { alert: A, expr: up > 0 }
    - { alert: B, expr: rate(up) default 0 }
    - { alert: C, expr: "WITH (x = up) x" }`,
      want: [["alert `A`", "up > 0"]],
      passed: ["MetricsQL", "MetricsQL"],
    },
  ],
  [
    "a group of vmalert",
    {
      given: `groups:
- name: g
  concurrency: 2
  rules: [{ alert: A, expr: up if down }]
- name: h
  type: graphite
  rules: [{ alert: B, expr: "a.b" }]`,
      want: [],
      passed: ["other data source", "MetricsQL"],
    },
  ],
  [
    "values of the chart kube-prometheus-stack",
    {
      given: `dashboard: { enabled: true }
targets: 3
additionalPrometheusRulesMap: { shop: { ${ALERT} } }
additionalPrometheusRules: [{ name: x, ${ALERT} }]`,
      want: [
        ["alert `A`", "up"],
        ["alert `A`", "up"],
      ],
    },
  ],
  [
    "values of the chart prometheus, also as a text",
    {
      given: `serverFiles:
  alerting_rules.yml: { ${ALERT} }
  recording_rules.yml: |
    groups:
    - rules:
      - record: a:b
        expr: sum(up)`,
      want: [
        ["alert `A`", "up"],
        ["recording rule `a:b`", "sum(up)"],
      ],
    },
  ],
  [
    "a bare list of rules",
    {
      given: "metrics: { prometheusRule: { rules: [{ alert: A, expr: up }, { record: b, expr: '1' }] } }",
      want: [
        ["alert `A`", "up"],
        ["recording rule `b`", "1"],
      ],
    },
  ],
  ["rules at the root", { given: "- { alert: A, expr: up }", want: [["alert `A`", "up"]] }],
  [
    "what has the keys of a rule, but is in no list",
    { given: "properties: { alert: { type: string }, expr: up, record: x }", want: [] },
  ],
  [
    "the answer of Prometheus' API",
    {
      file: "rules.json",
      given: JSON.stringify({
        status: "success",
        data: {
          groups: [
            {
              name: "g",
              interval: 30,
              rules: [
                { type: "alerting", name: "A", query: "up == 0", duration: 300, alerts: [] },
                { type: "recording", name: "a:b", query: "sum(up)" },
                { type: "alerting", name: "G", query: '[{"refId":"A"}]' },
              ],
            },
          ],
        },
      }),
      want: [
        ["alert `A`", "up == 0"],
        ["recording rule `a:b`", "sum(up)"],
      ],
      passed: ["other data source"],
    },
  ],
  [
    "an object of Grafana's operator",
    {
      given: JSON.stringify({
        kind: "GrafanaAlertRuleGroup",
        spec: { name: "g", interval: "1m", rules: [{ title: "T", data: DATA }] },
      }),
      want: [["alert `T`, query A", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "alerts of Grafana's provisioning API",
    {
      file: "a.json",
      given: JSON.stringify([{ title: "T", ruleGroup: "g", data: DATA }]),
      want: [["alert `T`, query A", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "one alert of Grafana's provisioning API",
    {
      file: "a.json",
      given: JSON.stringify({ title: "T", ruleGroup: "g", data: DATA }),
      want: [["alert `T`, query A", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "alerts of Grafana's ruler API",
    {
      file: "a.json",
      given: JSON.stringify({
        folder: [{ name: "g", rules: [{ for: "1m", grafana_alert: { title: "T", data: DATA } }] }],
      }),
      want: [["alert `T`, query A", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "a rule of Grafana that records",
    {
      file: "a.json",
      given: JSON.stringify({
        groups: [{ rules: [{ title: "T", record: { metric: "a:b", from: "A" }, data: DATA }] }],
      }),
      want: [["recording rule `a:b`, query A", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "tests of promtool",
    {
      given: `rule_files: [r.yml]
tests:
- name: t
  input_series: [{ series: 'up{job="x"}', values: "1x5" }]
  promql_expr_test: [{ expr: sum(up), eval_time: 1m }]
  alert_rule_test: [{ alertname: A, eval_time: 1m }]`,
      want: [
        ["test `t`", 'up{job="x"}'],
        ["test `t`", "sum(up)"],
      ],
    },
  ],
  [
    "rules of Loki",
    {
      given: `groups:
- name: g
  rules:
  - { alert: A, expr: 'sum(rate({app="x"} |= "error" [5m])) > 1' }
  - { alert: B, expr: 'sum by (app) (rate({app="x"}[5m])) > 1' }
  - { alert: C, expr: up == 0 }`,
      want: [["alert `C`", "up == 0"]],
      passed: ["LogQL", "LogQL"],
    },
  ],
  [
    "rules of Loki's operator",
    {
      given:
        "apiVersion: loki.grafana.com/v1\nkind: AlertingRule\nspec: { groups: [{ rules: [{ alert: A, expr: 'vector(1)' }] }] }",
      want: [],
      passed: ["LogQL"],
    },
  ],
  [
    "rules that select by labels alone",
    {
      given: `groups: [{ rules: [{ alert: A, expr: 'count({job="x"}) > 1' }, { alert: B, expr: 'up{a="|="} or 1' }] }]`,
      want: [
        ["alert `A`", 'count({job="x"}) > 1'],
        ["alert `B`", 'up{a="|="} or 1'],
      ],
    },
  ],
  [
    "a dashboard of two data sources",
    {
      file: "d.json",
      given: JSON.stringify({
        panels: [
          {
            title: "P",
            datasource: { type: "loki" },
            targets: [{ expr: "{}" }, { expr: "up", datasource: { type: "prometheus" } }],
          },
        ],
      }),
      want: [["panel `P`", "up"]],
      passed: ["other data source"],
    },
  ],
  [
    "a stray pipe, which is no LogQL",
    {
      given: "groups: [{ rules: [{ alert: A, expr: 'sum(up)| > 5' }, { alert: B, expr: '{\"up\"}' }] }]",
      want: [
        ["alert `A`", "sum(up)| > 5"],
        ["alert `B`", '{"up"}'],
      ],
    },
  ],
  [
    "panels beside one with LogQL",
    {
      file: "d.json",
      given: JSON.stringify({
        panels: [{ title: "P", targets: [{ expr: '{app="x"} | json' }, { expr: '{"up"}' }] }],
      }),
      want: [["panel `P`", '{"up"}']],
      passed: ["LogQL"],
    },
  ],
  [
    "a template of Helm",
    {
      given:
        "{{- if .Values.rules }}\ngroups:\n- name: {{ .Values.name }}\n  rules:\n  - alert: A\n    expr: up > {{ .Values.n }}\n{{- end }}",
      want: [],
      passed: ["template"],
      found: [["query-template", 1]],
    },
  ],
  [
    "a template of Jinja",
    {
      given:
        "groups:\n{% for g in groups %}\n- name: {{ g }}\n  rules: [{ alert: A, expr: up }]\n{% endfor %}",
      want: [],
      passed: ["template"],
      found: [["query-template", 2]],
    },
  ],
  [
    "templates within expressions",
    {
      given:
        "groups: [{ rules: [{ alert: A, expr: up }, { alert: B, expr: 'up{a=\"{{ .Values.a }}\"}' }, { alert: C, expr: '{{ c }}' }] }]",
      want: [["alert `A`", "up"]],
      passed: ["template"],
      found: [["query-template", 1]],
    },
  ],
  [
    "a template in a ConfigMap",
    {
      given:
        "kind: ConfigMap\ndata:\n  r.yaml: |\n    groups:\n    {{- if x }}\n    - rules: [{ expr: up }]\n",
      want: [],
      passed: ["template"],
      found: [["query-template", 5]],
    },
  ],
  [
    "Jsonnet",
    {
      file: "m.libsonnet",
      given: "{\n  rules: [{ alert: 'A', expr: 'up' }],\n}",
      want: [],
      passed: ["template"],
      found: [["query-template", 2]],
    },
  ],
  ["Jsonnet without queries", { file: "m.jsonnet", given: "{ a: 1 }", want: [] }],
  [
    "templates of Prometheus, in and without quotes",
    {
      given: `groups:
- rules:
  - alert: A
    expr: up
    annotations: { a: "{{ $labels.x }}" }
    labels:
      b: {{ $value }}`,
      want: [],
      found: [["yaml-syntax", 7]],
    },
  ],
  [
    "Markdown",
    {
      file: "d.md",
      given: `# Queries

\`\`\`promql
up == 0

# two lines
sum(
  up
)
\`\`\`

- In a list:

  ~~~~ promql
  rate(a[5m])
  rate(b[5m])
  ~~~~

\`\`\`promql
sum(rate(<metric>[5m]))
\`\`\`

\`\`\`yaml
groups:
- rules:
  - alert: A
    expr: up > 1
\`\`\`

\`\`\`yaml
expr: not a group
panels: [{ targets: [{ expr: up }] }]
\`\`\`

\`\`\`yaml
groups: [ …
\`\`\`

\`\`\`sh
promql
\`\`\``,
      want: [
        ["", "up == 0"],
        ["", "sum(\n  up\n)"],
        ["", "rate(a[5m])"],
        ["", "rate(b[5m])"],
        ["alert `A`", "up > 1"],
      ],
      passed: ["template"],
    },
  ],
];

describe.each(ROWS)("of %s", (_name, { given, want, passed = [], found = [], file = "r.yaml" }) => {
  const diagnostics: (readonly [string, number | undefined])[] = [];
  const reasons: string[] = [];
  const queries = extractQueries(
    { file, text: given },
    ({ code, location }) => diagnostics.push([code, location?.line]),
    (reason) => reasons.push(reason),
  );

  test("the queries are read, and others are passed over", () => {
    expect(queries.map((query) => [whereText(query), query.text])).toEqual(want);
    expect(reasons.toSorted()).toEqual([...passed].sort());
    expect(diagnostics).toEqual(found);
  });

  test("each query has its place", () => {
    const lines = given.split("\n");
    for (const query of queries) {
      for (const { index, 0: name } of query.text.matchAll(/\w+/g)) {
        const { line, column, endColumn } = locateInQuery(query, { start: index, end: index + name.length });
        expect(lines[line - 1]?.slice(column - 1, endColumn - 1)).toBe(name);
      }
    }
  });
});
