import { defineCodes, error, warning } from "../diagnostics/define.js";
import { listAnd, type NameChoice, suggestName } from "../text/words.js";
import { FILE_WORDS } from "./files/file-codes.js";
import { ALERT_WORDS, PATTERN_WORDS } from "./rules/alert-codes.js";
import { METRIC_WORDS } from "./rules/metric-codes.js";
import { TIME_WORDS } from "./rules/time-codes.js";

/** Mistakes in the PromQL of dashboards and rules, and in the files where it stands. */
export const QUERY_CODES = defineCodes({
  ...ALERT_WORDS,
  ...PATTERN_WORDS,
  ...TIME_WORDS,
  "query-syntax": error<{ problem: string; help: string | undefined }>({
    title: "query that Prometheus refuses",
    explanation:
      "Prometheus does not load the query: a panel shows an error, and a file of rules keeps Prometheus from starting.",
    wrong: "sum(rate(shop_logins[5m])",
    right: "sum(rate(shop_logins[5m]))",
    message: ({ problem }) => `${problem}.`,
    help: ({ help }) => help,
  }),
  "query-too-large": error<Record<never, never>>({
    title: "query that is too large to be checked",
    explanation: "The query has more operators and brackets, or characters, than metricsmith reads.",
    message: () => "This query has more operators and brackets, or characters, than are checked.",
    help: () => "Record parts of it by rules.",
  }),
  ...METRIC_WORDS,
  "query-unknown-label": error<NameChoice & { label: string; metrics: readonly string[] }>({
    title: "query by a label that the metric does not have",
    explanation:
      "A matcher of a label that the metric does not have selects nothing, and an aggregation by it has one series without the label.",
    wrong: "sum by (factors) (rate(shop_logins[5m]))",
    right: "sum by (factor) (rate(shop_logins[5m]))",
    message: ({ label, metrics }) =>
      metrics.length === 1
        ? `The metric ${listAnd(metrics)} has no label \`${label}\`.`
        : `None of the metrics ${listAnd(metrics)} has a label \`${label}\`.`,
    help: ({ label, nearest, all }) =>
      nearest !== undefined
        ? suggestName({ nearest, all })
        : `${all.length === 0 ? "It has no labels" : `Its labels are ${listAnd(all)}`}; if Prometheus adds this one, name it with \`--target-label ${label}\`.`,
  }),
  "query-unknown-value": error<NameChoice & { value: string; label: string; range: string | undefined }>({
    title: "query by a label value that is not recorded",
    explanation: "The label never has the value, so that the matcher selects nothing, or excludes nothing.",
    wrong: 'shop_logins{factor="totpp"}',
    right: 'shop_logins{factor="totp"}',
    message: ({ value, label }) => `The label \`${label}\` never has the value \`${value}\`.`,
    help: ({ range, nearest, all }) =>
      range === undefined ? suggestName({ nearest, all }) : `Its values are ${range}.`,
  }),
  "query-unmatched-value": error<{ pattern: string; label: string }>({
    title: "query by a pattern that no label value matches",
    explanation:
      "No value of the label matches the pattern, so that the matcher selects nothing, or excludes nothing.",
    wrong: 'shop_logins{factor=~"t.tp_.*"}',
    right: 'shop_logins{factor=~"t.tp.*"}',
    message: ({ pattern, label }) => `The pattern \`${pattern}\` matches no value of the label \`${label}\`.`,
  }),
  "query-rate-of-gauge": error<{ function: string; name: string }>({
    title: "rate of a gauge",
    explanation:
      "A function of counters takes each decrease for a restart, so that the result of a gauge is far too high.",
    wrong: "rate(shop_queue_length[5m])",
    right: "deriv(shop_queue_length[5m])",
    message: (params) =>
      `\`${params.function}\` is for counters, and \`${params.name}\` is a gauge: each decrease would count as a reset.`,
    help: (params) => `Write \`${params.function === "rate" ? "deriv" : "delta"}\`.`,
  }),
  "query-delta-of-counter": warning<{ function: string; name: string }>({
    title: "difference of a counter",
    explanation:
      "A counter begins at 0 when the program restarts, so that its plain difference becomes negative.",
    wrong: "delta(shop_logins[5m])",
    right: "increase(shop_logins[5m])",
    message: (params) =>
      `\`${params.function}\` is for gauges, and \`${params.name}\` is a counter, which falls to 0 when the program restarts.`,
    help: (params) => {
      const instead = INSTEAD_OF_DELTA.get(params.function);
      return instead === undefined ? undefined : `Write \`${instead}\`.`;
    },
  }),
  "query-quantile-without-le": error<{ function: string; name: string }>({
    title: "quantile without upper bounds",
    explanation:
      "Without the label `le` the upper bounds of the buckets are lost, and the result is always empty.",
    wrong: "histogram_quantile(0.9, sum by (method) (rate(shop_request_duration_seconds_bucket[5m])))",
    right: "histogram_quantile(0.9, sum by (le, method) (rate(shop_request_duration_seconds_bucket[5m])))",
    message: (params) =>
      `\`${params.function}\` needs the label \`le\` of \`${params.name}\`, and here it is aggregated away.`,
    help: () => "Keep it: `sum by (le) (…)`.",
  }),
  "query-quantile-of-no-buckets": error<{ function: string; name: string; bucket: string | undefined }>({
    title: "quantile of something that has no buckets",
    explanation: "A quantile is taken of buckets. Of other series the result is always empty.",
    wrong: "histogram_quantile(0.9, rate(shop_request_duration_seconds_sum[5m]))",
    right: "histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m]))",
    message: (params) => `\`${params.function}\` needs buckets, and \`${params.name}\` has none.`,
    help: ({ bucket }) => (bucket === undefined ? undefined : `Write \`${bucket}\`.`),
  }),
  ...FILE_WORDS,
});

/** The function of counters that answers the same question as one of gauges. */
const INSTEAD_OF_DELTA: ReadonlyMap<string, string> = new Map(
  Object.entries({ delta: "increase", idelta: "irate", deriv: "rate" }),
);
