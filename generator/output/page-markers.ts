import type { Report } from "../diagnostics/define.js";
import { type SourceLocation, startOfFile } from "../diagnostics/diagnostic.js";
import type { OUTPUT_CODES } from "./codes.js";

export interface Page {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** What stands between the lines of the markers, as offsets in the page's text. */
export interface BetweenMarkers {
  readonly start: number;
  readonly end: number;
  /** Where the first marker stands. */
  readonly begin: SourceLocation;
}

type MarkerName = "begin" | "end";

const BEGIN = markerText("begin");
const END = markerText("end");

function markerText(name: MarkerName): string {
  return `<!-- metricsmith:${name} -->`;
}

/** The text between the two markers of a page; `undefined` when the markers have a mistake, which is reported. */
export function betweenMarkers(page: Page, report: Report<typeof OUTPUT_CODES>): BetweenMarkers | undefined {
  const markers = markersOf(page);
  const [begin, secondBegin] = markers.filter(({ name }) => name === "begin");
  const [end, secondEnd] = markers.filter(({ name }) => name === "end");
  if (begin === undefined || end === undefined) {
    const missing = [...(begin === undefined ? [BEGIN] : []), ...(end === undefined ? [END] : [])];
    const params = { page: page.file, markers: missing };
    report("page-marker-missing", params, startOfFile(page.file));
  }
  for (const [first, second] of [
    [begin, secondBegin],
    [end, secondEnd],
  ] as const) {
    if (first === undefined || second === undefined) continue;
    const params = { marker: markerText(second.name), first: first.line };
    report("page-marker-twice", params, locationOf(page, second));
  }
  if (begin === undefined || end === undefined || secondBegin !== undefined || secondEnd !== undefined) {
    return undefined;
  }
  if (end.start < begin.start) {
    report("page-markers-reversed", { begin: BEGIN, end: END }, locationOf(page, end));
    return undefined;
  }
  return { start: begin.next, end: end.start, begin: locationOf(page, begin) };
}

interface Marker {
  readonly name: MarkerName;
  readonly line: number;
  /** Of its line, as offsets: where it starts, where its text ends, and where the next line starts. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const MARKER = /^\uFEFF?<!--[ \t]*metricsmith:(begin|end)[ \t]*-->[ \t]*$/;

/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** Every line that is a marker, but for those in fenced code, which are only shown. */
function markersOf({ text }: Page): readonly Marker[] {
  const markers: Marker[] = [];
  let fence: string | undefined;
  let start = 0;
  text.split("\n").forEach((row, index) => {
    const content = row.replace(/\r$/, "");
    const next = start + row.length + 1;
    if (fence !== undefined) {
      if (closes(content, fence)) fence = undefined;
    } else {
      fence = FENCE.exec(content)?.[1];
      const name = MARKER.exec(content)?.[1];
      if (name === "begin" || name === "end") {
        markers.push({ name, line: index + 1, start, end: start + content.length, next });
      }
    }
    start = next;
  });
  return markers;
}

function closes(line: string, fence: string): boolean {
  const run = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return run?.startsWith(fence) ?? false;
}

function locationOf({ file }: Page, { line, start, end }: Marker): SourceLocation {
  return { file, line, column: 1, endLine: line, endColumn: end - start + 1 };
}
