import type { FindingWords } from "./explained-words.js";

/** Samples of OpenMetrics, each by itself. */
export const SAMPLE_FINDING_WORDS = {
  "bad-suffix": {
    title: "sample that its type does not have",
    explanation: "The type of a family says which samples it has. This one does not belong to it.",
    wrong: `# TYPE orders counter
orders 5
# EOF`,
    right: `# TYPE orders counter
orders_total 5
# EOF`,
  },
  "not-a-count": {
    title: "count that is none",
    explanation: "A count is a whole number of at least 0.",
    wrong: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1.5
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 2
# EOF`,
  },
  "not-a-total": {
    title: "total that is negative or not a number",
    explanation: "A counter starts at 0 and only goes up. Rates over other values have no meaning.",
    wrong: `# TYPE orders counter
orders_total -5
# EOF`,
    right: `# TYPE orders counter
orders_total 5
# EOF`,
  },
  "nan-sum": {
    title: "sum that is not a number",
    explanation:
      "A single value that is not a number makes every later sum, and every average, not a number.",
    wrong: `# TYPE size gaugehistogram
size_bucket{le="+Inf"} 1
size_gcount 1
size_gsum NaN
# EOF`,
    right: `# TYPE size gaugehistogram
size_bucket{le="+Inf"} 1
size_gcount 1
size_gsum 0.3
# EOF`,
  },
  "bad-created": {
    title: "wrong time of creation",
    explanation: "`_created` is the time at which a series began, in seconds since 1970.",
    wrong: `# TYPE orders counter
orders_total 5
orders_created NaN
# EOF`,
    right: `# TYPE orders counter
orders_total 5
orders_created 1395066363.5
# EOF`,
  },
  "bad-state": {
    title: "value of a state that is neither 0 nor 1",
    explanation: "A state is on or off.",
    wrong: `# TYPE door stateset
door{door="open"} 2
# EOF`,
    right: `# TYPE door stateset
door{door="open"} 1
# EOF`,
  },
  "bad-info": {
    title: "value of an info that is not 1",
    explanation:
      "An info says what it says by its labels. Its value is always 1, so that queries can multiply by it.",
    wrong: `# TYPE build info
build_info{version="1.4"} 2
# EOF`,
    right: `# TYPE build info
build_info{version="1.4"} 1
# EOF`,
  },
  "negative-quantile": {
    title: "negative quantile of a summary",
    explanation: "OpenMetrics has summaries of values that are not negative.",
    wrong: `# TYPE delay summary
delay{quantile="0.5"} -1
# EOF`,
    right: `# TYPE delay summary
delay{quantile="0.5"} 1
# EOF`,
  },
  "missing-label": {
    title: "sample without the label of its type",
    explanation:
      "A bucket has `le`, a quantile has `quantile`, a state has the name of its family. Without it, the sample has no meaning.",
    wrong: `# TYPE delay histogram
delay_bucket 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1
# EOF`,
  },
  "foreign-label": {
    title: "label of other samples",
    explanation:
      "`le` and `quantile` belong to some samples of a family only. On others they split what is one series.",
    wrong: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1
delay_count{le="+Inf"} 1
delay_sum 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1
delay_count 1
delay_sum 1
# EOF`,
  },
  "bad-le": {
    title: "upper bound that is no number",
    explanation:
      "The label `le` is the upper bound of a bucket. Quantiles cannot be computed with another text.",
    wrong: `# TYPE delay histogram
delay_bucket{le="half"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="0.5"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
  },
  "bad-quantile": {
    title: "quantile that is no number from 0 to 1",
    explanation:
      "The label `quantile` says which share of the values lies below. It is a number from 0 to 1.",
    wrong: `# TYPE delay summary
delay{quantile="95"} 1
# EOF`,
    right: `# TYPE delay summary
delay{quantile="0.95"} 1
# EOF`,
  },
  "uncommon-number": {
    title: "number in a label that is written in another way",
    explanation:
      "The text of a label is a part of the series: the same number in two spellings makes two series.",
    wrong: `# TYPE delay histogram
delay_bucket{le="1"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="1.0"} 1
delay_bucket{le="+Inf"} 1
# EOF`,
  },
} as const satisfies Readonly<Record<string, FindingWords>>;
