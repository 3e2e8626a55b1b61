import type { SourceLocation } from "../../diagnostics/diagnostic.js";

const STARTS = new WeakMap<object, readonly number[]>();

/** Turns two offsets into a location. The line starts of a source are found once, at its first mistake. */
export function locateOffsets(
  source: { readonly file: string; readonly text: string },
  { start, end }: { readonly start: number; readonly end: number },
): SourceLocation {
  const starts = lineStarts(source);
  const from = Math.min(start, source.text.length);
  const to = Math.min(Math.max(end, from), source.text.length);
  const first = lineOf(starts, from);
  const last = lineOf(starts, to);
  return {
    file: source.file,
    line: first + 1,
    column: from - (starts[first] ?? 0) + 1,
    endLine: last + 1,
    endColumn: to - (starts[last] ?? 0) + 1,
  };
}

function lineStarts(source: { readonly text: string }): readonly number[] {
  const known = STARTS.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1))
    starts.push(at + 1);
  STARTS.set(source, starts);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
