import { error, warning } from "./entry.js";

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
