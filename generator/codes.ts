import { ADOPT_CODES } from "./adopt/codes.js";
import { defineCodes } from "./diagnostics/define.js";
import type { Diagnostic } from "./diagnostics/diagnostic.js";
import { formatGithub, formatSarif } from "./diagnostics/format-ci.js";
import { type Format, formatJson, formatPretty } from "./diagnostics/format-diagnostics.js";
import { DIFF_CODES } from "./diff/codes.js";
import { EXPOSITION_CODES } from "./exposition/codes.js";
import { IMPORT_CODES } from "./import/codes.js";
import { LINT_CODES } from "./lint/codes.js";
import { OUTPUT_CODES } from "./output/codes.js";
import { QUERY_CODES } from "./queries/codes.js";
import { SCHEMA_CODES } from "./schema/codes.js";
import { safeOutput } from "./text/terminal.js";
import { VERIFY_CODES } from "./verify/codes.js";

/** The codes of all features. No feature imports them. */
export const ALL_CODES = defineCodes({
  ...SCHEMA_CODES.rules,
  ...EXPOSITION_CODES.rules,
  ...VERIFY_CODES.rules,
  ...IMPORT_CODES.rules,
  ...ADOPT_CODES.rules,
  ...DIFF_CODES.rules,
  ...OUTPUT_CODES.rules,
  ...QUERY_CODES.rules,
  ...LINT_CODES.rules,
});

/** Stable and kebab-case: users write codes in suppressions and searches. */
export type DiagnosticCode = keyof typeof ALL_CODES.rules;

/**
 * Diagnostics as text that ends in a newline; `pretty` and `github` make no text of no diagnostics. The
 * sources are for code frames: a file that is not among them gets none.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  format: Format,
  { colour }: { readonly colour: boolean },
): string {
  switch (format) {
    case "pretty":
      return formatPretty(diagnostics, sources, { colour, whole: "`--format json`" });
    case "json":
      return safeOutput(formatJson(diagnostics), false);
    case "github":
      return safeOutput(formatGithub(diagnostics, ALL_CODES.rules), false);
    case "sarif":
      return safeOutput(formatSarif(diagnostics, ALL_CODES.rules), false);
    default:
      return format satisfies never;
  }
}
