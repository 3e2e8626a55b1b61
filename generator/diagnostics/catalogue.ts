import { EXPOSITION_CATALOGUE } from "../exposition/codes.js";
import { VERIFY_CATALOGUE } from "../verify/codes.js";
import type { DiagnosticRule } from "./define.js";

/** The diagnostics of the features whose codes do not stand beside their rules yet. */
export const CATALOGUE = {
  ...EXPOSITION_CATALOGUE,
  ...VERIFY_CATALOGUE,
} as const;

export type CatalogueCode = keyof typeof CATALOGUE;

/** What the message of each code is about. */
export type DiagnosticParams = {
  readonly [Code in CatalogueCode]: (typeof CATALOGUE)[Code] extends DiagnosticRule<infer Params>
    ? Params
    : never;
};
