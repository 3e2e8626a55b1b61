import type { Diagnostic } from "../diagnostic.js";
import { formatGithub } from "./github.js";
import { formatJson } from "./json.js";
import { formatPretty } from "./pretty.js";
import { formatSarif } from "./sarif.js";

export const FORMATS = ["pretty", "json", "github", "sarif"] as const;
export type Format = (typeof FORMATS)[number];

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
      return formatPretty(diagnostics, sources, { colour });
    case "json":
      return formatJson(diagnostics);
    case "github":
      return formatGithub(diagnostics);
    case "sarif":
      return formatSarif(diagnostics);
    default:
      return format satisfies never;
  }
}
