import { error, tolerated, warning } from "./entry.js";

/** Names and labels. */
export const LABELS = {
  "empty-name": error(() => ["A name is empty.", "Write at least one character between the quotes."]),
  "no-metric-name": error((token: string) => [
    `\`${token}\` names no metric.`,
    'Write the name before the braces, or in quotes as their first: `{"http.requests"}`.',
  ]),
  "second-metric-name": error((token: string) => [
    `\`${token}\` is a second metric name.`,
    'Write the name once. A label has a value: `name="value"`.',
  ]),
  "bad-label": error((token: string) => [
    `\`${token}\` is no label.`,
    'Write `name="value"`, with a comma between labels.',
  ]),
  "bad-label-name": error((token: string) => [
    `\`${token}\` does not start with a label name and \`=\`.`,
    "A label name has letters, digits and `_`, and does not start with a digit. Write others in quotes.",
  ]),
  "reserved-label-name": error((name: string) => [
    `The label name \`${name}\` stands for the metric name.`,
    "Remove the label.",
  ]),
  "underscore-label-name": error((name: string) => [
    `The label name \`${name}\` starts with \`_\`: OpenMetrics reserves such names.`,
    "Give the label another name.",
  ]),
  "underscore-name": error((name: string) => [
    `The metric name \`${name}\` starts with \`_\`: OpenMetrics reserves such names.`,
    "Give the family another name.",
  ]),
  "duplicate-label": error((name: string) => [
    `The label \`${name}\` stands twice in one label set.`,
    "Remove one of the two.",
  ]),
  "unquoted-label-value": error((name: string) => [
    `The value of the label \`${name}\` does not start with a quote.`,
    `Write \`${name}="value"\`.`,
  ]),
  "open-quote": error((token: string) => [
    `\`${token}\` has a quote that is not closed on this line.`,
    'Write `"` at its end, and a line feed or a quote within as `\\n` or `\\"`.',
  ]),
  "open-braces": error(() => [
    "The label set is not closed on this line.",
    "Write `}` behind the last label.",
  ]),
  "missing-comma": tolerated((token: string) => [
    `There is no comma behind \`${token}\`.`,
    "Write a comma between labels, and `}` behind the last.",
  ]),
  "trailing-comma": error(() => [
    "There is a comma behind the last label, which OpenMetrics does not allow.",
    "Remove it.",
  ]),
  "unknown-escape": warning((token: string) => [
    `\`${token}\` is no escape, and stands for itself.`,
    `Write \`\\${token}\`.`,
  ]),
  "lone-backslash": tolerated(() => ["The text ends with one backslash.", "Write `\\\\`."]),
};
