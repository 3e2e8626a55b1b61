import type { SourceLocation } from "./diagnostic.js";

/** Where a finding about a whole file stands: the formats of other programs want a place. */
export function startOfFile(file: string): SourceLocation {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
