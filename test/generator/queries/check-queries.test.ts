// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Grafana

import { describe, expect, test } from "vitest";
import { catalogOf } from "../../support/generator/compile-schema.js";
import { check, pointsOf, SHOP, UNNAMED } from "../../support/generator/query-shop.js";
import { panelQuery, queriesIn, ruleQuery } from "../../support/generator/read-queries.js";

type Points = readonly (readonly [code: string, token: string])[];

const UNKNOWN_METRIC = "query-unknown-metric";
const UNKNOWN_LABEL = "query-unknown-label";
const UNKNOWN_VALUE = "query-unknown-value";

/** Queries with a finding, and the token that it points at. */
const FINDINGS: readonly (readonly [string, { readonly given: string; readonly want: Points }])[] = [
  // Names
  ["a misspelt name", { given: "shop_request_total", want: [[UNKNOWN_METRIC, "shop_request_total"]] }],
  ["a counter without its ending", { given: "shop_requests", want: [[UNKNOWN_METRIC, "shop_requests"]] }],
  [
    "an ending that is not exposed",
    { given: "shop_logins_total", want: [[UNKNOWN_METRIC, "shop_logins_total"]] },
  ],
  ["the count of a counter", { given: "shop_logins_count", want: [[UNKNOWN_METRIC, "shop_logins_count"]] }],
  ["a name in braces", { given: '{__name__="shop_nothing"}', want: [[UNKNOWN_METRIC, "shop_nothing"]] }],
  ["a name in quotes", { given: '{"shop_nothing", code="200"}', want: [[UNKNOWN_METRIC, "shop_nothing"]] }],
  [
    "a name among several",
    { given: '{__name__=~"shop_logins|shop_login"}', want: [[UNKNOWN_METRIC, "shop_login"]] },
  ],
  [
    "a pattern that no name matches",
    { given: '{__name__=~"shop_reqests_.*"}', want: [["query-unmatched-name", "shop_reqests_.*"]] },
  ],
  [
    "both sides of an operator",
    {
      given: "shop_a / shop_b",
      want: [
        [UNKNOWN_METRIC, "shop_a"],
        [UNKNOWN_METRIC, "shop_b"],
      ],
    },
  ],
  ["the argument of scalar", { given: "vector(scalar(shop_a))", want: [[UNKNOWN_METRIC, "shop_a"]] }],
  [
    "a recording rule that no file has",
    { given: "job:shop_requests:rate5m", want: [["query-unknown-recording", "job:shop_requests:rate5m"]] },
  ],
  [
    "a histogram's bare name",
    {
      given: "rate(shop_request_duration_seconds[5m])",
      want: [["query-bare-histogram", "shop_request_duration_seconds"]],
    },
  ],
  // Values of narrowed sets
  [
    "a status code in place of its class",
    { given: 'shop_answers_total{status="200"}', want: [[UNKNOWN_VALUE, "200"]] },
  ],
  [
    "a status code that is not listed",
    { given: 'shop_answers_total{kept="500"}', want: [[UNKNOWN_VALUE, "500"]] },
  ],
  [
    "a pattern that no class matches",
    {
      given: 'shop_answers_total{status=~"5[0-9]+"}',
      want: [["query-unmatched-value", "5[0-9]+"]],
    },
  ],
  // Labels
  ["in braces", { given: 'shop_requests_total{cod="200"}', want: [[UNKNOWN_LABEL, "cod"]] }],
  ["in braces, quoted", { given: "shop_requests_total{'cod'='200'}", want: [[UNKNOWN_LABEL, "'cod'"]] }],
  ["in by", { given: "sum by (code, typ) (shop_requests_total)", want: [[UNKNOWN_LABEL, "typ"]] }],
  ["in by, behind", { given: "sum(shop_requests_total) by (typ)", want: [[UNKNOWN_LABEL, "typ"]] }],
  ["in by of topk", { given: "topk by (typ) (3, shop_logins)", want: [[UNKNOWN_LABEL, "typ"]] }],
  ["in without", { given: "sum without (typ) (shop_requests_total)", want: [[UNKNOWN_LABEL, "typ"]] }],
  [
    "in on, of one side",
    {
      given: "shop_requests_total / on (code) shop_logins",
      want: [[UNKNOWN_LABEL, "code"]],
    },
  ],
  [
    "in ignoring, of neither side",
    {
      given: "shop_requests_total / ignoring (queue) shop_logins",
      want: [[UNKNOWN_LABEL, "queue"]],
    },
  ],
  [
    "in group_left",
    {
      given: "shop_queue_length * on (instance) group_left (revision) shop_version_info",
      want: [[UNKNOWN_LABEL, "revision"]],
    },
  ],
  [
    "in group_right",
    {
      given: "shop_version_info * on (instance) group_right (revision) shop_queue_length",
      want: [[UNKNOWN_LABEL, "revision"]],
    },
  ],
  [
    "of label_replace",
    {
      given: 'label_replace(shop_logins, "a", "$1", "typ", "(.*)")',
      want: [[UNKNOWN_LABEL, "typ"]],
    },
  ],
  [
    "of label_join",
    { given: 'label_join(shop_logins, "a", "-", "factor", "typ")', want: [[UNKNOWN_LABEL, "typ"]] },
  ],
  ["of sort_by_label", { given: 'sort_by_label(shop_logins, "typ")', want: [[UNKNOWN_LABEL, "typ"]] }],
  [
    "of all series that `or` joins",
    {
      given: "sum by (typ) (shop_logins or shop_requests_total)",
      want: [[UNKNOWN_LABEL, "typ"]],
    },
  ],
  [
    "le of a count",
    {
      given: 'shop_request_duration_seconds_count{le="1"}',
      want: [[UNKNOWN_LABEL, "le"]],
    },
  ],
  [
    "through functions",
    { given: "sum by (typ) (abs(rate(shop_logins[5m])) > 0)", want: [[UNKNOWN_LABEL, "typ"]] },
  ],
  [
    "once, if `without` has dropped it already",
    { given: "sum by (typ) (sum without (typ) (shop_logins))", want: [[UNKNOWN_LABEL, "typ"]] },
  ],
  // Values
  ["outside of a closed set", { given: 'shop_logins{factor="sms"}', want: [[UNKNOWN_VALUE, "sms"]] }],
  [
    "excluded, outside of a closed set",
    { given: 'shop_logins{factor!="sms"}', want: [[UNKNOWN_VALUE, "sms"]] },
  ],
  ["of a boolean", { given: 'shop_logins{success="yes"}', want: [[UNKNOWN_VALUE, "yes"]] }],
  ["of a status code", { given: 'shop_requests_total{code="600"}', want: [[UNKNOWN_VALUE, "600"]] }],
  [
    "with another letter case",
    { given: 'shop_requests_total{method="GET"}', want: [[UNKNOWN_VALUE, "GET"]] },
  ],
  [
    "one of several",
    { given: 'shop_requests_total{method=~"get|pots|put"}', want: [[UNKNOWN_VALUE, "pots"]] },
  ],
  [
    "one of several in brackets",
    {
      given: 'shop_requests_total{method!~"(get|pots)"}',
      want: [[UNKNOWN_VALUE, "pots"]],
    },
  ],
  [
    "of a group within a pattern",
    { given: 'shop_requests_total{method=~"p(ost|uts)"}', want: [[UNKNOWN_VALUE, "p(ost|uts)"]] },
  ],
  [
    "beside a variable",
    {
      given: 'shop_requests_total{method=~"$method|pots"}',
      want: [[UNKNOWN_VALUE, "pots"]],
    },
  ],
  [
    "a pattern that no value matches",
    {
      given: 'shop_requests_total{code=~"6.."}',
      want: [["query-unmatched-value", "6.."]],
    },
  ],
  [
    "an alternative that no value matches",
    {
      given: 'shop_requests_total{code=~"5..|6[0-9]+"}',
      want: [["query-unmatched-value", "6[0-9]+"]],
    },
  ],
  [
    "a class that no value matches",
    {
      given: 'shop_logins{factor=~"[[:digit:]]+"}',
      want: [["query-unmatched-value", "[[:digit:]]+"]],
    },
  ],
  [
    "an upper bound that the histogram does not have",
    {
      given: 'shop_request_duration_seconds_bucket{le="0.3"}',
      want: [[UNKNOWN_VALUE, "0.3"]],
    },
  ],
  // Functions
  ["rate of a gauge", { given: "rate(shop_queue_length[5m])", want: [["query-rate-of-gauge", "rate"]] }],
  [
    "increase of a gauge, shifted",
    {
      given: "sum(increase(shop_queue_length[5m] offset 1h))",
      want: [["query-rate-of-gauge", "increase"]],
    },
  ],
  [
    "irate of a gauge's subquery",
    {
      given: "irate(shop_queue_length[5m:1m])",
      want: [["query-rate-of-gauge", "irate"]],
    },
  ],
  ["delta of a counter", { given: "delta(shop_logins[5m])", want: [["query-delta-of-counter", "delta"]] }],
  [
    "deriv of a histogram's sum",
    {
      given: "deriv(shop_request_duration_seconds_sum[5m])",
      want: [["query-delta-of-counter", "deriv"]],
    },
  ],
  // Quantiles
  [
    "le that is aggregated away",
    {
      given: "histogram_quantile(0.9, sum by (method) (rate(shop_request_duration_seconds_bucket[5m])))",
      want: [["query-quantile-without-le", "by (method)"]],
    },
  ],
  [
    "le that is aggregated away by a sum of all",
    {
      given: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])))",
      want: [["query-quantile-without-le", "sum"]],
    },
  ],
  [
    "le that `without` drops",
    {
      given: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])) without (le))",
      want: [["query-quantile-without-le", "without (le)"]],
    },
  ],
  [
    "le that an outer aggregation drops",
    {
      given:
        "histogram_quantile(0.9, max by (method) (sum by (le, method) (rate(shop_request_duration_seconds_bucket[5m]))))",
      want: [["query-quantile-without-le", "max by (method)".slice(4)]],
    },
  ],
  [
    "a quantile of a count",
    {
      given: "histogram_quantile(0.9, rate(shop_request_duration_seconds_count[5m]))",
      want: [["query-quantile-of-no-buckets", "histogram_quantile"]],
    },
  ],
  [
    "a quantile of a counter",
    {
      given: "histogram_quantile(0.9, rate(shop_logins[5m]))",
      want: [["query-quantile-of-no-buckets", "histogram_quantile"]],
    },
  ],
  [
    "a quantile of buckets as they are",
    {
      given: "histogram_quantile(0.9, shop_request_duration_seconds_bucket)",
      want: [["query-quantile-of-totals", "histogram_quantile"]],
    },
  ],
];

describe("a check finds", () => {
  test.each(FINDINGS)("%s", (_name, { given, want }) => {
    expect(pointsOf(check([ruleOrPanel(given)]))).toEqual(want);
  });
});

function ruleOrPanel(expr: string) {
  return /\$(?!1)/.test(expr) ? panelQuery(expr) : ruleQuery(expr);
}

const SOUND: readonly (readonly [string, string])[] = [
  ["a counter", "sum by (code, method) (rate(shop_requests_total[5m]))"],
  ["labels of Prometheus", 'sum by (job, instance, region) (shop_logins{job="a", exported_job="b"})'],
  [
    "a quantile",
    "histogram_quantile(0.9, sum by (le, method) (rate(shop_request_duration_seconds_bucket[5m])))",
  ],
  [
    "a quantile whose le `without` keeps",
    "histogram_quantile(0.9, sum without (method) (rate(shop_request_duration_seconds_bucket[5m])))",
  ],
  [
    "a quantile by an le that label_replace adds",
    'histogram_quantile(0.9, sum by (le) (label_replace(shop_logins, "le", "$1", "factor", "(.*)")))',
  ],
  [
    "an average",
    "rate(shop_request_duration_seconds_sum[5m]) / rate(shop_request_duration_seconds_count[5m])",
  ],
  ["upper bounds", 'shop_request_duration_seconds_bucket{le=~"5e-05|0.1|1|1\\\\.0|2.5|1e[+]06|[+]Inf"}'],
  ["an absent label", 'shop_logins{factor="", success!=""}'],
  ["patterns that match", 'shop_requests_total{code=~"[45]..", code!~"40[13]|5.*", method=~"(?i)GET|p.+|"}'],
  ["escapes in a pattern", 'shop_logins{factor=~"c\\\\+\\\\+|totp"}'],
  ["classes and quotations of RE2", String.raw`shop_logins{factor=~"[[:alpha:]]{4}|\\Qc++\\E|\\pL+\\b"}`],
  ["the value for others", 'shop_requests_total{method="other"}'],
  ["any value of an open vector", 'shop_queue_length{queue="anything"}'],
  [
    "a label that label_replace adds",
    'sum by (host) (label_replace(shop_logins, "host", "$1", "instance", "(.*):.*"))',
  ],
  [
    "a label that label_join adds",
    'sum by (both) (label_join(shop_logins, "both", "-", "success", "factor"))',
  ],
  ["a label that count_values adds", 'sum by (length) (count_values("length", shop_queue_length))'],
  [
    "a label that group_left adds",
    "sum by (version) (shop_queue_length * on (instance) group_left (version) shop_version_info)",
  ],
  [
    "a label that group_right adds",
    "sum by (version) (shop_version_info * on (instance) group_right (version) shop_queue_length)",
  ],
  [
    "a label that group_left adds from another metric",
    "sum by (node) (shop_logins * on (instance) group_left (node) kube_pod_info)",
  ],
  [
    "a label of one of the metrics that `or` joins",
    "sum by (code, factor) (shop_logins or shop_requests_total)",
  ],
  [
    "a label of the side that `group_left` keeps",
    "shop_requests_total / ignoring (code) group_left sum without (code) (shop_requests_total)",
  ],
  [
    "a label that is added to one of the metrics that `or` joins",
    'sum by (host) (label_replace(shop_logins, "host", "$1", "instance", "(.*)") or shop_requests_total)',
  ],
  ["a label of info", "sum by (k8s_cluster) (info(shop_logins))"],
  ["labels that info chooses", 'info(shop_logins, {data=~".*"})'],
  ["a rate's difference", "delta(rate(shop_logins[5m])[1h:5m])"],
  [
    "differences of gauges",
    "delta(shop_queue_length[5m]) + deriv(shop_queue_length[5m]) + predict_linear(shop_queue_length[1h], 3600)",
  ],
  ["a recorded rate", "rate(other_gauge[5m])"],
  [
    "metrics of other programs",
    'up{foo="bar"} + node_load1{cpu="x"} + ALERTS{alertname="x"} + shopping_total + ab:cd',
  ],
  ["a selector without a name", '{job="shop", foo="bar"}'],
  [
    "a pattern that matches names of other programs",
    '{__name__=~"shop_logins|up", foo="bar"} or {__name__=~".*_total", foo="bar"}',
  ],
  [
    "a pattern of the schema's names",
    '{__name__=~"shop_.*_total", code="200"} or {__name__=~"shop_(logins|requests_total)", code="200"}',
  ],
  ["numbers and strings", "1 + 2"],
];

describe("a check accepts", () => {
  test.each(SOUND)("%s", (_name, expr) => {
    expect(pointsOf(check([ruleQuery(expr)]))).toEqual([]);
  });
});

const VARIABLES: readonly (readonly [string, string])[] = [
  [
    "ranges",
    "rate(shop_logins[$__rate_interval]) + rate(shop_logins[$__interval]) + rate(shop_logins[${__range}])",
  ],
  [
    "a range in seconds",
    "rate(shop_logins[${__range_s}s]) + rate(shop_logins[[[window]]]) or max_over_time(shop_queue_length[$a:$b])",
  ],
  ["an offset and a moment", "shop_logins offset $shift + shop_logins @ ${__to}"],
  ["values", 'shop_logins{factor="$factor", success=~"${success:regex}", job="[[job]]"}'],
  ["values without quotes", "shop_logins{factor=~${factor:doublequote}}"],
  ["names", 'rate($metric[5m]) or sum(${ns}_requests_total) or ${metric}{job="a"} + shop_${what}'],
  ["labels", 'sum by ($label, code) (shop_requests_total) + sum by (code) (shop_requests_total{$label="x"})'],
  [
    "whole matchers",
    'shop_logins{$filters} + shop_logins{job="a", $filters} + shop_logins{$filters, job="a"}',
  ],
  ["numbers", "topk($limit, shop_logins) > $threshold * ${factor}"],
  ["functions", "$fn(shop_logins[5m]) + ${agg} by (success) (shop_logins) + sum($fn(shop_logins[5m]))"],
  ["operators", "shop_logins $op 5"],
  ["clauses", "sum(shop_logins) $by"],
  ["a whole query", "$query"],
  ["groups of label_replace", 'label_replace(shop_logins, "a", "$1", "factor", "(.*)")'],
];

describe("a variable of Grafana can stand for", () => {
  test.each(VARIABLES)("%s", (_name, expr) => {
    expect(pointsOf(check([panelQuery(expr)]))).toEqual([]);
  });

  test("nothing in a file that Prometheus reads", () => {
    expect(pointsOf(check([ruleQuery("rate(shop_logins[$__interval])")]))).toEqual([["query-syntax", "$"]]);
  });
});

const OF_VARIABLES: readonly (readonly [string, { readonly given: string; readonly want: Points }])[] = [
  ["label values", { given: "label_values(shop_logins, factor)", want: [] }],
  [
    "label values of a metric that is not there",
    { given: "label_values(shop_login, factor)", want: [[UNKNOWN_METRIC, "shop_login"]] },
  ],
  [
    "values of a label that is not there",
    { given: 'label_values(shop_logins{success="true"}, typ)', want: [[UNKNOWN_LABEL, "typ"]] },
  ],
  [
    "values of a label of an expression",
    { given: "label_values(rate(shop_logins[5m]), typ)", want: [[UNKNOWN_LABEL, "typ"]] },
  ],
  ["values of a label of the targets", { given: "label_values(shop_logins, instance)", want: [] }],
  ["values of any label", { given: "label_values(namespace)", want: [] }],
  ["values of a variable label", { given: "label_values(shop_logins, $label)", want: [] }],
  ["label names", { given: "label_names()", want: [] }],
  ["metric names", { given: "metrics(shop_.*)", want: [] }],
  [
    "invalid metric names",
    { given: "metrics(shop_reqests)", want: [["query-unmatched-name", "shop_reqests"]] },
  ],
  ["others' metric names", { given: "metrics(node_.*)", want: [] }],
  ["results", { given: "query_result(topk(1, shop_login))", want: [[UNKNOWN_METRIC, "shop_login"]] }],
  ["series", { given: 'shop_logins{factor="sms"}', want: [[UNKNOWN_VALUE, "sms"]] }],
  [
    "values with white space anywhere",
    { given: " label_values( shop_login{a=~'x,y?'} ,\n typ ) ", want: [[UNKNOWN_METRIC, "shop_login"]] },
  ],
  ["nothing at all", { given: "metrics()", want: [["query-syntax", "metrics"]] }],
  ["a bracket that is open", { given: "query_result(sum(shop_logins)", want: [["query-syntax", ""]] }],
];

describe("the query of a variable can ask for", () => {
  test.each(OF_VARIABLES)("%s", (_name, { given, want }) => {
    const list = [{ name: "v", type: "query", query: given }];
    const queries = queriesIn(JSON.stringify({ templating: { list } }), "d.json");
    expect(queries).toHaveLength(1);
    expect(pointsOf(check(queries))).toEqual(want);
  });
});

test.each(["label_values", "metrics", "query_result"])(
  "a long query of a variable takes no time: %s",
  (name) => {
    const blanks = " ".repeat(40_000);
    const query = JSON.stringify(`${name}(${blanks}_${blanks}!`);
    const queries = queriesIn(
      `{ "templating": { "list": [{ "name": "v", "type": "query", "query": ${query} }] } }`,
      "d.json",
    );
    expect(check(queries).map(({ diagnostic }) => diagnostic.code)).toEqual(["query-syntax"]);
  },
);

describe("recording rules", () => {
  const rules = queriesIn(
    "groups: [{ rules: [{ record: 'job:shop_logins:rate5m', expr: 'rate(shop_logins[5m])' }, { record: shop_recorded, expr: 'up' }] }]",
    "rules.yaml",
  );

  test("are known in other files, with the labels that they leave", () => {
    const dashboard = panelQuery('sum by (factor) (job:shop_logins:rate5m) or shop_recorded{foo="bar"}');
    expect(pointsOf(check([dashboard, ...rules]))).toEqual([]);
    const other = panelQuery("sum by (anything) (job:shop_logins:rate5m) or shop_recorded");
    expect(pointsOf(check([other, ...rules]))).toEqual([[UNKNOWN_LABEL, "anything"]]);
  });

  test("can be among the names that a pattern matches", () => {
    const dashboard = panelQuery('{__name__=~"shop_log.*|shop_rec.*|job:.*", foo="bar"}');
    expect(pointsOf(check([dashboard, ...rules]))).toEqual([]);
    const narrower = panelQuery('{__name__=~"shop_log.*|shop_rec.*", foo="bar"}');
    expect(pointsOf(check([narrower]))).toContainEqual([UNKNOWN_LABEL, "foo"]);
  });

  test("are suggested", () => {
    const [found] = check([panelQuery("job:shop_login:rate5m"), ...rules]);
    expect(found?.diagnostic).toMatchObject({
      code: "query-unknown-recording",
      severity: "warning",
      help: "Did you mean `job:shop_logins:rate5m`?",
    });
  });
});

describe("the names that are checked are", () => {
  const query = panelQuery("shop_a + store_b + up + node_c + job:store_d:sum");
  const names = (options: Parameters<typeof check>[1]) =>
    pointsOf(check([query], options)).map(([, name]) => name);

  test.each<readonly [string, Parameters<typeof check>[1], readonly string[]]>([
    ["those of its namespace", {}, ["shop_a"]],
    ["those of given prefixes", { prefixes: ["store_", "node_"] }, ["store_b", "node_c", "job:store_d:sum"]],
    ["not those that the user ignores", { prefixes: ["store_", "shop_"], ignored: ["shop_a", "store*"] }, []],
    [
      "without a namespace, all but those of other programs",
      { catalog: UNNAMED },
      ["shop_a", "store_b", "job:store_d:sum"],
    ],
    ["without a namespace, not those that the user ignores", { catalog: UNNAMED, ignored: ["s*"] }, []],
    ["not those that the schema ignores", { catalog: { ...SHOP, ignore: ["shop_a"] } }, []],
  ])("%s", (_name, options, want) => {
    expect(names(options)).toEqual(want);
  });

  test("not the series of a summary that the schema ignores", () => {
    const summary = panelQuery(
      'shop_size{quantile="0.5"} + shop_size_sum / shop_size_count + shop_size_total',
    );
    const found = check([summary], { catalog: { ...SHOP, ignore: ["shop_size"] } });
    expect(pointsOf(found).map(([, name]) => name)).toEqual(["shop_size_total"]);
  });
});

test("the user can name labels that Prometheus adds to targets", () => {
  const query = panelQuery('shop_logins{pod="a", node="b"}');
  expect(pointsOf(check([query], { targetLabels: ["pod"] }))).toEqual([[UNKNOWN_LABEL, "node"]]);
});

const WORDS: readonly (readonly [
  string,
  { readonly given: string; readonly want: readonly [string, string | undefined] },
])[] = [
  [
    "a misspelt name",
    {
      given: "shop_request_total",
      want: [
        "There is no metric `shop_request_total` (panel `P`, query A).",
        "Did you mean `shop_requests_total`?",
      ],
    },
  ],
  [
    "an ending that is not exposed",
    {
      given: "shop_logins_total",
      want: ["There is no metric `shop_logins_total` (panel `P`, query A).", "Did you mean `shop_logins`?"],
    },
  ],
  [
    "a label",
    {
      given: 'shop_logins{pod="a"}',
      want: [
        "The metric `shop_logins` has no label `pod` (panel `P`, query A).",
        "Its labels are `success` and `factor`; if Prometheus adds this one, name it with `--target-label pod`.",
      ],
    },
  ],
  [
    "a value",
    {
      given: 'shop_logins{factor="sms"}',
      want: [
        "The label `factor` never has the value `sms` (panel `P`, query A).",
        "Write `webauthn`, `totp` or `c++`.",
      ],
    },
  ],
  [
    "a number out of its range",
    {
      given: 'shop_requests_total{code="42"}',
      want: ["The label `code` never has the value `42` (panel `P`, query A).", "Its values are 100 to 599."],
    },
  ],
  [
    "an upper bound",
    {
      given: 'shop_request_duration_seconds_bucket{le="0.3"}',
      want: [
        "The label `le` never has the value `0.3` (panel `P`, query A).",
        "Write `5e-05`, `0.1`, `1`, `2.5`, `1e+06` or `+Inf`.",
      ],
    },
  ],
];

test.each([
  [
    'sum by (factor) (label_replace(shop_logins, "factor", "", "factor", "(.*)"))',
    "Keep it there, or take it out here.",
  ],
  ["shop_logins / shop_upload_bytes_count", expect.stringContaining("on (job, instance, region)")],
])("the help for %s is no other mistake", (given, help) => {
  expect(check([panelQuery(given)]).map(({ diagnostic }) => diagnostic.help)).toContainEqual(help);
});

test.each(WORDS)("the message says how to correct %s", (_name, { given, want }) => {
  const [found] = check([panelQuery(given)]);
  expect([found?.diagnostic.message, found?.diagnostic.help]).toEqual(want);
});

test("the column is that in the query's text as it is in the file", () => {
  const [found] = check([panelQuery("sum(\n  rate(shop_requests[$__rate_interval]))")]);
  expect(found?.column).toBe("sum(\n  rate(".length + 1);
});

test("a status code in place of its class is answered by the class", () => {
  const findings = check([panelQuery('shop_answers_total{status="404", kept="other"}')]);
  expect(findings.map(({ diagnostic: { help } }) => help)).toEqual(["Did you mean `4xx`?"]);
});

describe("a label that has other values in another family", () => {
  const catalog = catalogOf(`
counters:
  logins: { vectors: [login_type], description: Logins }
  orders: { vectors: [payment_type], description: Orders }
vectors:
  login_type: { label: type, values: [password, passkey] }
  payment_type: { label: type, values: [card, paypal] }
`);
  const found = (text: string) => pointsOf(check([panelQuery(text)], { catalog }));

  test("is checked against the values of the family that is selected", () => {
    expect(found('logins{type="passkey"} or on(type) orders{type=~"card|paypal"}')).toEqual([]);
    expect(found('orders{type="passkey"}')).toEqual([[UNKNOWN_VALUE, "passkey"]]);
    expect(found('{__name__=~"logins|orders", type="passkey"}')).toEqual([]);
    expect(found('{__name__=~"logins|orders", type="sms"}')).toEqual([[UNKNOWN_VALUE, "sms"]]);
  });

  test("is not called as its vector in the schema", () => {
    expect(found('logins{login_type="passkey"}')).toEqual([[UNKNOWN_LABEL, "login_type"]]);
  });
});
