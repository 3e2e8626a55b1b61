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
  }),
  "query-unused-record": information<{ name: string }>({
    title: "record that no given query uses",
    message: ({ name }) => `None of the given queries uses \`${name}\`.`,
    help: () => "Remove the rule, if no file that was left out uses it.",
    explanation:
      "A recording rule costs an evaluation in each interval and a series in storage. It is reported where dashboards are among the given files and none of their queries, alerts and other rules has its name.",
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
