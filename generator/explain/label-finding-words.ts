import type { FindingWords } from "./explained-words.js";

/** Metric names, labels, values, timestamps and exemplars. */
export const LABEL_FINDING_WORDS = {
  "empty-name": {
    title: "empty name",
    explanation: "A name between quotes has at least one character.",
    wrong: '{""} 5',
    right: '{"stock"} 5',
  },
  "no-metric-name": {
    title: "sample without a metric name",
    explanation: "The sample has labels and no name, so that Prometheus refuses it.",
    wrong: '{shelf="1"} 5',
    right: 'stock{shelf="1"} 5',
  },
  "second-metric-name": {
    title: "second metric name",
    explanation:
      "A sample has one name. What looks like a second one is most likely a label without its value.",
    wrong: 'stock{"shelf"} 5',
    right: 'stock{shelf="1"} 5',
  },
  "bad-label": {
    title: "text that is no label",
    explanation:
      "Between the braces stand labels: a name, `=` and a value in quotes. Prometheus refuses anything else.",
    wrong: "stock{=} 5",
    right: 'stock{shelf="1"} 5',
  },
  "bad-label-name": {
    title: "wrong name of a label",
    explanation:
      "A label begins with its name, of letters, digits and underscores, and `=`. Prometheus refuses the exposition otherwise.",
    wrong: 'stock{shelf-no="1"} 5',
    right: 'stock{shelf_no="1"} 5',
  },
  "reserved-label-name": {
    title: "label with the name of the metric name",
    explanation:
      "`__name__` is where Prometheus keeps the metric name. A label of this name would change which metric it is.",
    wrong: 'stock{__name__="orders"} 5',
    right: 'stock{shelf="1"} 5',
  },
  "underscore-label-name": {
    title: "label name that OpenMetrics reserves",
    explanation:
      "OpenMetrics keeps names that begin with an underscore for itself, and its readers may refuse or drop them.",
    wrong: `stock{_shelf="1"} 5
# EOF`,
    right: `stock{shelf="1"} 5
# EOF`,
  },
  "underscore-name": {
    title: "metric name that OpenMetrics reserves",
    explanation:
      "OpenMetrics keeps names that begin with an underscore for itself, and its readers may refuse or drop them.",
    wrong: `# TYPE _stock gauge
_stock 5
# EOF`,
    right: `# TYPE stock gauge
stock 5
# EOF`,
  },
  "duplicate-label": {
    title: "label twice",
    explanation: "A label set has each name once. Prometheus refuses the exposition.",
    wrong: 'stock{shelf="1",shelf="2"} 5',
    right: 'stock{shelf="1"} 5',
  },
  "unquoted-label-value": {
    title: "label value without quotes",
    explanation: "Values of labels stand in double quotes. Prometheus refuses the exposition.",
    wrong: 'stock{shelf=a"1"} 5',
    right: 'stock{shelf="1"} 5',
  },
  "open-quote": {
    title: "quote that is not closed",
    explanation: "The quote is not closed on its line, so that the rest of the line belongs to the value.",
    wrong: 'stock{shelf="1} 5',
    right: 'stock{shelf="1"} 5',
  },
  "open-braces": {
    title: "braces that are not closed",
    explanation: "The label set is not closed on its line, so that there is no value.",
    wrong: 'stock{shelf="1"',
    right: 'stock{shelf="1"} 5',
  },
  "missing-comma": {
    title: "comma that is missing",
    explanation: "Labels are separated by commas. OpenMetrics requires them.",
    wrong: 'stock{shelf="1" row="2"} 5',
    right: 'stock{shelf="1",row="2"} 5',
  },
  "trailing-comma": {
    title: "comma after the last label",
    explanation: "OpenMetrics does not allow a comma after the last label, and its readers refuse it.",
    wrong: `stock{shelf="1",} 5
# EOF`,
    right: `stock{shelf="1"} 5
# EOF`,
  },
  "unknown-escape": {
    title: "escape that there is not",
    explanation: 'Only `\\\\`, `\\"` and `\\n` are escapes. Others are read as they are written, or refused.',
    wrong: 'stock{shelf="a\\tb"} 5',
    right: 'stock{shelf="a\\\\tb"} 5',
  },
  "lone-backslash": {
    title: "backslash at the end",
    explanation: "A backslash begins an escape, and nothing follows it.",
    wrong: `# HELP stock Items \\
stock 5`,
    right: `# HELP stock Items \\\\
stock 5`,
  },
  "space-expected": {
    title: "no space before the value",
    explanation:
      "In OpenMetrics, one space stands between the series and its value. Its readers refuse the exposition otherwise.",
    wrong: `stock{shelf="1"}5
# EOF`,
    right: `stock{shelf="1"} 5
# EOF`,
  },
  "no-value": {
    title: "sample without a value",
    explanation: "A sample is a series and its value. Prometheus refuses the exposition.",
    wrong: 'stock{shelf="1"}',
    right: 'stock{shelf="1"} 5',
  },
  "bad-value": {
    title: "value that is no number",
    explanation:
      "The value is not a number, or has a carriage return behind it. Prometheus refuses the exposition.",
    wrong: "stock five",
    right: "stock 5",
  },
  "bad-timestamp": {
    title: "wrong timestamp",
    explanation:
      "What follows the value is not a timestamp: milliseconds in text 0.0.4, seconds in OpenMetrics.",
    wrong: "stock 5 today",
    right: "stock 5 1395066363000",
  },
  "spurious-text": {
    title: "text after the sample",
    explanation: "After the value, only a timestamp may come. Prometheus refuses the exposition.",
    wrong: "stock 5 1395066363000 items",
    right: "stock 5 1395066363000",
  },
  "exemplar-in-text": {
    title: "exemplar in text 0.0.4",
    explanation: "Only OpenMetrics has exemplars. In text 0.0.4, Prometheus refuses the exposition.",
    wrong: 'orders_total 5 # {trace_id="abc"} 1',
    right: "orders_total 5",
  },
  "bad-exemplar": {
    title: "wrong exemplar",
    explanation:
      "What follows `#` is not an exemplar: a label set, a value, and a timestamp if there is one.",
    wrong: `# TYPE orders counter
orders_total 5 # trace_id="abc"
# EOF`,
    right: `# TYPE orders counter
orders_total 5 # {trace_id="abc"} 1
# EOF`,
  },
  "long-exemplar": {
    title: "exemplar with too much text",
    explanation:
      "The labels of an exemplar have 128 characters at most, names and values together. Prometheus drops longer ones.",
    withoutExample: "An example would be wider than a page.",
  },
  "misplaced-exemplar": {
    title: "exemplar where there can be none",
    explanation:
      "Only the total of a counter and the buckets of histograms have exemplars. OpenMetrics refuses others.",
    wrong: `# TYPE stock gauge
stock 5 # {trace_id="abc"} 1
# EOF`,
    right: `# TYPE stock gauge
stock 5
# EOF`,
  },
  "exemplar-above-bound": {
    title: "exemplar in the wrong bucket",
    explanation:
      "The value of an exemplar belongs to its bucket: it is at most the upper bound, and above the one before.",
    wrong: `# TYPE delay histogram
delay_bucket{le="0.5"} 1 # {trace_id="abc"} 0.7
delay_bucket{le="+Inf"} 1
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="0.5"} 1 # {trace_id="abc"} 0.3
delay_bucket{le="+Inf"} 1
# EOF`,
  },
} as const satisfies Readonly<Record<string, FindingWords>>;
