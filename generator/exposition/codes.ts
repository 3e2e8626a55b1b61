import { error as errorOfExposition, warning as warningOfExposition } from "../diagnostics/define.js";
import { nearestName } from "../text/nearest-name.js";
import { choice, some } from "./catalogue/choice.js";

/** Lines: what they start and end with. */
export const LINES = {
  "blank-line": error(() => ["There is a blank line, which OpenMetrics does not allow.", "Remove it."]),
  comment: error((token: string) => [
    `\`${token}\` is neither \`# HELP\`, \`# TYPE\` and \`# UNIT\` with one space between words, nor \`# EOF\`.`,
    "OpenMetrics has no comments: write one of these, or remove the line.",
  ]),
  "no-eof": error(() => [
    "The exposition does not end with `# EOF`: it is cut off, or in another format.",
    "Write `# EOF` as the last line, or read it as text 0.0.4.",
  ]),
  "after-eof": error(() => ["There is more behind `# EOF`.", "Move `# EOF` to the end."]),
  "no-line-feed": warning(() => [
    "The last line does not end with a line feed: it may be cut off.",
    "Write a line feed behind it.",
  ]),
  "long-line": error((limit: number) => [
    `The line is longer than ${limit} bytes.`,
    "Is this an exposition? Its lines end with a line feed.",
  ]),
  "no-sample": error((token: string) => [
    `\`${token}\` is no sample: a metric name starts with a letter, \`_\` or \`:\`.`,
    token.startsWith("\uFEFF")
      ? "Write the exposition without a byte order mark."
      : 'Write a name in other characters in quotes, as `{"http.requests"} 1`.',
  ]),
  "leading-blanks": warning(() => [
    "There are blanks before the name, which Prometheus takes for a part of it.",
    "Remove them.",
  ]),
  "not-utf8": error((token: string) => [`\`${token}\` is not UTF-8.`, "Write the exposition in UTF-8."]),
};

/** `# HELP`, `# TYPE` and `# UNIT`, and how families stand to one another. */
export const METADATA = {
  "no-name-in-metadata": error((token: string) => [
    `\`${token}\` is no metric name.`,
    "Write `# HELP name text` or `# TYPE name type`.",
  ]),
  "bad-name-in-metadata": tolerated((token: string, name: string) => [
    `\`${token}\` is no metric name; Prometheus reads \`${name}\`.`,
    "A name has letters, digits, `_` and `:`. Write others in quotes, with a space behind.",
  ]),
  "no-metadata-text": error((keyword: string, name: string) => [
    `\`# ${keyword} ${name}\` says nothing of \`${name}\`.`,
    `Write a space and the text behind it, or remove the line.`,
  ]),
  "bad-type": error((token: string, types: readonly string[]) => [
    `\`${token}\` is no type.`,
    choice(nearestName(token, types), types),
  ]),
  "second-metadata": tolerated((keyword: string, name: string) => [
    `There is a second \`# ${keyword}\` of \`${name}\`.`,
    "Keep one of them.",
  ]),
  "late-metadata": tolerated((keyword: string, name: string) => [
    `\`# ${keyword} ${name}\` stands behind samples of \`${name}\`.`,
    "Write it before them.",
  ]),
  "split-family": tolerated((name: string) => [
    `The family \`${name}\` goes on behind another.`,
    "Write all lines of a family as one group.",
  ]),
  "bad-unit": error((unit: string, name: string) => [
    `The unit \`${unit}\` is no suffix of the name \`${name}\`.`,
    `Name the family \`${name}_${unit}\`.`,
  ]),
  "unit-of-type": error((type: string, unit: string) => [
    `A family of the type ${type} has no unit, and this one has \`${unit}\`.`,
    "Remove the line.",
  ]),
  "name-clash": error((name: string) => [
    `\`${name}\` is the name of samples of two families.`,
    "Rename one of the families.",
  ]),
  "bare-quote": error(() => ['There is a `"` without a backslash.', 'Write `\\"`.']),
};

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

/** Values, and what stands behind them. */
export const VALUES = {
  "space-expected": error((name: string, token: string) => [
    token === ""
      ? `The sample of \`${name}\` has no value.`
      : `There is \`${token}\` where one space is wanted, before the value of \`${name}\`.`,
    `Write \`${name} 1\`, or \`${name}{label="value"} 1\`.`,
  ]),
  "no-value": error((name: string) => [`The sample of \`${name}\` has no value.`, `Write \`${name} 1\`.`]),
  "bad-value": error((token: string, endsWithReturn: boolean) => [
    `\`${token.replace("\r", "\\r")}\` is no number that fits in 64 bits.`,
    endsWithReturn
      ? "End lines with a line feed alone, without a carriage return."
      : "Write a decimal number, `NaN`, `+Inf` or `-Inf`.",
  ]),
  "bad-timestamp": error((token: string, strict: boolean) => [
    `\`${token.replace("\r", "\\r")}\` is no timestamp.`,
    strict
      ? "Write seconds since 1970, as `1395066363.5`, behind one space."
      : "Write milliseconds since 1970, in digits, as `1395066363000`.",
  ]),
  "spurious-text": error((token: string) => [
    `\`${token.replace("\r", "\\r")}\` stands behind the end of the sample.`,
    "Remove it. Behind the value there may be a timestamp.",
  ]),
  "exemplar-in-text": error((token: string) => [
    `\`${token}\` stands behind the sample: text 0.0.4 has neither exemplars nor comments there.`,
    "Remove it, or read the exposition as OpenMetrics.",
  ]),
  "bad-exemplar": error((token: string) => [
    `\`${token}\` is no exemplar.`,
    'Write ` # {trace_id="abc"} 0.5`, with one space between, or `{}` for no labels.',
  ]),
  "long-exemplar": error((length: number) => [
    `The labels of the exemplar have ${length} characters.`,
    "Names and values together may have 128.",
  ]),
  "misplaced-exemplar": error((name: string) => [
    `\`${name}\` has an exemplar.`,
    "Only the total of a counter and the buckets of histograms may have one.",
  ]),
  "exemplar-above-bound": error((value: number, le: string) => [
    `The exemplar's value ${value} is not in the bucket \`le="${le}"\`.`,
    "Move the exemplar to a bucket that has its value.",
  ]),
};

/** Samples of OpenMetrics, each by itself. */
export const SAMPLES = {
  "bad-suffix": error((name: string, type: string, names: readonly string[]) => [
    `\`${name}\` is no sample of ${type === "info" || type === "unknown" ? "an" : "a"} ${type}.`,
    `Write ${some(names)}.`,
  ]),
  "not-a-count": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`, which counts.`,
    "Write an integer of at least 0.",
  ]),
  "not-a-total": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`, which only goes up from 0.`,
    "Write a number of at least 0. What may go down is a gauge.",
  ]),
  "nan-sum": error((name: string) => [`\`${name}\` is NaN.`, "Write a number, or leave the sample out."]),
  "bad-created": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`.`,
    "Write seconds since 1970.",
  ]),
  "bad-state": error((token: string) => [
    `\`${token}\` is no value of a state.`,
    "Write 1 for a state that is on, and 0 for one that is off.",
  ]),
  "bad-info": error((token: string) => [`\`${token}\` is no value of an info.`, "Write 1."]),
  "negative-quantile": error((token: string) => [
    `\`${token}\` is no value of a quantile.`,
    "Write a number of at least 0, or NaN if nothing was observed.",
  ]),
  "missing-label": error((name: string, label: string) => [
    `\`${name}\` has no label \`${label}\`.`,
    `Write \`${name}{${label}="…"}\`.`,
  ]),
  "foreign-label": error((name: string, label: string) => [
    `\`${name}\` has a label \`${label}\`, which is for other samples of its family.`,
    "Remove the label.",
  ]),
  "bad-le": error((value: string) => [
    `\`${value}\` is no upper bound.`,
    'Write a number, as `le="0.5"`, or `le="+Inf"`.',
  ]),
  "bad-quantile": error((value: string) => [`\`${value}\` is no quantile.`, "Write a number from 0 to 1."]),
  "uncommon-number": warning((value: string, canonical: string) => [
    `\`${value}\` is not how OpenMetrics spells this number in a label.`,
    `Write \`${canonical}\`: the spelling is part of the series.`,
  ]),
};

/** Samples together: series, and the metric points of OpenMetrics. */
export const SERIES = {
  "duplicate-series": tolerated((name: string) => [
    `The series of \`${name}\` stands twice.`,
    "Write each name and label set once.",
  ]),
  "split-metric": error((name: string) => [
    `The label set of \`${name}\` has been before, and others between.`,
    "Write all samples of a label set as one group.",
  ]),
  "mixed-timestamps": error((name: string) => [
    `The samples of one label set have timestamps and have none; \`${name}\` changes that.`,
    "Write a timestamp on each of them, or on none.",
  ]),
  "timestamp-back": error((token: string) => [
    `\`${token}\` is before the timestamp of the sample before, of the same label set.`,
    "Write them in the order of their timestamps.",
  ]),
  "no-total": error((name: string) => [
    `The counter \`${name}\` has no \`${name}_total\` for this label set.`,
    "Write one.",
  ]),
  "no-inf-bucket": error((name: string) => [
    `The histogram \`${name}\` has no bucket \`+Inf\` for this label set.`,
    `Write \`${name}_bucket{le="+Inf"}\`.`,
  ]),
  "bucket-order": error((le: string, before: string) => [
    `The bucket \`le="${le}"\` stands behind the bucket \`le="${before}"\`.`,
    "Write the buckets in ascending order, each once.",
  ]),
  "bucket-decrease": error((value: number, before: number) => [
    `The bucket has ${value}, and the one before has ${before}.`,
    "A bucket counts what the ones before it count, too.",
  ]),
  "count-mismatch": error((name: string, count: number, bucket: number) => [
    `\`${name}\` is ${count}, and the bucket \`+Inf\` has ${bucket}.`,
    "Both count all observations.",
  ]),
  "sum-without-count": error((name: string, present: string, missing: string) => [
    `\`${name}\` has \`${present}\` and no \`${missing}\` for this label set.`,
    "Write both, or none.",
  ]),
  "sum-of-negatives": error((name: string) => [
    `\`${name}\` has a sum and buckets below 0: it may go down.`,
    "Leave out the sum, and the count with it.",
  ]),
  "negative-gsum": error((name: string) => [
    `\`${name}\` has a sum below 0 and no bucket below 0.`,
    "Write the sum of what is in the buckets.",
  ]),
};

/** Something about an exposition that should be otherwise. */
export interface ExpositionFinding {
  readonly code: FindingCode;
  /** One sentence that says what is wrong and quotes the exposition's own token. */
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  /** The first column behind. */
  readonly endColumn: number;
}

export type FindingCode = keyof typeof CATALOGUE;

export type FindingParameters<Code extends FindingCode> = Parameters<(typeof CATALOGUE)[Code]["words"]>;

/** What may be found in an exposition, and its words. */
export const CATALOGUE = {
  ...LINES,
  ...METADATA,
  ...LABELS,
  ...VALUES,
  ...SAMPLES,
  ...SERIES,
};

/** What is wrong, and what to write instead. */
export type Words = readonly [message: string, help: string];

export interface Entry<Parameters extends readonly unknown[]> {
  /** `tolerated`: an error in OpenMetrics; in text 0.0.4 a warning, because Prometheus takes it. */
  readonly kind: "error" | "tolerated" | "warning";
  readonly words: (...parameters: Parameters) => Words;
}

export function error<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "error", words };
}

export function tolerated<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "tolerated", words };
}

export function warning<Parameters extends readonly unknown[]>(
  words: Entry<Parameters>["words"],
): Entry<Parameters> {
  return { kind: "warning", words };
}

/** What `parseExposition` finds, in its own words. */
export const EXPOSITION_CATALOGUE = {
  "invalid-exposition": errorOfExposition<{ problem: string; help: string }>({
    title: "exposition that its format forbids",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "irregular-exposition": warningOfExposition<{ problem: string; help: string }>({
    title: "exposition that should be written otherwise",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
};
