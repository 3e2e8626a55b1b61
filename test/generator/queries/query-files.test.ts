import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { extractQueries } from "../../../generator/queries/files/query-files.js";
import { locateInQuery, whereText } from "../../../generator/queries/query.js";
import { fixture, queriesIn } from "../../support/generator/read-queries.js";

/** Where each query stands, and its text. */
const FILES: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    "dashboard.json",
    [
      ["panel `Sign-ins`, query A", 'sum(increase(authelia_authn{success="true"}[$__range]))'],
      ["annotation `Bans`", 'changes(authelia_authn{banned="true"}[$__interval]) > 0'],
      [
        "panel `Requests`, query A",
        'sum by (code) (rate(authelia_request{method=~"$method"}[$__rate_interval]))',
      ],
      [
        "panel `Requests`, query B",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is Grafana's
        'sum(rate(authelia_request{code=~"5.."}[${window}]))\n  / sum(rate(authelia_request[[[window]]]))',
      ],
      ["panel `Durations`, query A", "sum by (le) (increase(authelia_request_duration_bucket[$__interval]))"],
      [
        "panel without a name, query A",
        'histogram_quantile(0.99, sum by (le) (rate(authelia_request_duration_openid_connect_bucket{endpoint="token"}[5m])))',
      ],
      ["panel `Logs`, query B", "authelia_authz"],
      ["panel `Second factors`, query A", "sum by (type) (authelia_authn_second_factor)"],
      ["variable `method`", 'label_values(authelia_request{code!="404"}, method)'],
      ["variable `old`", "query_result(topk(3, authelia_authz))"],
    ],
  ],
  [
    "dashboard-rows.json",
    [
      ["panel `Requests`, query A", "sum(rate(authelia_request[1m])) by (code)"],
      ["panel `Authz`, query A", "authelia_authz"],
    ],
  ],
  [
    "dashboard-v2.json",
    [
      ["annotation `Bans`", 'authelia_authn{banned="true"}'],
      ["panel `Requests`, query A", "rate(authelia_request[$__rate_interval])"],
      ["panel `Authz`, query A", "authelia_authz"],
      ["variable `method`", "label_values(authelia_request, method)"],
      ["variable `code`", "label_values(authelia_request, code)"],
    ],
  ],
  ["library-panel.json", [["panel `Shared`, query A", "authelia_authz"]]],
  ["grafana-alerts.yaml", [["alert `Many errors`, query A", 'sum(rate(authelia_request{code="500"}[5m]))']]],
  [
    "rules.yaml",
    [
      [
        "recording rule `job:authelia_request:rate5m`",
        "# by status code\nsum by (job, code) (\n  rate(authelia_request[5m])\n)\n",
      ],
      ["alert `AutheliaErrors`", 'job:authelia_request:rate5m{code=~"5.."} > 0 and on (job) up == 1'],
      ["alert `AutheliaBans`", 'increase(authelia_authn{banned="true"}[1h]) > 10'],
      ["recording rule `always`", "1"],
      ["alert `Folded`", "rate(authelia_authz[5m]) > 5"],
    ],
  ],
  [
    "prometheus-rule.yaml",
    [
      ["alert `AutheliaDown`", "absent(authelia_request)"],
      ["panel `Codes`, query A", 'sum(authelia_request{code="200"})'],
      ["recording rule `a:b`", "sum(authelia_authz)"],
      ["panel `Operator`, query A", "authelia_authz"],
    ],
  ],
  [
    "expressions.promql",
    [
      ["", "sum by (code) (\n  rate(authelia_request[5m])\n\n  # the bracket is open\n)"],
      ["", 'authelia_authz{code="200"} # beside\n  > 0'],
      ["", "`a\n\nb`"],
    ],
  ],
];

describe.each(FILES)("the queries of %s", (file, want) => {
  const text = fixture(file);
  const queries = queriesIn(text, file);

  test("are in the order of the text", () => {
    expect(queries.map((query) => [whereText(query), query.text])).toEqual(want);
  });

  test("know the place of each name", () => {
    const lines = text.split("\n");
    for (const query of queries) {
      for (const { index, 0: name } of query.text.matchAll(/\w+/g)) {
        const { line, column, endLine, endColumn } = locateInQuery(query, {
          start: index,
          end: index + name.length,
        });
        expect(endLine).toBe(line);
        expect(lines[line - 1]?.slice(column - 1, endColumn - 1)).toBe(name);
      }
    }
  });
});

test("a value in quotes is located with its escapes", () => {
  const text = fixture("dashboard.json");
  const [query] = queriesIn(text, "dashboard.json");
  if (query === undefined) throw new Error("there is no query");
  const start = query.text.indexOf('"true"');
  const { line, column, endColumn } = locateInQuery(query, { start, end: start + 6 });
  expect(text.split("\n")[line - 1]?.slice(column - 1, endColumn - 1)).toBe('\\"true\\"');
});

const UNREADABLE: readonly (readonly [
  string,
  { readonly given: readonly [string, string]; readonly want: readonly [string, number, number] },
])[] = [
  ["JSON that ends early", { given: ["d.json", '{"panels": ['], want: ["json-syntax", 1, 13] }],
  ["JSON with a comma too many", { given: ["d.json", '{\n"panels": [],\n}'], want: ["json-syntax", 3, 1] }],
  ["an empty JSON file", { given: ["d.json", ""], want: ["json-syntax", 1, 1] }],
  ["text that is no JSON", { given: ["d.json", "panels: []"], want: ["json-syntax", 1, 1] }],
  ["YAML with a bracket open", { given: ["r.yaml", "groups: [\n"], want: ["yaml-syntax", 2, 1] }],
  [
    "an alias without its anchor",
    { given: ["r.yaml", "groups:\n- rules: *none\n"], want: ["unknown-anchor", 2, 10] },
  ],
  [
    "a bad dashboard in a ConfigMap",
    { given: ["c.yaml", "kind: ConfigMap\ndata:\n  d.json: |\n    {\n    ]\n"], want: ["json-syntax", 5, 5] },
  ],
];

test.each(UNREADABLE)("%s is reported at its place", (_name, { given: [file, text], want }) => {
  const found: Diagnostic[] = [];
  expect(extractQueries({ file, text }, (diagnostic) => found.push(diagnostic))).toEqual([]);
  expect(found.map(({ code, location }) => [code, location?.line, location?.column])).toContainEqual(want);
});

/** The text from the fault on; `undefined` for none. */
const JSON_FAULTS: readonly (readonly [
  string,
  { readonly given: string; readonly want: string | undefined; readonly message?: string },
])[] = [
  ["a bracket that closes nothing", { given: '{"a": ]}', want: "]}" }],
  ["no colon", { given: '{"a" "b"}', want: '"b"}' }],
  ["no comma", { given: "[1 2]", want: "2]", message: "`2` is not expected here in JSON." }],
  ["a comma too many", { given: '{"a":1,\n}', want: "}" }],
  ["a word", { given: "[tru]", want: "tru]" }],
  [
    "a line feed in a string",
    { given: '{"a":"b\n"}', want: '"b\n"}', message: "This string has no closing quote." },
  ],
  [
    "a tab in a string",
    { given: '["\t"]', want: '"\t"]', message: "This string has a character that JSON writes as an escape." },
  ],
  [
    "an escape that JSON does not have",
    { given: '["\\x"]', want: '"\\x"]', message: "This string has an escape that JSON does not have." },
  ],
  ["something behind the end", { given: "{} x", want: "x" }],
  ["a comment", { given: "// a\n{}", want: "// a\n{}" }],
  ["an end too early", { given: '{"a": [1, ', want: " ", message: "The JSON ends too early." }],
  ["nothing", { given: "", want: "" }],
  [
    "brackets without end",
    {
      given: "[".repeat(100_000),
      want: "[".repeat(100_000 - 64),
      message: "This is nested more than 64 levels deep.",
    },
  ],
  [
    "a key twice",
    {
      given: '{"panels": [{"x": {"a": 1}, "a": 2,\n"a": 3}]}',
      want: '"a": 3}]}',
      message: "The key `a` is written twice; the first is on line 1.",
    },
  ],
  ["a sound text", { given: ' {"a": [-1.5e+3, "\\u00e9", null, true, {}]}\n', want: undefined }],
];

test.each(JSON_FAULTS)("the first fault of JSON with %s is located", (_name, { given, want, message }) => {
  const found: Diagnostic[] = [];
  extractQueries({ file: "d.json", text: given }, (diagnostic) => found.push(diagnostic));
  const rests = found.map(({ location }) => {
    const { line = 1, column = 1 } = location ?? {};
    return given
      .split("\n")
      .slice(line - 1)
      .join("\n")
      .slice(column - 1);
  });
  expect(rests).toEqual(want === undefined ? [] : [want]);
  if (message !== undefined) expect(found.map((diagnostic) => diagnostic.message)).toEqual([message]);
});

const NONE: readonly (readonly [string, string, string])[] = [
  ["a schema", "m.yaml", "version: 1\ncounters: {}\n"],
  ["an empty file", "m.yaml", ""],
  ["a text", "m.yaml", "just words"],
  ["comments alone", "m.promql", "# nothing\n\n# here\n"],
  ["a dashboard without queries", "m.json", '{"panels": [{"type": "text", "title": "x"}]}'],
  [
    "shapes that nobody expects",
    "m.json",
    '{"panels": {"a": 1}, "rows": [null, 3, {"panels": "x"}], "templating": []}',
  ],
  ["targets that are not objects", "m.json", '{"panels": [{"targets": [1, null, "x", {"expr": {}}]}]}'],
];

test.each(NONE)("there are no queries in %s", (_name, file, text) => {
  expect(queriesIn(text, file)).toEqual([]);
});

test("a query of a large dashboard has its place, also if it is longer than anybody writes", () => {
  const panels = Array.from({ length: 20_000 }, (_, at) => ({
    title: "x",
    id: at,
    'a\\"b': [[1], {}, null],
  }));
  const text = JSON.stringify({
    panels: [
      ...panels,
      { targets: [{ expr: "up + up" }, { expr: `"\\u0041" + ${"a + ".repeat(100_000)}b` }] },
    ],
  });
  const [short, long] = queriesIn(text, "d.json");
  expect(text.slice(short?.offsets()[5], short?.offsets()[7])).toBe("up");
  expect(text.slice(long?.offsets()[0]).startsWith('\\"\\\\u0041\\" + a + a')).toBe(true);
  expect(long?.offsets().length).toBeLessThan(200_000);
});

test("files within files are read three deep", () => {
  const nested = (depth: number): string =>
    depth === 0
      ? "groups: [{ rules: [{ record: a, expr: up }] }]"
      : JSON.stringify({ kind: "ConfigMap", data: { "a.yaml": nested(depth - 1) } });
  const found = [1, 3, 4].map((depth) => queriesIn(nested(depth), "m.yaml").length);
  expect(found).toEqual([1, 1, 0]);
});
