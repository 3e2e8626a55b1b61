import { maskSecrets } from "../text/secrets.js";
import { displayWidth, type Paint, painter, printable, type Style } from "../text/terminal.js";
import { count } from "../text/words.js";
import type { Diagnostic, Severity, SourceLocation } from "./diagnostic.js";

/** The formats of findings: for people, for programs, for GitHub's annotations, and SARIF 2.1.0. */
export const FORMATS = ["pretty", "json", "github", "sarif"] as const;
/** One of the formats of findings. */
export type Format = (typeof FORMATS)[number];

const COLOURS = { error: "red", warning: "yellow", information: "blue" } as const;
const LABELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "info",
};

/** Findings that people are shown: of more, the rest is counted. */
export const MOST_SHOWN = 50;

interface PrettyOptions {
  readonly colour: boolean;
  /** What has all findings, for the line behind the last that is shown: "`--format json`". */
  readonly whole: string;
  /** Whether the last line names the command that explains codes. */
  readonly explained?: boolean;
}

/**
 * For people: message, place, code frame and help of each diagnostic, up to 50 (errors first, then warnings,
 * then information), and a last line that counts all of them. A file that is not among the sources gets no code frame,
 * nor does one with NULs.
 */
export function formatPretty(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  { colour, whole, explained = false }: PrettyOptions,
): string {
  if (diagnostics.length === 0) return "";
  const paint = painter(colour);
  const lines = new Map<string, readonly string[]>();
  const shown = mostSevere(diagnostics);
  for (const { location } of shown) {
    const text = location === undefined ? undefined : sources.get(location.file);
    if (location !== undefined && text?.includes("\0") === false && !lines.has(location.file)) {
      lines.set(location.file, maskSecrets(text).split("\n"));
    }
  }
  const blocks = shown.map((diagnostic) => block(diagnostic, lines, paint));
  const rest = diagnostics.length - shown.length;
  if (rest > 0) blocks.push(`and ${count(rest, "more finding")}; ${whole} has all of them`);
  const end = `${summary(diagnostics, paint)}${explained ? `; ${explainCommand(diagnostics)} says more` : ""}`;
  return `${[...blocks, end].join("\n\n")}\n`;
}

/** The command with the code, if all have the same one. */
function explainCommand(diagnostics: readonly Diagnostic[]): string {
  const [code = "", ...others] = new Set(diagnostics.map((diagnostic) => diagnostic.code));
  return `\`metricsmith explain ${others.length === 0 ? code : "CODE"}\``;
}

/** The first errors, then warnings, then information, up to the most that are shown, and in their order. */
function mostSevere(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= MOST_SHOWN) return diagnostics;
  const { errors, warnings } = tally(diagnostics);
  const left = {
    error: MOST_SHOWN,
    warning: MOST_SHOWN - errors,
    information: MOST_SHOWN - errors - warnings,
  };
  return diagnostics.filter(({ severity }) => left[severity]-- > 0);
}

function block(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, readonly string[]>,
  paint: Paint,
): string {
  const { code, severity, message, help, location } = diagnostic;
  const colour = COLOURS[severity];
  const parts = [
    `${paint(`${LABELS[severity]}[${code}]`, "bold", colour)}${paint(`: ${printable(message)}`, "bold")}`,
  ];
  if (location !== undefined) {
    const { file, line, column } = location;
    parts.push(`${paint(" -->", "blue")} ${printable(file)}:${line}:${column}`);
    const lines = sources.get(file);
    if (lines !== undefined) parts.push(...codeFrame(lines, location, { paint, colour }));
  }
  if (help !== undefined) parts.push(`${paint("help:", "bold", "cyan")} ${printable(help)}`);
  const fix = describeFix(diagnostic, sources);
  if (fix !== undefined) parts.push(`${paint("fix:", "bold", "cyan")} ${printable(fix)}`);
  return parts.join("\n");
}

/** What to write where, unless the help quotes it for the place that is shown. */
function describeFix(
  { fix, help, location }: Diagnostic,
  sources: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  if (fix === undefined) return undefined;
  const { file, line, column, endLine, endColumn, text } = fix;
  const isShown = location !== undefined && isSamePlace(fix, location);
  if (isShown && help?.includes(`\`${text}\``) === true) return undefined;
  const at = isShown ? "" : ` at ${line}:${column}`;
  if (line === endLine && column === endColumn) return `insert \`${text}\`${at}`;
  const old = line === endLine ? sources.get(file)?.[line - 1]?.slice(column - 1, endColumn - 1) : undefined;
  const quoted = old === undefined ? "this" : `\`${old}\``;
  return text === "" ? `remove ${quoted}${at}` : `write \`${text}\` instead of ${quoted}${at}`;
}

function isSamePlace(a: SourceLocation, b: SourceLocation): boolean {
  return a.line === b.line && a.column === b.column && a.endLine === b.endLine && a.endColumn === b.endColumn;
}

function summary(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const { errors, warnings, information } = tally(diagnostics);
  const parts: string[] = [];
  if (errors > 0) parts.push(paint(count(errors, "error"), "bold", COLOURS.error));
  if (warnings > 0) parts.push(paint(count(warnings, "warning"), "bold", COLOURS.warning));
  if (information > 0) {
    parts.push(paint(`${count(information, "finding")} for information`, "bold", COLOURS.information));
  }
  return parts.join(", ");
}

/** `{ diagnostics, errors, warnings, information }`: the last three are counts. What is absent in a diagnostic has no key. */
export function formatJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify({ diagnostics, ...tally(diagnostics) }, undefined, 2)}\n`;
}

interface Tally {
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
}

export function tally(diagnostics: readonly Diagnostic[]): Tally {
  const countOf = (wanted: Severity) => diagnostics.filter(({ severity }) => severity === wanted).length;
  return { errors: countOf("error"), warnings: countOf("warning"), information: countOf("information") };
}

/** Characters of a line that a frame shows; a longer line is cut around the token. */
const WIDTH = 100;
/** How much of what stands before the token a cut line keeps. */
const LEAD = 30;

/** The line of the token between its neighbours, with carets under the token. */
export function codeFrame(
  lines: readonly string[],
  { line, column, endLine, endColumn }: SourceLocation,
  { paint, colour }: { readonly paint: Paint; readonly colour: Style },
): readonly string[] {
  const from = Math.max(1, line - 1);
  // What follows the last newline is not a line, unless the token stands there.
  const last = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  const to = Math.max(line, Math.min(last, line + 1));
  const gutter = String(to).length;
  const bar = (label: string) => paint(`${label.padStart(gutter)} |`, "blue");
  const textOf = (number: number) => (lines[number - 1] ?? "").replace(/\r$/, "");
  const text = textOf(line);
  const window = windowAround(text, column);
  const end = line === endLine ? endColumn : text.length + 1;
  const frame = [bar("")];
  for (let number = from; number <= to; number++) {
    const shown = cut(textOf(number), number === line ? window : WHOLE);
    frame.push(`${bar(String(number))} ${shown}`.trimEnd());
    if (number !== line) continue;
    const before = cut(text.slice(0, column - 1), window);
    // White space at the end is not marked, but for one column: a tab is shown as several.
    const token = printable(text.slice(column - 1, Math.min(end - 1, window.end)).trimEnd());
    const carets = "^".repeat(Math.max(1, displayWidth(token)));
    frame.push(`${bar("")} ${" ".repeat(displayWidth(before))}${paint(carets, "bold", colour)}`);
  }
  return frame;
}

interface Window {
  readonly start: number;
  readonly end: number;
}

const WHOLE: Window = { start: 0, end: WIDTH };

function windowAround(text: string, column: number): Window {
  if (text.length <= WIDTH) return WHOLE;
  const start = column - 1 + LEAD < WIDTH ? 0 : column - 1 - LEAD;
  return { start, end: start + WIDTH };
}

function cut(text: string, { start, end }: Window): string {
  const head = start > 0 ? "…" : "";
  const tail = text.length > end ? "…" : "";
  return `${head}${printable(text.slice(start, end))}${tail}`;
}
