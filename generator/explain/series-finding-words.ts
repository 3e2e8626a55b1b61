import type { FindingWords } from "./explained-words.js";

/** Samples of one family together. */
export const SERIES_FINDING_WORDS = {
  "duplicate-series": {
    title: "series twice",
    explanation:
      "The same series stands twice, with the same value. Prometheus counts a duplicate, and other readers refuse the exposition.",
    wrong: `stock{shelf="1"} 5
stock{shelf="1"} 5`,
    right: `stock{shelf="1"} 5
stock{shelf="2"} 5`,
  },
  "conflicting-series": {
    title: "series twice, with different values",
    explanation:
      "Prometheus keeps one of the values, and nobody knows which. Mostly two parts of a program expose the same family.",
    wrong: `stock{shelf="1"} 5
stock{shelf="1"} 6`,
    right: `stock{shelf="1"} 5
stock{shelf="2"} 6`,
  },
  "split-metric": {
    title: "samples of a label set in two places",
    explanation:
      "In OpenMetrics, all samples of a label set stand together, so that a reader need not keep the whole family.",
    wrong: `# TYPE delay summary
delay_count{shelf="1"} 1
delay_count{shelf="2"} 1
delay_sum{shelf="1"} 1
delay_sum{shelf="2"} 1
# EOF`,
    right: `# TYPE delay summary
delay_count{shelf="1"} 1
delay_sum{shelf="1"} 1
delay_count{shelf="2"} 1
delay_sum{shelf="2"} 1
# EOF`,
  },
  "mixed-timestamps": {
    title: "timestamps on some samples",
    explanation: "The samples of a label set belong to one time: all have a timestamp, or none has.",
    wrong: `# TYPE delay summary
delay_count 1 1395066363
delay_sum 1
# EOF`,
    right: `# TYPE delay summary
delay_count 1 1395066363
delay_sum 1 1395066363
# EOF`,
  },
  "timestamp-back": {
    title: "timestamps that go back",
    explanation:
      "Samples of a label set are in the order of their timestamps. Prometheus drops what is older than what it has.",
    wrong: `# TYPE stock gauge
stock 5 1395066363
stock 6 1395066303
# EOF`,
    right: `# TYPE stock gauge
stock 6 1395066303
stock 5 1395066363
# EOF`,
  },
  "no-total": {
    title: "counter without its total",
    explanation: "The value of a counter is its sample `_total`. Without it there is a family and no value.",
    wrong: `# TYPE orders counter
orders_created 1395066363
# EOF`,
    right: `# TYPE orders counter
orders_total 5
orders_created 1395066363
# EOF`,
  },
  "no-inf-bucket": {
    title: "histogram without the bucket `+Inf`",
    explanation: "The bucket `+Inf` counts all observations. `histogram_quantile` gives nothing without it.",
    wrong: `# TYPE delay histogram
delay_bucket{le="0.5"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="0.5"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
  },
  "bucket-order": {
    title: "buckets out of order",
    explanation:
      "Buckets stand in the order of their upper bounds, so that a reader can check that they grow.",
    wrong: `# TYPE delay histogram
delay_bucket{le="1.0"} 1
delay_bucket{le="0.5"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="0.5"} 1
delay_bucket{le="1.0"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
  },
  "bucket-decrease": {
    title: "bucket that counts less than the one before",
    explanation: "Buckets are cumulative. If one counts less than a lower one, quantiles are wrong.",
    wrong: `# TYPE delay histogram
delay_bucket{le="0.5"} 2
delay_bucket{le="+Inf"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="0.5"} 1
delay_bucket{le="+Inf"} 2
# EOF`,
  },
  "count-mismatch": {
    title: "count that is not that of the bucket `+Inf`",
    explanation:
      "Both count all observations. If they differ, averages and quantiles speak of different things.",
    wrong: `# TYPE delay histogram
delay_bucket{le="+Inf"} 2
delay_count 3
delay_sum 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 3
delay_count 3
delay_sum 1
# EOF`,
  },
  "sum-without-count": {
    title: "sum without count, or count without sum",
    explanation: "Averages need both the sum and the count of a label set.",
    wrong: `# TYPE delay histogram
delay_bucket{le="+Inf"} 3
delay_sum 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 3
delay_count 3
delay_sum 1
# EOF`,
  },
  "sum-of-negatives": {
    title: "sum of values that can be negative",
    explanation:
      "A histogram with a bucket below 0 observes negative values, so that its sum may go down. A rate of it has no meaning.",
    wrong: `# TYPE change histogram
change_bucket{le="-1.0"} 1
change_bucket{le="+Inf"} 2
change_count 2
change_sum 1
# EOF`,
    right: `# TYPE change histogram
change_bucket{le="-1.0"} 1
change_bucket{le="+Inf"} 2
# EOF`,
  },
  "negative-gsum": {
    title: "negative sum without a negative bucket",
    explanation: "A sum below 0 needs observations below 0, and no bucket has such.",
    wrong: `# TYPE size gaugehistogram
size_bucket{le="1.0"} 1
size_bucket{le="+Inf"} 1
size_gcount 1
size_gsum -1
# EOF`,
    right: `# TYPE size gaugehistogram
size_bucket{le="1.0"} 1
size_bucket{le="+Inf"} 1
size_gcount 1
size_gsum 1
# EOF`,
  },
} as const satisfies Readonly<Record<string, FindingWords>>;
