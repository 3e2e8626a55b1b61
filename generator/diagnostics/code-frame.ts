import { displayWidth, type Paint, printable, type Style } from "../text/terminal.js";
import type { SourceLocation } from "./diagnostic.js";

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
  // What follows the last newline is no line, unless the token stands there.
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
    const token = printable(text.slice(column - 1, Math.min(end - 1, window.end)));
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
