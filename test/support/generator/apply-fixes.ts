import type { Fix } from "../../../generator/diagnostics/diagnostic.js";

/** The text with all repairs, which must not overlap. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offsetOf = (line: number, column: number) => (starts[line - 1] ?? 0) + column - 1;
  let fixed = text;
  let next = text.length;
  const edits = fixes.map((fix) => ({
    start: offsetOf(fix.line, fix.column),
    end: offsetOf(fix.endLine, fix.endColumn),
    text: fix.text,
  }));
  for (const edit of edits.sort((a, b) => b.start - a.start)) {
    if (edit.end > next) throw new Error(`repairs overlap at ${edit.start}`);
    fixed = fixed.slice(0, edit.start) + edit.text + fixed.slice(edit.end);
    next = edit.start;
  }
  return fixed;
}
