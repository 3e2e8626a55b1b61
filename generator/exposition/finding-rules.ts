import { nearestName } from "../text/nearest-name.js";
import { listOr } from "../text/words.js";

/**
 * A finding's severity and words. These are not the codes of a feature (`defineCodes`): the severity of a finding
 * depends on the format, and commands report all findings as one of the two diagnostics in `codes.ts`.
 */
export interface FindingRule<Params> {
  /**
   * - `invalid`: an error, because Prometheus refuses the exposition.
   * - `tolerated`: an error in OpenMetrics, and a warning in text 0.0.4, where Prometheus accepts it.
   * - `irregular`: a warning in both formats, because Prometheus accepts it, whatever the format says.
   */
  readonly severity: "invalid" | "tolerated" | "irregular";
  /** Makes one sentence that says what is wrong, and one that says what to write instead. */
  readonly words: (params: Params) => readonly [message: string, help: string];
}

export function invalid<Params = object>(words: FindingRule<Params>["words"]): FindingRule<Params> {
  return { severity: "invalid", words };
}

export function tolerated<Params = object>(words: FindingRule<Params>["words"]): FindingRule<Params> {
  return { severity: "tolerated", words };
}

export function irregular<Params = object>(words: FindingRule<Params>["words"]): FindingRule<Params> {
  return { severity: "irregular", words };
}

export interface FindingName {
  readonly name: string;
}

/** Parameters of a finding about a token of the exposition, which can be shortened. */
export interface FindingToken {
  readonly token: string;
}

function showReturn(token: string): string {
  return token.replace("\r", "\\r");
}

/** How lines start and end. */
const LINES = {
  "blank-line": invalid(() => ["There is a blank line, which OpenMetrics does not allow.", "Remove it."]),
  comment: invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not a line of \`# HELP\`, \`# TYPE\` or \`# UNIT\` with one space between words, and not \`# EOF\`.`,
    "OpenMetrics has no comments: write one of these, or remove the line.",
  ]),
  "no-eof": invalid(() => [
    "The exposition does not end with `# EOF`: it is cut off, or in another format.",
    "Write `# EOF` as the last line, or read it as text 0.0.4.",
  ]),
  "after-eof": invalid(() => ["There is more text after `# EOF`.", "Move `# EOF` to the end."]),
  "no-line-feed": irregular(() => [
    "The last line does not end with a line feed: it may be cut off.",
    "Write a line feed after it.",
  ]),
  "long-line": invalid<{ limit: number }>(({ limit }) => [
    `The line is longer than ${limit} bytes.`,
    "Check that this is an exposition. Its lines end with a line feed.",
  ]),
  "no-sample": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not a sample: a metric name starts with a letter, \`_\` or \`:\`.`,
    token.startsWith("\uFEFF")
      ? "Write the exposition without a byte order mark."
      : 'Write a name in other characters in quotes, as `{"http.requests"} 1`.',
  ]),
  "leading-blanks": irregular(() => [
    "There are blanks before the name, which Prometheus reads as a part of it.",
    "Remove them.",
  ]),
  "not-utf8": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not UTF-8.`,
    "Write the exposition in UTF-8.",
  ]),
};

/** `# HELP`, `# TYPE` and `# UNIT`, and the order of families. */
const METADATA = {
  "no-name-in-metadata": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not a metric name.`,
    "Write `# HELP name text` or `# TYPE name type`.",
  ]),
  "bad-name-in-metadata": tolerated<FindingToken & FindingName>(({ token, name }) => [
    `\`${token}\` is not a metric name; Prometheus reads \`${name}\`.`,
    "A name has letters, digits, `_` and `:`. Write others in quotes, and a space after them.",
  ]),
  "no-metadata-text": invalid<FindingName & { keyword: string }>(({ keyword, name }) => [
    `\`# ${keyword} ${name}\` ends after the name.`,
    `Write a space and the text after it, or remove the line.`,
  ]),
  "bad-type": invalid<FindingToken & { types: readonly string[] }>(({ token, types }) => {
    const nearest = nearestName(token, types);
    return [
      `\`${token}\` is not a type.`,
      nearest === undefined ? `Write ${listOr(types)}.` : `Did you mean \`${nearest}\`?`,
    ];
  }),
  "second-metadata": irregular<FindingName & { keyword: string }>(({ keyword, name }) => [
    `There is a second \`# ${keyword}\` of \`${name}\`.`,
    "Keep one of them.",
  ]),
  "late-metadata": irregular<FindingName & { keyword: string }>(({ keyword, name }) => [
    `\`# ${keyword} ${name}\` comes after samples of \`${name}\`.`,
    "Write it before them.",
  ]),
  "split-family": irregular<FindingName>(({ name }) => [
    `The family \`${name}\` goes on after another family.`,
    "Write all lines of a family as one group.",
  ]),
  "bad-unit": invalid<FindingName & { unit: string }>(({ unit, name }) => [
    `The name \`${name}\` does not end with its unit \`${unit}\`.`,
    `Name the family \`${name}_${unit}\`.`,
  ]),
  "unit-of-type": irregular<{ type: string; unit: string }>(({ type, unit }) => [
    `A family of the type ${type} cannot have a unit, and this one has \`${unit}\`.`,
    "Remove the line.",
  ]),
  "name-clash": irregular<FindingName>(({ name }) => [
    `\`${name}\` is the name of samples of two families.`,
    "Rename one of the families.",
  ]),
  "second-family": irregular<FindingName>(({ name }) => [
    `There is a second family \`${name}\`.`,
    "Give each family a name of its own, and write all its lines as one group. Prometheus takes a gauge `x` beside a counter `x_total`.",
  ]),
  "bare-quote": irregular(() => ['There is a `"` without a backslash.', 'Write each as `\\"`.']),
};

/** Metric names and labels. */
const LABELS = {
  "empty-name": invalid(() => ["A name is empty.", "Write at least one character between the quotes."]),
  "no-metric-name": invalid<FindingToken>(({ token }) => [
    `\`${token}\` has no metric name.`,
    'Write the name before the braces, or as the first item in them, in quotes: `{"http.requests"}`.',
  ]),
  "second-metric-name": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is a second metric name.`,
    'Write the name once. A label has a value: `name="value"`.',
  ]),
  "bad-label": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not a label.`,
    'Write `name="value"`, with a comma between labels.',
  ]),
  "bad-label-name": invalid<FindingToken>(({ token }) => [
    `\`${token}\` does not start with a label name and \`=\`.`,
    "A label name has letters, digits and `_`, and does not start with a digit. Write others in quotes.",
  ]),
  "reserved-label-name": invalid<FindingName>(({ name }) => [
    `The label name \`${name}\` is reserved for the metric name.`,
    "Remove the label.",
  ]),
  "underscore-label-name": irregular<FindingName>(({ name }) => [
    `The label name \`${name}\` starts with \`_\`: OpenMetrics reserves such names.`,
    "Give the label another name.",
  ]),
  "underscore-name": irregular<FindingName>(({ name }) => [
    `The metric name \`${name}\` starts with \`_\`: OpenMetrics reserves such names.`,
    "Give the family another name.",
  ]),
  "duplicate-label": invalid<FindingName>(({ name }) => [
    `The label \`${name}\` is in the label set twice.`,
    "Remove one of the two.",
  ]),
  "unquoted-label-value": invalid<FindingName>(({ name }) => [
    `The value of the label \`${name}\` does not start with a quote.`,
    `Write \`${name}="value"\`.`,
  ]),
  "open-quote": invalid<FindingToken>(({ token }) => [
    `\`${token}\` has a quote that is not closed on this line.`,
    'Write `"` at its end, and a line feed or a quote within as `\\n` or `\\"`.',
  ]),
  "open-braces": invalid(() => [
    "The label set is not closed on this line.",
    "Write `}` after the last label.",
  ]),
  "missing-comma": tolerated<FindingToken>(({ token }) => [
    `There is no comma after \`${token}\`.`,
    "Write a comma between labels, and `}` after the last.",
  ]),
  "trailing-comma": invalid(() => [
    "There is a comma after the last label, which OpenMetrics does not allow.",
    "Remove it.",
  ]),
  "unknown-escape": irregular<FindingToken>(({ token }) => [
    `\`${token}\` is not an escape, and is read as it is written.`,
    `Write \`\\${token}\`.`,
  ]),
  "lone-backslash": irregular(() => ["The text ends with a single backslash.", "Write `\\\\`."]),
};

/** Values, timestamps and exemplars. */
const VALUES = {
  "space-expected": invalid<FindingName & FindingToken>(({ name, token }) => [
    token === ""
      ? `The sample of \`${name}\` has no value.`
      : `There is \`${token}\` instead of one space before the value of \`${name}\`.`,
    `Write \`${name} 1\`, or \`${name}{label="value"} 1\`.`,
  ]),
  "no-value": invalid<FindingName>(({ name }) => [
    `The sample of \`${name}\` has no value.`,
    `Write \`${name} 1\`.`,
  ]),
  "bad-value": invalid<FindingToken & { endsWithReturn: boolean }>(({ token, endsWithReturn }) => [
    `\`${showReturn(token)}\` is not a number that fits in 64 bits.`,
    endsWithReturn
      ? "End lines with a line feed alone, without a carriage return."
      : "Write a decimal number, `NaN`, `+Inf` or `-Inf`.",
  ]),
  "bad-timestamp": invalid<FindingToken & { strict: boolean }>(({ token, strict }) => [
    `\`${showReturn(token)}\` is not a timestamp.`,
    strict
      ? "Write seconds since 1970, as `1395066363.5`, after one space."
      : "Write milliseconds since 1970, in digits, as `1395066363000`.",
  ]),
  "spurious-text": invalid<FindingToken>(({ token }) => [
    `\`${showReturn(token)}\` comes after the end of the sample.`,
    "Remove it. Only a timestamp may come after the value.",
  ]),
  "exemplar-in-text": invalid<FindingToken>(({ token }) => [
    `\`${token}\` comes after the sample: text 0.0.4 allows no exemplar or comment there.`,
    "Remove it, or read the exposition as OpenMetrics.",
  ]),
  "bad-exemplar": invalid<FindingToken>(({ token }) => [
    `\`${token}\` is not an exemplar.`,
    'Write ` # {trace_id="abc"} 0.5`, with one space between, or `{}` for no labels.',
  ]),
  "long-exemplar": irregular<{ length: number }>(({ length }) => [
    `The labels of the exemplar have ${length} characters.`,
    "Names and values together may have 128.",
  ]),
  "misplaced-exemplar": invalid<FindingName>(({ name }) => [
    `\`${name}\` has an exemplar.`,
    "Only the total of a counter and the buckets of histograms may have one.",
  ]),
  "exemplar-above-bound": irregular<{ value: number; le: string }>(({ value, le }) => [
    `The exemplar's value ${value} is not in the bucket \`le="${le}"\`.`,
    "Move the exemplar to a bucket that has its value.",
  ]),
};

/** Findings of both formats, in single lines and in their order. */
export const LINE_FINDINGS = { ...LINES, ...METADATA, ...LABELS, ...VALUES };
