import { defineCodes, type Report } from "../diagnostics/define.js";
import { YAML_CODES } from "../yaml/codes.js";
import { FAMILY_WORDS } from "./words/family-codes.js";
import { KEY_WORDS } from "./words/key-codes.js";
import { LIFECYCLE_WORDS } from "./words/lifecycle-codes.js";
import { NAME_WORDS } from "./words/name-codes.js";
import { SETTING_WORDS } from "./words/setting-codes.js";
import { SHARING_WORDS } from "./words/sharing-codes.js";
import { VECTOR_WORDS } from "./words/vector-codes.js";

/** Mistakes in a schema. Each code has a fixture of its name in `test/fixtures/invalid`. */
export const SCHEMA_CODES = defineCodes({
  ...YAML_CODES.rules,
  ...KEY_WORDS,
  ...NAME_WORDS,
  ...VECTOR_WORDS,
  ...FAMILY_WORDS,
  ...LIFECYCLE_WORDS,
  ...SETTING_WORDS,
  ...SHARING_WORDS,
});

export type SchemaReport = Report<typeof SCHEMA_CODES>;
