import { defineCodes, error } from "../diagnostics/define.js";
import { listAnd, type NameChoice, suggestName } from "../text/words.js";
import { FILE_WORDS } from "./files/file-codes.js";
import { ALERT_WORDS, PATTERN_WORDS, TIME_WORDS } from "./rules/alert-codes.js";
import { LABEL_WORDS } from "./rules/labels/label-codes.js";
import { METRIC_WORDS } from "./rules/metric-codes.js";
import { COMPARISON_WORDS } from "./rules/values/comparison-codes.js";
import { COUNTER_WORDS } from "./rules/values/counter-codes.js";
import { QUANTILE_WORDS } from "./rules/values/quantile-codes.js";

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
    withoutExample: "An example would be longer than a page.",
    message: () => "This query has more operators and brackets, or characters, than are checked.",
    help: () => "Record parts of it by rules.",
  }),
  ...METRIC_WORDS,
  ...LABEL_WORDS,
  "query-unknown-label": error<NameChoice & { label: string; metrics: readonly string[]; queries: number }>({
    title: "query by a label that the metric does not have",
    explanation:
      "A matcher of a label that the metric does not have selects nothing, and an aggregation by it has one series without the label.",
    wrong: "sum by (factors) (rate(shop_logins[5m]))",
    right: "sum by (factor) (rate(shop_logins[5m]))",
    message: ({ label, metrics, queries }) => {
      const missing =
        metrics.length === 1
          ? `The metric ${listAnd(metrics)} has no label \`${label}\``
          : `None of the metrics ${listAnd(metrics, 5)} has a label \`${label}\``;
      return queries > 1 ? `${missing}, which ${queries} queries name.` : `${missing}.`;
    },
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
  ...FILE_WORDS,
  ...COUNTER_WORDS,
  ...QUANTILE_WORDS,
  ...COMPARISON_WORDS,
});
