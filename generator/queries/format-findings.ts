import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { QueryFinding } from "./check-queries.js";

/**
 * `{ findings: [{ code, severity, message, file, panel, query, column }], queries }`, where `panel` is the title of the
 * panel, or the name of the rule, variable or annotation, `query` the letter, and `column` counts from 1 in the text of
 * the query. What there is not is null, as all of these in a finding about a file.
 */
export function formatFindings({
  ofFiles,
  findings,
  queries,
}: {
  readonly ofFiles: readonly Diagnostic[];
  readonly findings: readonly QueryFinding[];
  readonly queries: number;
}): string {
  const document = {
    findings: [
      ...ofFiles.map((diagnostic) => ({ ...told(diagnostic), panel: null, query: null, column: null })),
      ...findings.map(({ diagnostic, query: { owner, refId }, column }) => ({
        ...told(diagnostic),
        panel: owner.kind === "file" ? null : owner.name,
        query: refId ?? null,
        column,
      })),
    ],
    queries,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function told({ code, severity, message, help, location }: Diagnostic) {
  const text = help === undefined ? message : `${message} ${help}`;
  return { code, severity, message: text, file: location?.file ?? null };
}
