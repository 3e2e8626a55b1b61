import { CATALOGUE, type DiagnosticParams } from "./catalogue.js";
import type { DiagnosticRule } from "./define.js";
import type { Diagnostic, SourceLocation } from "./diagnostic.js";

const ENTRIES: { readonly [Code in keyof DiagnosticParams]: DiagnosticRule<DiagnosticParams[Code]> } =
  CATALOGUE;

/** The one constructor of diagnostics: the words come from the catalogue. */
export function diagnose<Code extends keyof DiagnosticParams>(
  code: Code,
  params: DiagnosticParams[Code],
  location: SourceLocation | undefined,
): Diagnostic {
  const entry = ENTRIES[code];
  return {
    code,
    severity: entry.severity,
    message: entry.message(params),
    help: entry.help?.(params),
    location,
  };
}
