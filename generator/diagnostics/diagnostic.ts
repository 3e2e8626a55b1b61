/**
 * How grave a finding is. An error can never be what is meant, a warning hardly can, and information is worth knowing:
 * it never makes a command fail.
 */
export type Severity = "error" | "warning" | "information";

/** A user's mistake: data, collected and never thrown. */
export interface Diagnostic {
  /** A `DiagnosticCode`: stable and kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence that says what is wrong and quotes the user's own token. */
  readonly message: string;
  /** What to write instead; `undefined` when the message says all. */
  readonly help: string | undefined;
  /** `undefined` when the mistake is not in a file's text (a missing file, an output that is not ours). */
  readonly location: SourceLocation | undefined;
  /** A repair that is certain; `undefined` where people must decide. Nothing applies it by itself. */
  readonly fix?: Fix | undefined;
}

/** What replaces a span of a file's text, escaped as the file needs it. An empty span is an insertion. */
export interface Fix extends SourceLocation {
  readonly text: string;
}

/** A span of a source file. Lines and columns count from 1; a column is one UTF-16 code unit. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something that a diagnostic can be about. Its location is computed only when a diagnostic needs it. */
export interface Place {
  readonly location: SourceLocation | undefined;
  /** A certain repair of what is reported there. */
  readonly fix?: Fix | undefined;
}

/** Receives diagnostics. Stages hand it down so that one mistake never hides another. */
export type DiagnosticSink = (diagnostic: Diagnostic) => void;

/** The location of a mistake in a whole file: the formats of other programs need a line and a column. */
export function startOfFile(file: string): SourceLocation {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/**
 * Each diagnostic once, by file in the given order, line and column; those without a location come last.
 * Text that several aliases or merges share is checked wherever it is used, so one mistake in it is found
 * more than once.
 */
export function inReadingOrder(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
): readonly Diagnostic[] {
  const distinct = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, message, location } = diagnostic;
    const key = JSON.stringify([code, message, location]);
    if (!distinct.has(key)) distinct.set(key, diagnostic);
  }
  const ranks = new Map(files.map((file, index) => [file, index]));
  const rank = ({ location }: Diagnostic) =>
    location === undefined ? Number.POSITIVE_INFINITY : (ranks.get(location.file) ?? files.length);
  return [...distinct.values()].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (left !== right) return left < right ? -1 : 1;
    return (
      (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
      (a.location?.column ?? 0) - (b.location?.column ?? 0)
    );
  });
}
