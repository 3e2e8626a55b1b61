import { error } from "./entry.js";

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
