import type { CatalogueEntry } from "./catalogue/entry.js";
import { CATALOGUE, type DiagnosticCode, type DiagnosticParams } from "./catalogue.js";
import type { Diagnostic, SourceLocation } from "./diagnostic.js";

const ENTRIES: { readonly [Code in DiagnosticCode]: CatalogueEntry<DiagnosticParams[Code]> } = CATALOGUE;

/** The one constructor of diagnostics: the words come from the catalogue. */
export function diagnose<Code extends DiagnosticCode>(
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
