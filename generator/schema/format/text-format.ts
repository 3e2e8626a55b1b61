import { z } from "zod";

/**
 * Error texts in these specs are not sentences but what was expected, in the schema's own words;
 * `translateIssue` makes the sentence.
 */

/** A legal metric, label or unit name whose identifiers in code are legal too: no digit before a letter. */
export const LEGAL_NAME = /^_*[a-zA-Z][a-zA-Z0-9_]*$/;

/** A word in lower case that may become the name of a parameter: `seconds`, `requests_per_second`. */
export const LEGAL_UNIT = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** Prose. Only trailing white space is taken off: block scalars end in a newline that nobody meant. */
export const proseSpec = z
  .string("a text")
  .overwrite((text) => text.trimEnd())
  .min(1, "a text that is not empty");

export const nameSpec = z.string("a name").regex(LEGAL_NAME, "a name");

export const seriesBudgetSpec = z
  .int("a whole number of at least 1")
  .min(1, "a whole number of at least 1")
  .max(Number.MAX_SAFE_INTEGER, "a whole number that is not so large");

/** An exposed name, which in Prometheus 3 may have any characters; `*` stands for any. */
export const familyPatternSpec = z.string("a name of a family").min(1, "a name of a family");
