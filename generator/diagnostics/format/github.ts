import { CATALOGUE } from "../catalogue.js";
import type { Diagnostic, SourceLocation } from "../diagnostic.js";

/** Workflow commands, one a line, which GitHub shows as annotations of the changed lines. */
export function formatGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join("");
}

function command({ code, severity, message, help, location }: Diagnostic): string {
  const properties = [...span(location), ["title", `${CATALOGUE[code].title} (${code})`]] as const;
  const written = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const text = help === undefined ? message : `${message}\n${help}`;
  return `::${severity} ${written.join(",")}::${escapeData(text)}`;
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
