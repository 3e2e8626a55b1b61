import type { Diagnostic } from "../diagnostic.js";
import { tally } from "./tally.js";

/** `{ diagnostics, errors, warnings }`; what is absent in a diagnostic has no key. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ diagnostics, ...tally(diagnostics) }, undefined, 2)}\n`;
}
