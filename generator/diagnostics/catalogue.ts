import { DIFF_CATALOGUE } from "./catalogue/diff.js";
import { DRAFTS_CATALOGUE } from "./catalogue/drafts.js";
import { EXPOSITION_CATALOGUE } from "./catalogue/exposition.js";
import { IMPORTS_CATALOGUE } from "./catalogue/imports.js";
import { NAMES_CATALOGUE } from "./catalogue/names.js";
import { QUERIES_CATALOGUE } from "./catalogue/queries.js";
import { REFERENCE_CATALOGUE } from "./catalogue/reference.js";
import { SCRAPE_CATALOGUE } from "./catalogue/scrape.js";
import { SHAPE_CATALOGUE } from "./catalogue/shape.js";
import { SOURCE_CATALOGUE } from "./catalogue/source.js";
import { VALUES_CATALOGUE } from "./catalogue/values.js";
import { VERIFY_CATALOGUE } from "./catalogue/verify.js";
import { YAML_CATALOGUE } from "./catalogue/yaml.js";
import type { DiagnosticRule } from "./define.js";

/** What a schema's text can cause; each has a fixture. */
export const SCHEMA_CATALOGUE = {
  ...YAML_CATALOGUE,
  ...SHAPE_CATALOGUE,
  ...NAMES_CATALOGUE,
  ...VALUES_CATALOGUE,
  ...IMPORTS_CATALOGUE,
  ...SCRAPE_CATALOGUE,
  ...REFERENCE_CATALOGUE,
} as const;

/** The diagnostics of the features whose codes do not stand beside their rules yet. */
export const CATALOGUE = {
  ...SCHEMA_CATALOGUE,
  ...EXPOSITION_CATALOGUE,
  ...DRAFTS_CATALOGUE,
  ...VERIFY_CATALOGUE,
  ...DIFF_CATALOGUE,
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
