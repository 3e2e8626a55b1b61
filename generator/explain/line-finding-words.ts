import type { FindingWords } from "./explained-words.js";

/** Lines of an exposition, and what they say of families. */
export const LINE_FINDING_WORDS = {
  "blank-line": {
    title: "blank line",
    explanation: "OpenMetrics allows no blank lines, so that its readers refuse the exposition.",
    wrong: `# TYPE stock gauge

stock 5
# EOF`,
    right: `# TYPE stock gauge
stock 5
# EOF`,
  },
  comment: {
    title: "comment in OpenMetrics",
    explanation: "OpenMetrics has no comments: a line with `#` is a help, a type, a unit or the end.",
    wrong: `# shop metrics
stock 5
# EOF`,
    right: `# HELP stock Items.
# TYPE stock gauge
stock 5
# EOF`,
  },
  "no-eof": {
    title: "no end",
    explanation:
      "The last line of OpenMetrics is `# EOF`. Without it, a reader cannot tell a whole exposition from one that was cut off.",
    wrong: `# TYPE stock gauge
stock 5
# OpenMetrics`,
    right: `# TYPE stock gauge
stock 5
# EOF`,
  },
  "after-eof": {
    title: "text after the end",
    explanation:
      "`# EOF` ends the exposition. What follows is lost, mostly because two expositions were joined.",
    wrong: `stock 5
# EOF
orders 3
# EOF`,
    right: `stock 5
orders 3
# EOF`,
  },
  "no-line-feed": {
    title: "last line without its end",
    explanation: "A line ends with a line feed. Without it, the number in the last line may be cut off.",
    wrong: "stock 5",
    right: "stock 5",
  },
  "long-line": {
    title: "line that is too long",
    explanation:
      "The line is longer than what is read. It is most likely no exposition, or a label value without end.",
    withoutExample: "An example would be longer than a page.",
  },
  "no-sample": {
    title: "line that is no sample",
    explanation:
      "The line does not begin with a metric name, so that Prometheus refuses the whole exposition.",
    wrong: "5xx_total 3",
    right: "errors_total 3",
  },
  "leading-blanks": {
    title: "blanks before a name",
    explanation:
      "Prometheus takes the blanks for a part of the name in some versions. The series is not found under the name that is meant.",
    wrong: `stock 5
  orders 3`,
    right: `stock 5
orders 3`,
  },
  "not-utf8": {
    title: "text that is not UTF-8",
    explanation:
      "Expositions are in UTF-8. Bytes of another encoding are refused by Prometheus, or shown as other characters.",
    withoutExample: "A page in UTF-8 cannot show it: `café` in Latin-1 is an example.",
  },
  "no-name-in-metadata": {
    title: "help or type without a name",
    explanation: "A line of `# HELP` or `# TYPE` names its family first. Prometheus refuses one without.",
    wrong: "# TYPE 5 gauge",
    right: "# TYPE stock gauge",
  },
  "bad-name-in-metadata": {
    title: "wrong name in a help or type",
    explanation:
      "The name has characters that metric names do not have, so that the line is about another family than is meant.",
    wrong: `# TYPE shop.stock gauge
stock 5`,
    right: `# TYPE shop_stock gauge
shop_stock 5`,
  },
  "no-metadata-text": {
    title: "help or type without text",
    explanation: "The line names a family and says nothing of it. OpenMetrics refuses it.",
    wrong: `# HELP stock
# EOF`,
    right: `# HELP stock Items that are there.
# EOF`,
  },
  "bad-type": {
    title: "unknown type",
    explanation:
      "There is no such type. Prometheus refuses the exposition, or takes the family as one without a type.",
    wrong: "# TYPE stock guage",
    right: "# TYPE stock gauge",
  },
  "second-metadata": {
    title: "second help or type",
    explanation: "A family has one help and one type. Of two, a reader keeps one, and which is not said.",
    wrong: `# TYPE stock gauge
# TYPE stock gauge
stock 5`,
    right: `# TYPE stock gauge
stock 5`,
  },
  "late-metadata": {
    title: "help or type after the samples",
    explanation: "The samples before the line were read without it, so that the family may have no type.",
    wrong: `stock 5
# TYPE stock gauge`,
    right: `# TYPE stock gauge
stock 5`,
  },
  "split-family": {
    title: "family in two places",
    explanation:
      "All lines of a family stand together. A reader that works line by line takes the second part for another family, or refuses it.",
    wrong: `stock{shelf="1"} 5
orders 3
stock{shelf="2"} 4`,
    right: `stock{shelf="1"} 5
stock{shelf="2"} 4
orders 3`,
  },
  "bad-unit": {
    title: "unit that the name does not end with",
    explanation: "In OpenMetrics, the name of a family ends with its unit. Readers refuse one that does not.",
    wrong: `# TYPE delay gauge
# UNIT delay seconds
delay 5
# EOF`,
    right: `# TYPE delay_seconds gauge
# UNIT delay_seconds seconds
delay_seconds 5
# EOF`,
  },
  "unit-of-type": {
    title: "unit of a type that has none",
    explanation: "An info or a set of states is not measured in anything.",
    wrong: `# TYPE build_version info
# UNIT build_version version
build_version_info{v="1"} 1
# EOF`,
    right: `# TYPE build_version info
build_version_info{v="1"} 1
# EOF`,
  },
  "name-clash": {
    title: "one name for samples of two families",
    explanation:
      "The samples of one family have the name of another. It is not clear which of the two they belong to.",
    wrong: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1
delay_count 1
delay_sum 1
# TYPE delay_count gauge
delay_count 7
# EOF`,
    right: `# TYPE delay histogram
delay_bucket{le="+Inf"} 1
delay_count 1
delay_sum 1
# TYPE delays gauge
delays 7
# EOF`,
  },
  "second-family": {
    title: "second family of one name",
    explanation: "Two families have one name. Prometheus takes their samples as one family.",
    wrong: `# TYPE stock gauge
stock 5
# TYPE stock counter
stock_total 3
# EOF`,
    right: `# TYPE stock gauge
stock 5
# TYPE orders counter
orders_total 3
# EOF`,
  },
  "bare-quote": {
    title: "quote without a backslash",
    explanation: "In the help of OpenMetrics, a quote is written with a backslash before it.",
    wrong: `# HELP stock Items "in stock".
stock 5
# EOF`,
    right: `# HELP stock Items \\"in stock\\".
stock 5
# EOF`,
  },
} as const satisfies Readonly<Record<string, FindingWords>>;
