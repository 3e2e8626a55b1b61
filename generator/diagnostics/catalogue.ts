import { DRAFTS_CATALOGUE } from "./catalogue/drafts.js";
import { EXPOSITION_CATALOGUE } from "./catalogue/exposition.js";
import { QUERIES_CATALOGUE } from "./catalogue/queries.js";
import { SOURCE_CATALOGUE } from "./catalogue/source.js";
import { VERIFY_CATALOGUE } from "./catalogue/verify.js";
import type { DiagnosticRule } from "./define.js";

/** The diagnostics of the features whose codes do not stand beside their rules yet. */
export const CATALOGUE = {
  ...EXPOSITION_CATALOGUE,
  ...DRAFTS_CATALOGUE,
  ...VERIFY_CATALOGUE,
  ...QUERIES_CATALOGUE,
  ...SOURCE_CATALOGUE,
} as const;

export type CatalogueCode = keyof typeof CATALOGUE;

/** What the message of each code is about. */
export type DiagnosticParams = {
  readonly [Code in CatalogueCode]: (typeof CATALOGUE)[Code] extends DiagnosticRule<infer Params>
    ? Params
    : never;
};
