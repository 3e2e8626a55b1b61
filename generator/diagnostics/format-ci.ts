import { printable } from "../text/terminal.js";
import type { DiagnosticRules } from "./define.js";
import type { Diagnostic, Fix, Severity, SourceLocation } from "./diagnostic.js";

/** What other programs call a severity. */
const GITHUB_COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "notice",
};
const SARIF_LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "note",
};

/** Workflow commands, one a line, which GitHub shows as annotations of the changed lines. */
export function formatGithub(diagnostics: readonly Diagnostic[], rules: DiagnosticRules): string {
  return diagnostics.map((diagnostic) => `${workflowCommand(diagnostic, rules)}\n`).join("");
}

function workflowCommand(
  { code, severity, message, help, location }: Diagnostic,
  rules: DiagnosticRules,
): string {
  const title = `${rules[code]?.title ?? severity} (${code})`;
  const properties = [...span(location), ["title", title]] as const;
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const text = help === undefined ? message : `${message}\n${help}`;
  return `::${GITHUB_COMMANDS[severity]} ${written.join(",")}::${escapeData(text)}`;
}

function span(location: SourceLocation | undefined): readonly (readonly [string, string])[] {
  if (location === undefined) return [];
  const { file, line, column, endLine, endColumn } = location;
  const lines = [
    ["file", file],
    ["line", String(line)],
    ["endLine", String(endLine)],
  ] as const;
  // Annotations have columns only within one line.
  if (line !== endLine) return lines;
  return [...lines, ["col", String(column)], ["endColumn", String(endColumn)]];
}

/** As `@actions/core` escapes them. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif(diagnostics: readonly Diagnostic[], rules: DiagnosticRules): string {
  const codes = Object.keys(rules);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "metricsmith", rules: Object.entries(rules).map(sarifRule) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => sarifResult(diagnostic, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function sarifRule([code, rule]: readonly [string, DiagnosticRules[string]]) {
  const { title, severity, explanation, wrong, right } = rule;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    ...(wrong !== undefined && { help: { text: printableLines(`Wrong:\n${wrong}\n\nRight:\n${right}`) } }),
    defaultConfiguration: { level: SARIF_LEVELS[severity] },
  };
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function sarifResult(diagnostic: Diagnostic, codes: readonly string[]) {
  const { code, severity, message, help, location, fix } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: SARIF_LEVELS[severity],
    message: { text: printable(help === undefined ? message : `${message} ${help}`) },
    locations: location === undefined ? [] : [{ physicalLocation: physicalLocation(location) }],
    ...(fix !== undefined && { fixes: [sarifFix(fix)] }),
  };
}

function sarifFix(fix: Fix) {
  const { artifactLocation, region } = physicalLocation(fix);
  const replacement = { deletedRegion: region, insertedContent: { text: fix.text } };
  return { artifactChanges: [{ artifactLocation, replacements: [replacement] }] };
}

function physicalLocation({ file, line, column, endLine, endColumn }: SourceLocation) {
  return {
    artifactLocation: {
      uri: file
        .replace(/\p{Surrogate}/gu, "\uFFFD")
        .split("/")
        .map(encodeURIComponent)
        .join("/"),
    },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}
