import { error, information, warning } from "../../diagnostics/define.js";
import { listAnd, type NameChoice, suggestName } from "../../text/words.js";

/** Names of metrics, and what was never seen of metrics. */
export const METRIC_WORDS = {
  "query-unknown-metric": error<NameChoice & { name: string; native?: string | undefined }>({
    title: "query of a metric that is not in the schema",
    message: ({ name }) => `There is no metric \`${name}\`.`,
    help: ({ native, ...choice }) =>
      native === undefined
        ? suggestName(choice)
        : `Prometheus stores \`${native}\` as a native histogram: write \`histogram_quantile(0.9, rate(${native}[5m]))\`, \`histogram_count\` or \`histogram_sum\`, without the label \`le\`.`,
    explanation:
      "The metric is neither declared by the schema nor recorded by a rule of the given files, so that the query returns nothing.",
    wrong: "rate(shop_requets_total[5m])",
    right: "rate(shop_requests_total[5m])",
  }),
  "query-old-name": warning<{ name: string; successor: string; until: string }>({
    title: "query of a metric by its old name",
    message: ({ name, successor, until }) =>
      `\`${name}\` is an old name of \`${successor}\`, and exposed until ${until}.`,
    help: ({ successor }) => `Write \`${successor}\`.`,
    explanation:
      "The metric was renamed, and is exposed under both names for a while. From the end of the old name on, the query returns nothing.",
    wrong: "rate(shop_hits_total[5m])",
    right: "rate(shop_requests_total[5m])",
  }),
  "query-unseen-metric": warning<NameChoice & { name: string }>({
    title: "query of a metric that was never seen",
    message: ({ name }) => `The metric \`${name}\` was never seen.`,
    help: suggestName,
    explanation:
      "With `--against`, the exposition or Prometheus does not have the metric. It may come, for example with its first error; more often it is misspelt.",
    wrong: "rate(shop_requets_total[5m])",
    right: "rate(shop_requests_total[5m])",
  }),
  "query-unseen-label": warning<NameChoice & { label: string; metrics: readonly string[] }>({
    title: "query by a label that the metric was never seen with",
    message: ({ label, metrics }) => `The label \`${label}\` was never seen at ${listAnd(metrics, 3)}.`,
    help: ({ label, nearest, all }) =>
      nearest !== undefined
        ? suggestName({ nearest, all })
        : `${all.length === 0 ? "No label was" : `Labels that were seen are ${listAnd(all, 12)}`}${all.length === 0 ? " seen" : ""}; if Prometheus adds this one, name it with \`--target-label ${label}\`.`,
    explanation: "With `--against`, no series of the metric has the label.",
    wrong: "sum by (methods) (rate(shop_requests_total[5m]))",
    right: "sum by (method) (rate(shop_requests_total[5m]))",
  }),
  "query-unseen-value": warning<NameChoice & { value: string; label: string; range: string | undefined }>({
    title: "query by a label value that was never seen",
    message: ({ value, label }) => `The label \`${label}\` was never seen with the value \`${value}\`.`,
    help: ({ nearest, all }) => suggestName({ nearest, all }),
    explanation:
      "With `--against`, no series of the metric has the value. It may come, such as the status of an error; more often it is misspelt.",
    wrong: 'rate(shop_requests_total{method="gett"}[5m])',
    right: 'rate(shop_requests_total{method="get"}[5m])',
  }),
  "query-fallback-metric": information<NameChoice & { name: string; reason: string }>({
    title: "query of a metric that is not there, beside one that is",
    message: ({ name, reason }) => `There is no metric \`${name}\`, and ${reason}.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Leave this side of `or` out once no data of the old name is queried."
        : suggestName({ nearest, all: [] }),
    explanation:
      "One side of `or` selects a metric that is not there, and the other side one that is: the result is that of the other side.",
    wrong: "rate(shop_requests_total[5m]) or rate(shop_old_requests_total[5m])",
    right: "rate(shop_requests_total[5m])",
  }),
  "query-unmatched-name": error<{ pattern: string }>({
    title: "query by a pattern that no metric name matches",
    message: ({ pattern }) => `No metric name matches \`${pattern}\`.`,
    explanation: "The pattern matches no name that the schema declares, so that the query returns nothing.",
    wrong: '{__name__=~"shop_requets_.*"}',
    right: '{__name__=~"shop_requests_.*"}',
  }),
  "query-unknown-recording": warning<NameChoice & { name: string }>({
    title: "query of a recording rule that is not in the files",
    message: ({ name }) => `No rule in these files records \`${name}\`.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Name the file of the rule too, or leave the metric out with `--ignore`."
        : suggestName({ nearest, all: [] }),
    explanation:
      "A name with a colon is that of a recording rule, and no rule of the given files records it.",
    wrong: "factor:shop_logins:rate5m > 1",
    right: "sum by (factor) (rate(shop_logins[5m])) > 1",
  }),
  "query-bare-histogram": error<{ name: string }>({
    title: "query of a histogram's bare name",
    message: ({ name }) => `The histogram \`${name}\` has no series of that name.`,
    help: ({ name }) =>
      `Write \`${name}_bucket\`, \`${name}_count\` or \`${name}_sum\`; if Prometheus stores it as a native histogram, say so with \`--histograms native\`, or by \`histograms\` in \`outputs.scrape\` of the schema.`,
    explanation:
      "A classic histogram has series for its buckets, its count and its sum, and none of its own name.",
    wrong: "rate(shop_request_duration_seconds[5m])",
    right: "rate(shop_request_duration_seconds_count[5m])",
  }),
};
