import type { DiagnosticCode } from "./catalogue.js";

/** A user's mistake: data, collected and never thrown. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning";
  /** One sentence that says what is wrong and quotes the user's own token. */
  readonly message: string;
  /** What to write instead; `undefined` when the message says all. */
  readonly help: string | undefined;
  /** `undefined` when the mistake is not in a file's text (a missing file, an output that is not ours). */
  readonly location: SourceLocation | undefined;
}

/** A span of a source file. Lines and columns count from 1; a column is one UTF-16 code unit. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
