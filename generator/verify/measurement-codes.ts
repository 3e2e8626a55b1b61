import { error } from "../diagnostics/define.js";
import { groupDigits, listAnd } from "../text/words.js";

/** A histogram as the schema of the examples declares it. */
const SOUND_HISTOGRAM = `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 2`;

/** Buckets, sums and counts that contradict the schema or each other. */
export const MEASUREMENT_WORDS = {
  "undeclared-bucket": error<{ family: string; bound: string; count: number }>({
    title: "bucket that the schema does not declare",
    explanation:
      "The program has a bucket that the schema does not declare. Quantiles over programs with different buckets are wrong.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="0.7"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 2`,
    right: SOUND_HISTOGRAM,
    message: ({ family, bound, count }) =>
      `\`${family}\` has the bucket \`le="${bound}"\` in ${count === 1 ? "one sample" : `${groupDigits(count)} samples`}, which the schema does not declare.`,
    help: () => "Remove the bucket from the program, or add its upper bound to `buckets`.",
  }),
  "missing-buckets": error<{ family: string; bounds: readonly string[]; count: number }>({
    title: "buckets that are missing",
    explanation:
      "The program lacks a bucket of the schema. Quantiles over programs with different buckets are wrong, and objectives at this bound cannot be measured.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 2`,
    right: SOUND_HISTOGRAM,
    message: ({ family, bounds, count }) =>
      `\`${family}\` lacks the ${bounds.length === 1 ? "bucket" : "buckets"} ${listAnd(bounds)} in ${countLabelSets(count)}.`,
    help: () => "Observe with the schema's `buckets`, or remove the upper bounds from them.",
  }),
  "no-buckets": error<{ family: string; series: string; count: number }>({
    title: "histogram without a bucket",
    explanation:
      "A histogram without a bucket has a sum and a count only. No quantile can be computed from it.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 2`,
    right: SOUND_HISTOGRAM,
    message: ({ family, series, count }) =>
      count === 1
        ? `The histogram \`${series}\` has no bucket.`
        : `The histogram \`${family}\` has no bucket in ${countLabelSets(count)}, such as \`${series}\`.`,
    help: ({ family }) =>
      `Expose \`${family}_bucket\` for each upper bound and for \`+Inf\`, or declare another type: without buckets there is no quantile.`,
  }),
  "falling-buckets": error<{ series: string; value: string; below: string; more: string; count: number }>({
    title: "bucket that counts less than a lower one",
    explanation:
      "Buckets are cumulative: each counts all observations up to its bound. If one counts less than a lower one, quantiles are wrong or not a number.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 2
shop_delay_seconds_bucket{le="1"} 1
shop_delay_seconds_bucket{le="+Inf"} 3
shop_delay_seconds_sum 2.9
shop_delay_seconds_count 3`,
    right: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 3
shop_delay_seconds_sum 2.9
shop_delay_seconds_count 3`,
    message: ({ series, value, below, more, count }) =>
      `\`${series}\` is ${value}, and the bucket \`le="${below}"\` is ${more}${alsoFound(count)}.`,
    help: () => "A bucket also counts what the buckets below it count: expose cumulative counts.",
  }),
  "count-mismatch": error<{ series: string; value: string; bucket: string; count: number }>({
    title: "count that is not that of the bucket `+Inf`",
    explanation:
      "The count and the bucket `+Inf` both count all observations. If they differ, averages and quantiles speak of different things.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 3`,
    right: SOUND_HISTOGRAM,
    message: ({ series, value, bucket, count }) =>
      `\`${series}\` is ${value}, and the bucket \`le="+Inf"\` is ${bucket}${alsoFound(count)}.`,
    help: () => "Both count all observations: record each observation in both.",
  }),
  "missing-totals": error<{ family: string; suffix: string; count: number }>({
    title: "histogram without its sum or count",
    explanation:
      "Averages and rates of a histogram are computed from its sum and its count. Without them, such queries show nothing.",
    wrong: `# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_count 2`,
    right: SOUND_HISTOGRAM,
    message: ({ family, suffix, count }) =>
      `The histogram \`${family}\` has no \`${family}${suffix}\` in ${countLabelSets(count)}.`,
    help: () => "Expose a sum and a count for each label set: averages and rates are computed from them.",
  }),
  "impossible-count": error<{ series: string; value: string; count: number }>({
    title: "counter that is negative or not a number",
    explanation:
      "A counter counts from 0 upwards. A negative number, or none, makes every rate over it wrong.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} -3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ series, value, count }) =>
      `\`${series}\` is ${value}, and what counts is a number of at least 0${alsoFound(count)}.`,
    help: () => "A counter starts at 0 and only goes up. A metric that goes below 0 is a gauge.",
  }),
  "conflicting-series": error<{ problem: string; help: string }>({
    title: "series that stands twice with different values",
    explanation:
      "One series stands twice in the exposition, with different values. Prometheus keeps one of them, or refuses the scrape.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
shop_orders_total{payment="card"} 4`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
shop_orders_total{payment="paypal"} 4`,
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "counter-decreased": error<{
    series: string;
    before: string;
    after: string;
    wasGone: boolean;
    count: number;
  }>({
    title: "counter that went down",
    explanation:
      "A counter falls only when its program restarts, and this one did not. Rates take a decrease for a restart and count everything again.",
    wrong: `process_start_time_seconds 1700000000
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
# the next scrape
process_start_time_seconds 1700000000
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 1`,
    right: `process_start_time_seconds 1700000000
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
# the next scrape
process_start_time_seconds 1700000000
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 4`,
    message: ({ series, before, after, wasGone, count }) =>
      `\`${series}\` went from ${before} to ${after}${wasGone ? " after a scrape without it" : ""}, and the process was not restarted${
        count === 1 ? "" : `; so did others of its family, ${groupDigits(count)} in all`
      }.`,
    help: () =>
      "A counter only goes up: do not reset or remove it while the program runs. A metric that goes down is a gauge.",
  }),
};

function countLabelSets(count: number): string {
  return count === 1 ? "one label set" : `${groupDigits(count)} label sets`;
}

/** @param count with the one that the message names */
function alsoFound(count: number): string {
  return count === 1 ? "" : `; this was found ${groupDigits(count)} times in the family`;
}
