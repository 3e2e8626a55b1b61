import { type Paint, painter, printable } from "../text/terminal.js";
import { count } from "../text/words.js";
import { codeFrame } from "./code-frame.js";
import type { Diagnostic } from "./diagnostic.js";

export const FORMATS = ["pretty", "json", "github", "sarif"] as const;
export type Format = (typeof FORMATS)[number];

const COLOURS = { error: "red", warning: "yellow" } as const;

/**
 * For people: message, place, code frame and help of each diagnostic, and a last line that counts them. A file that is
 * not among the sources gets no code frame.
 */
export function formatPretty(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { colour }: { readonly colour: boolean },
): string {
  if (diagnostics.length === 0) return "";
  const paint = painter(colour);
  const lines = new Map<string, readonly string[]>();
  for (const { location } of diagnostics) {
    const text = location === undefined ? undefined : sources.get(location.file);
    if (location !== undefined && text !== undefined && !lines.has(location.file)) {
      lines.set(location.file, text.split("\n"));
    }
  }
  const blocks = diagnostics.map((diagnostic) => block(diagnostic, lines, paint));
  return `${[...blocks, summary(diagnostics, paint)].join("\n\n")}\n`;
}

function block(
  { code, severity, message, help, location }: Diagnostic,
  sources: ReadonlyMap<string, readonly string[]>,
  paint: Paint,
): string {
  const colour = COLOURS[severity];
  const parts = [
    `${paint(`${severity}[${code}]`, "bold", colour)}${paint(`: ${printable(message)}`, "bold")}`,
  ];
  if (location !== undefined) {
    const { file, line, column } = location;
    parts.push(`${paint(" -->", "blue")} ${printable(file)}:${line}:${column}`);
    const lines = sources.get(file);
    if (lines !== undefined) parts.push(...codeFrame(lines, location, { paint, colour }));
  }
  if (help !== undefined) parts.push(`${paint("help:", "bold", "cyan")} ${printable(help)}`);
  return parts.join("\n");
}

function summary(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const { errors, warnings } = tally(diagnostics);
  const parts: string[] = [];
  if (errors > 0) parts.push(paint(count(errors, "error"), "bold", COLOURS.error));
  if (warnings > 0) parts.push(paint(count(warnings, "warning"), "bold", COLOURS.warning));
  return parts.join(", ");
}

/** `{ diagnostics, errors, warnings }`; what is absent in a diagnostic has no key. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ diagnostics, ...tally(diagnostics) }, undefined, 2)}\n`;
}

interface Tally {
  readonly errors: number;
  readonly warnings: number;
}

export function tally(diagnostics: readonly Diagnostic[]): Tally {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}
