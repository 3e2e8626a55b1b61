import { error, warning } from "../../../diagnostics/define.js";

/** Comparisons whose outcome is sure, and values that do not fit each other. */
export const COMPARISON_WORDS = {
  "query-never-true": error<{ comparison: string; reason: string; help?: string | undefined }>({
    title: "comparison that is never true",
    message: ({ comparison, reason }) => `\`${comparison}\` is never true: ${reason}.`,
    help: ({ help }) => help,
    explanation:
      "The values of one side have bounds, and the other side lies beyond them. The result is always empty: an alert never fires, and a panel stays blank.",
    wrong: "rate(shop_requests_total[5m]) < 0",
    right: "rate(shop_requests_total[5m]) == 0",
  }),
  "query-always-true": warning<{ comparison: string; reason: string }>({
    title: "comparison that is always true",
    message: ({ comparison, reason }) => `\`${comparison}\` is always true: ${reason}.`,
    explanation:
      "The values of one side have bounds, and the other side lies beyond them. The comparison decides nothing: an alert fires as long as there are series at all.",
    wrong: "{ alert: Busy, expr: 'rate(shop_requests_total[5m]) >= 0' }",
    right: "{ alert: Busy, expr: 'rate(shop_requests_total[5m]) > 0' }",
  }),
  "query-constant-bool": warning<{ comparison: string; value: 0 | 1; reason: string }>({
    title: "comparison by `bool` whose result is always the same",
    message: ({ comparison, value, reason }) => `\`${comparison}\` is always ${value}: ${reason}.`,
    explanation:
      "The values of one side have bounds, and the other side lies beyond them, so that nothing is compared.",
    wrong: "rate(shop_requests_total[5m]) < bool 0",
    right: "rate(shop_requests_total[5m]) == bool 0",
  }),
  "query-beyond-buckets": error<{
    comparison: string;
    bound: string;
    unit: string;
    instead: string | undefined;
  }>({
    title: "quantile compared with a number beyond its buckets",
    message: ({ comparison, bound, unit }) =>
      `\`${comparison}\` is never true: the last bucket ends at ${bound}${unit}, and a quantile is at most that.`,
    help: ({ instead }) =>
      instead === undefined ? undefined : `If the number is in milliseconds, write \`${instead}\`.`,
    explanation:
      "A quantile is estimated within the buckets. If it lies in the last one, which has no upper bound, the result is the last bound that there is.",
    wrong: "histogram_quantile(0.9, rate(shop_upload_bytes_bucket[5m])) > 5e6",
    right: "histogram_quantile(0.9, rate(shop_upload_bytes_bucket[5m])) > 5e5",
  }),
  "query-average-beyond-buckets": warning<{
    comparison: string;
    bound: string;
    unit: string;
    instead: string | undefined;
  }>({
    title: "average compared with a number beyond its buckets",
    message: ({ comparison, bound, unit }) =>
      `\`${comparison}\` is hardly ever true: the last bucket of the histogram ends at ${bound}${unit}.`,
    help: ({ instead }) =>
      instead === undefined ? undefined : `If the number is in milliseconds, write \`${instead}\`.`,
    explanation:
      "The buckets of a histogram cover what is expected. An average beyond the last of them is more likely in another unit.",
    wrong: "rate(shop_upload_bytes_sum[5m]) / rate(shop_upload_bytes_count[5m]) > 5e6",
    right: "rate(shop_upload_bytes_sum[5m]) / rate(shop_upload_bytes_count[5m]) > 5e5",
  }),
  "query-contradiction": error<{ label: string; matchers: readonly string[] }>({
    title: "matchers that exclude each other",
    message: ({ label, matchers }) =>
      `No series matches ${matchers.map((matcher) => `\`${matcher}\``).join(" and ")}: no value of \`${label}\` matches ${matchers.length === 2 ? "both" : "all"}.`,
    explanation:
      "A series has one value for a label. Matchers of one label that no value satisfies select nothing.",
    wrong: 'shop_requests_total{method="get",method="post"}',
    right: 'shop_requests_total{method=~"get|post"}',
  }),
  "query-different-units": error<{ operator: string; left: string; right: string }>({
    title: "values in different units",
    message: ({ operator, left, right }) =>
      `\`${operator}\` has ${left} on its left and ${right} on its right.`,
    help: () => "Divide each by its own limit, or compare values of one unit.",
    explanation: "Values in different units cannot be added or compared: the result has no meaning.",
    wrong: "shop_upload_bytes_sum + shop_request_duration_seconds_sum",
    right: "shop_upload_bytes_sum / shop_upload_bytes_count",
  }),
};
