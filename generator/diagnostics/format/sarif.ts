import { CATALOGUE, type DiagnosticCode } from "../catalogue.js";
import type { Diagnostic, SourceLocation } from "../diagnostic.js";

// Object.keys loses the type of keys that are all known.
const CODES = Object.keys(CATALOGUE) as DiagnosticCode[];

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif(diagnostics: readonly Diagnostic[]): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "metricsmith", rules: CODES.map(rule) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map(result),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: DiagnosticCode) {
  const { title, severity } = CATALOGUE[code];
  return { id: code, shortDescription: { text: title }, defaultConfiguration: { level: severity } };
}

function result({ code, severity, message, help, location }: Diagnostic) {
  return {
    ruleId: code,
    ruleIndex: CODES.indexOf(code),
    level: severity,
    message: { text: help === undefined ? message : `${message} ${help}` },
    locations: location === undefined ? [] : [{ physicalLocation: physicalLocation(location) }],
  };
}

function physicalLocation({ file, line, column, endLine, endColumn }: SourceLocation) {
  return {
    artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}
