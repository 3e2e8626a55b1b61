import type { Fault } from "../server/yaml/faults.js";

/** Characters of a line that a frame shows; a longer line is cut around the token. */
const WIDTH = 100;
/** How much of what stands before the token a cut line keeps. */
const LEAD = 30;

/** Each fault with its place, the lines around it, and what to write instead. */
export function faultFrames(
  faults: readonly Fault[],
  { file, text }: { readonly file: string; readonly text: string },
): string {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  return faults.map((fault) => frame(fault, file, lines)).join("\n\n");
}

function frame({ at, message, help }: Fault, file: string, lines: readonly string[]): string {
  const { line, column, length } = at;
  const to = Math.min(Math.max(lines.at(-1) === "" ? lines.length - 1 : lines.length, line), line + 1);
  const gutter = String(to).length;
  const bar = (label: string) => `${label.padStart(gutter)} |`;
  const own = lines[line - 1] ?? "";
  const start = own.length <= WIDTH || column - 1 + LEAD < WIDTH ? 0 : column - 1 - LEAD;
  const shown: string[] = [`${file}:${line}:${column}: ${message}`, bar("")];
  for (let number = Math.max(1, line - 1); number <= to; number++) {
    const from = number === line ? start : 0;
    const content = (lines[number - 1] ?? "").slice(from, from + WIDTH);
    shown.push(`${bar(String(number))} ${printable(content)}`.trimEnd());
    if (number !== line) continue;
    const before = own
      .slice(start, column - 1)
      .replace(/[^\t]/g, " ")
      .replaceAll("\t", TAB);
    shown.push(`${bar("")} ${before}${"^".repeat(Math.min(length, start + WIDTH - column + 1))}`);
  }
  if (help !== undefined) shown.push(`help: ${help}`);
  return shown.join("\n");
}

const TAB = "    ";

/** As a terminal can show it: what would move the cursor, or reorder what is read, becomes a question mark. */
function printable(text: string): string {
  return text
    .replaceAll("\t", TAB)
    .replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu, "\uFFFD");
}
