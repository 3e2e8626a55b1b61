import { error, information, warning } from "../../diagnostics/define.js";
import { suggestName } from "../../text/words.js";

/** Words about alerts and records as a whole. */
export const ALERT_WORDS = {
  "query-alert-of-bool": error<Record<never, never>>({
    title: "alert on a comparison with `bool`",
    message: () =>
      "A comparison with `bool` results in 0 or 1 and never in nothing, so that this alert always fires.",
    help: () => "Leave out `bool`.",
    explanation:
      "An alert fires for each series of its expression, whatever the value is. With `bool`, a comparison keeps the series for which it is false, with the value 0.",
    wrong: '{ alert: Full, expr: "shop_queue_length > bool 10" }',
    right: '{ alert: Full, expr: "shop_queue_length > 10" }',
  }),
  "query-alert-always": error<{ text: string }>({
    title: "alert that always fires",
    message: ({ text }) =>
      `\`${text}\` is compared with nothing, so that this alert fires whatever the value is.`,
    help: () => "Compare it with a number: `… > 0`.",
    explanation:
      "An alert fires for each series of its expression, whatever the value is, 0 included. Without a comparison, it fires for as long as there are series.",
    wrong: '{ alert: Lost, expr: "increase(shop_logins[5m])" }',
    right: '{ alert: Lost, expr: "increase(shop_logins[5m]) > 0" }',
  }),
  "query-alert-without-comparison": warning<{ text: string }>({
    title: "alert without a comparison",
    message: ({ text }) =>
      `\`${text}\` is compared with nothing, so that this alert fires for as long as there are series, whatever their values are.`,
    help: () => "Compare it with a number: `… > 0`.",
    explanation:
      "An alert fires for each series of its expression, whatever the value is, 0 included. This is right only for series that are there while something is wrong, and not otherwise.",
    wrong: '{ alert: Full, expr: "shop_queue_length" }',
    right: '{ alert: Full, expr: "shop_queue_length > 10" }',
  }),
  "query-duplicate-rule": warning<{ kind: string; name: string; line: number }>({
    title: "rule that stands twice in a file",
    message: ({ kind, name, line }) =>
      `The ${kind} \`${name}\` is the same as the one of line ${line}, with the same expression and labels.`,
    help: () => "Remove one of them.",
    explanation:
      "Two rules of one name, expression and labels give the same series twice. Prometheus evaluates both, and drops what the second one results in.",
    wrong: '[{ record: "a:sum", expr: "sum(a)" }, { record: "a:sum", expr: "sum(a)" }]',
    right: '[{ record: "a:sum", expr: "sum(a)" }]',
  }),
  "query-repeated-rule": information<{ kind: string; name: string; file: string; line: number }>({
    title: "rule that stands in another file too",
    message: ({ kind, name, file, line }) =>
      `The ${kind} \`${name}\` stands in line ${line} of \`${file}\` too, with the same expression and labels.`,
    help: () => "Remove one of them, if one Prometheus reads both files.",
    explanation:
      "Two rules of one name, expression and labels give the same series twice, if one Prometheus reads both files.",
    withoutExample: "It is about two rules that are the same, in one file or in several.",
  }),
  "query-unused-record": information<{ name: string }>({
    title: "record that no given query uses",
    message: ({ name }) => `None of the given queries uses \`${name}\`.`,
    help: () => "Remove the rule, if no file that was left out uses it.",
    explanation:
      "A recording rule costs an evaluation in each interval and a series in storage. It is reported where dashboards are among the given files and none of their queries, alerts and other rules has its name.",
    withoutExample: "It is about several files: the rule that records, and those that do not read it.",
  }),
  "query-annotation-metric": warning<{ annotation: string; name: string; nearest: string | undefined }>({
    title: "annotation that names a metric that is not in the schema",
    message: ({ annotation, name }) =>
      `The annotation \`${annotation}\` names \`${name}\`, and there is no such metric.`,
    help: ({ nearest }) => suggestName({ nearest, all: [] }),
    explanation:
      "People who are called by an alert look for the metric that its text names. After a rename, they find nothing.",
    wrong:
      '{ alert: Full, expr: "shop_queue_length > 10", annotations: { description: "See `shop_queue_lengths`." } }',
    right:
      '{ alert: Full, expr: "shop_queue_length > 10", annotations: { description: "See `shop_queue_length`." } }',
  }),
} as const;

/** Words about regular expressions of matchers that compile. */
export const PATTERN_WORDS = {
  "query-literal-pattern": information<{ operator: string; value: string; instead: string }>({
    title: "regular expression that is a single value",
    message: ({ operator, value }) => `\`${operator}\` matches the single value \`${value}\` here.`,
    help: ({ instead }) => `Write \`${instead}\`.`,
    explanation:
      "A pattern without special characters matches one value. Prometheus finds it as fast, but a reader looks for what else it may match.",
    wrong: 'shop_requests_total{method=~"get"}',
    right: 'shop_requests_total{method="get"}',
  }),
  "query-pattern-matches-all": information<{ label: string; pattern: string }>({
    title: "regular expression that matches every value",
    message: ({ label, pattern }) =>
      `\`${pattern}\` matches every series, also those without a label \`${label}\`.`,
    help: () => 'Leave it out, or write `".+"` to select the series that have the label.',
    explanation:
      "The pattern `.*` also matches the empty value of a label that is not there, so that the matcher selects nothing from among the series.",
    wrong: 'shop_requests_total{method=~".*"}',
    right: 'shop_requests_total{method=~".+"}',
  }),
  "query-pattern-matches-none": error<{ pattern: string; operator: string }>({
    title: "matcher that no series passes",
    message: ({ pattern, operator }) =>
      operator === "!~"
        ? `\`${pattern}\` matches every value, and \`!~\` leaves out what matches: this selects nothing.`
        : `\`${pattern}\` matches no text: this selects nothing.`,
    help: ({ operator }) =>
      operator === "!~"
        ? 'For series without the label, write `=""`.'
        : "A pattern matches whole values: `^` stands at its start and `$` at its end, and both can be left out.",
    explanation:
      "Patterns match whole values. One with a character before `^` or behind `$` matches none, and one that matches all leaves nothing for `!~`.",
    wrong: 'shop_requests_total{method!~".*"}',
    right: 'shop_requests_total{method!~"p.+"}',
  }),
} as const;

/** Words about ranges, steps and the time for which an alert waits. */
export const TIME_WORDS = {
  "query-range-too-short": error<{ function: string; range: string; interval: string; instead: string }>({
    title: "range that is shorter than two scrape intervals",
    message: (params) =>
      `\`${params.function}\` needs two samples, and a range of \`${params.range}\` seldom or never has two where metrics are scraped every \`${params.interval}\`.`,
    help: ({ instead }) => `Write a range of at least \`${instead}\`.`,
    explanation:
      "A rate is computed from two samples of a series at least. A range that is shorter than two scrape intervals has one, so that the rate results in nothing.",
    wrong: "rate(shop_requests_total[20s])",
    right: "rate(shop_requests_total[1m])",
  }),
  "query-short-range": warning<{ function: string; range: string; interval: string; instead: string }>({
    title: "range that is shorter than four scrape intervals",
    message: (params) =>
      `A range of \`${params.range}\` is shorter than four scrape intervals of \`${params.interval}\`: \`${params.function}\` results in nothing when a scrape fails.`,
    help: ({ instead }) => `Write a range of at least \`${instead}\`.`,
    explanation:
      "A range should be at least four scrape intervals long. In a shorter one, a scrape that fails or is late leaves a single sample, and the rate has a gap.",
    wrong: "rate(shop_requests_total[30s])",
    right: "rate(shop_requests_total[1m])",
  }),
  "query-step-beyond-range": error<{ range: string; step: string }>({
    title: "subquery with a step that is longer than its range",
    message: ({ range, step }) =>
      `A subquery over \`${range}\` with a step of \`${step}\` has one value at most, and at times none.`,
    help: ({ range, step }) => `Write the range before the step: \`[${step}:${range}]\`.`,
    explanation:
      "A subquery is evaluated at the multiples of its step that lie within its range. If the step is longer than the range, there is often none, and the result is empty.",
    wrong: "max_over_time(shop_queue_length[5m:10m])",
    right: "max_over_time(shop_queue_length[10m:5m])",
  }),
  "query-single-step": error<{ function: string; range: string; step: string }>({
    title: "subquery with a single step, where two values are needed",
    message: (params) =>
      `\`${params.function}\` needs two values, and a subquery over \`${params.range}\` with a step of \`${params.step}\` has one.`,
    help: () => "Write a shorter step, or a longer range.",
    explanation:
      "A rate is computed from two values of a series at least. A subquery whose step is as long as its range has one value, so that the rate results in nothing.",
    wrong: "deriv(shop_queue_length[5m:5m])",
    right: "deriv(shop_queue_length[5m:1m])",
  }),
  "query-step-below-scrapes": warning<{ step: string; interval: string }>({
    title: "subquery with a step that is shorter than the scrape interval",
    message: ({ step, interval }) =>
      `The step \`${step}\` is shorter than the scrape interval \`${interval}\`: between two scrapes, nothing changes.`,
    help: ({ interval }) => `Write a step of at least \`${interval}\`.`,
    explanation:
      "A subquery with a step below the scrape interval evaluates the same samples again and again. It costs time, and averages and counts over it are of copies.",
    wrong: "max_over_time(shop_queue_length[1h:1s])",
    right: "max_over_time(shop_queue_length[1h:1m])",
  }),
  "query-step-below-evaluations": information<{ step: string; interval: string }>({
    title: "subquery with a step that is shorter than the evaluation interval",
    message: ({ step, interval }) =>
      `The step \`${step}\` is shorter than the interval of \`${interval}\` at which the rule is evaluated: most of the work is done again each time.`,
    help: ({ interval }) => `Write a step of \`${interval}\`, or record the inner expression.`,
    explanation:
      "Each evaluation of the rule computes the inner expression once for each step of the range. A step below the evaluation interval makes this more often than a recording rule would.",
    wrong: '{ alert: Full, expr: "max_over_time(shop_queue_length[1h:30s]) > 10" }',
    right: '{ alert: Full, expr: "max_over_time(shop_queue_length[1h:1m]) > 10" }',
  }),
  "query-for-outlasts-window": warning<{ function: string; window: string; for: string }>({
    title: "alert that waits longer than its event is seen",
    message: (params) =>
      `One event is seen by \`${params.function}\` for less than \`${params.window}\`, and the alert waits for \`${params.for}\`: it never fires for an event that is not repeated.`,
    help: ({ window }) => `Write a \`for\` that is shorter than \`${window}\`, or leave it out.`,
    explanation:
      "An increase over a range falls back to 0 when its event leaves the range. An alert that must be true for as long as the range or longer never fires for a single event.",
    wrong: '{ alert: Lost, expr: "increase(shop_logins[5m]) > 0", for: 10m }',
    right: '{ alert: Lost, expr: "increase(shop_logins[15m]) > 0", for: 5m }',
  }),
  "query-for-outlasts-peak": information<{ function: string; window: string; for: string }>({
    title: "alert that waits longer than a single peak is seen",
    message: (params) =>
      `One peak is seen by \`${params.function}\` for \`${params.window}\`, and the alert waits for \`${params.for}\`: it fires only for peaks that are repeated.`,
    help: ({ window }) => `If one peak is enough, write a \`for\` that is shorter than \`${window}\`.`,
    explanation:
      "The largest value over a range is forgotten when it leaves the range. An alert that must be true for longer fires only if peaks follow each other.",
    wrong: '{ alert: Full, expr: "max_over_time(shop_queue_length[5m]) > 90", for: 10m }',
    right: '{ alert: Full, expr: "max_over_time(shop_queue_length[15m]) > 90", for: 5m }',
  }),
} as const;
