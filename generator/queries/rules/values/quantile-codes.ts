import { error, warning } from "../../../diagnostics/define.js";

/** Mistakes with quantiles and buckets. */
export const QUANTILE_WORDS = {
  "query-quantile-without-le": error<{ function: string; name: string }>({
    title: "quantile without upper bounds",
    message: (params) =>
      `\`${params.function}\` needs the label \`le\` of \`${params.name}\`, and here it is aggregated away.`,
    help: () => "Keep it: `sum by (le) (…)`.",
    explanation:
      "The buckets of a histogram are told apart by the label `le`, their upper bound. Without it, the result is empty.",
    wrong: "histogram_quantile(0.9, sum(rate(shop_request_duration_seconds_bucket[5m])))",
    right: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
  }),
  "query-quantile-of-no-buckets": error<{ function: string; name: string; bucket: string | undefined }>({
    title: "quantile of something that has no buckets",
    message: (params) => `\`${params.function}\` needs buckets, and \`${params.name}\` has none.`,
    help: ({ bucket }) => (bucket === undefined ? undefined : `Write \`${bucket}\`.`),
    explanation:
      "A quantile is estimated from the buckets of a histogram. Of other metrics, the result is empty.",
    wrong: "histogram_quantile(0.9, rate(shop_request_duration_seconds_count[5m]))",
    right: "histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m]))",
  }),
  "query-quantile-out-of-range": error<{ function: string; quantile: string; fraction: number | undefined }>({
    title: "quantile that is not between 0 and 1",
    message: (params) =>
      `\`${params.function}\` takes a quantile between 0 and 1, and \`${params.quantile}\` is not: the result is infinite.`,
    help: ({ fraction }) => (fraction === undefined ? undefined : `Write \`${fraction}\`.`),
    explanation:
      "A quantile is a fraction: the 95th percentile is 0.95. Beyond 0 and 1, the result is infinite.",
    wrong: "histogram_quantile(95, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
    right: "histogram_quantile(0.95, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
  }),
  "query-fraction-of-nothing": error<{ lower: string; upper: string }>({
    title: "fraction between bounds that are upside down",
    message: ({ lower, upper }) =>
      `\`histogram_fraction\` between \`${lower}\` and \`${upper}\` is always 0: the first bound is not less than the second.`,
    help: ({ lower, upper }) => `Write \`${upper}, ${lower}\`.`,
    explanation:
      "`histogram_fraction(lower, upper, …)` is the share of values above the first bound and up to the second.",
    wrong: "histogram_fraction(0.2, 0, rate(shop_request_duration_seconds_bucket[5m]))",
    right: "histogram_fraction(0, 0.2, rate(shop_request_duration_seconds_bucket[5m]))",
  }),
  "query-quantile-of-totals": warning<{ function: string; name: string }>({
    title: "quantile of buckets without a rate",
    message: (params) =>
      `\`${params.function}\` of \`${params.name}\` without a rate covers all the time since the program started, so that it hardly moves.`,
    help: ({ name }) => `Write \`rate(${name}[5m])\`.`,
    explanation:
      "Buckets are counters. A quantile of them as they are is one of all that the program has ever measured, and a change is not seen in it.",
    wrong: "histogram_quantile(0.9, shop_request_duration_seconds_bucket)",
    right: "histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m]))",
  }),
  "query-average-of-quantiles": warning<{ function: string; quantiles: string }>({
    title: "average or sum of quantiles",
    message: (params) =>
      `\`${params.function}\` of the quantiles \`${params.quantiles}\` is no quantile of all: it leaves out how many values each of them stands for.`,
    help: () => "Add the buckets up first: `histogram_quantile(…, sum by (le) (rate(…)))`.",
    explanation:
      "Quantiles of parts cannot be combined to a quantile of the whole. Buckets can: they are added up by `le`, and the quantile is taken last.",
    wrong: "avg(histogram_quantile(0.9, rate(shop_request_duration_seconds_bucket[5m])))",
    right: "histogram_quantile(0.9, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
  }),
};
