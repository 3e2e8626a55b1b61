import { z } from "zod";

// An error text of a format is not a sentence: it is the expected value, and `reportIssue` makes the sentence.

/** A legal name of a metric or label, which also makes legal identifiers in code: a letter before the first digit. */
export const LEGAL_NAME = /^_*[a-zA-Z][a-zA-Z0-9_]*$/;

/** A word in lower case, which can become the name of a parameter: `seconds`, `requests_per_second`. */
export const LEGAL_UNIT = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** White space at the end is removed: block scalars of YAML end in a newline. */
export const proseFormat = z
  .string("a text")
  .overwrite((text) => text.trimEnd())
  .min(1, "a text that is not empty");

export const nameFormat = z.string("a name").regex(LEGAL_NAME, "a name");

export const seriesBudgetFormat = z
  .int("a whole number of at least 1")
  .min(1, "a whole number of at least 1")
  .max(Number.MAX_SAFE_INTEGER, `a whole number of at most ${Number.MAX_SAFE_INTEGER}`);

/** An exposed name, which may have any characters since Prometheus 3. `*` stands for any characters. */
export const familyPatternFormat = z.string("a name of a family").min(1, "a name of a family");

/** The expected value of a duration; `reportIssue` recognises it by these words. */
export const EXPECTED_DURATION = "a duration such as `15s`";

/** A duration of Prometheus. `durationOf` parses it. */
export const durationFormat = z.string(EXPECTED_DURATION).meta({
  pattern: "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
  examples: ["15s", "1m30s", "500ms"],
});
