import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import type { Report } from "../diagnostics/define.js";
import { type SourceLocation, startOfFile } from "../diagnostics/diagnostic.js";
import { type PageSection, schemaOf, toCommentText } from "../emit/output.js";
import { systemReason } from "../text/system-reason.js";
import type { OUTPUT_CODES } from "./codes.js";
import type { StaleFile } from "./output-plan.js";

/** A section beside the page that it belongs into. */
export interface PlannedSection {
  /** The page, relative to the working directory as the schema is. */
  readonly file: string;
  /** What the page holds; `undefined` when it cannot be read, which is reported. */
  readonly text: string | undefined;
  /** Where findings about the section stand: at the first marker, or else at the start of the page. */
  readonly at: SourceLocation;
  /** The page with the section, where it has another or none; its other lines are the same, byte for byte. */
  readonly stale: StaleFile | undefined;
}

/**
 * Compares a section with its page, without writing. One that differs in its line ends alone is as it should be; a
 * new one gets those of the line of the first marker. What is wrong with the page is reported.
 *
 * @param schema the schema's file, as the user named it
 */
export function planSection(
  section: PageSection,
  schema: string,
  report: Report<typeof OUTPUT_CODES>,
): PlannedSection {
  const file = posix.join(posix.dirname(schema), section.page);
  const top = startOfFile(file);
  const read = readPage(file);
  if ("reason" in read) {
    report("page-unreadable", { page: file, reason: read.reason }, top);
    return { file, text: undefined, at: top, stale: undefined };
  }
  const page: Page = { file, text: read.text };
  const between = findMarkers(page, report);
  if (between === undefined || reportOtherSchema(page, { between, schema }, report)) {
    return { ...page, at: between?.begin ?? top, stale: undefined };
  }
  const { start, end, begin: at } = between;
  const { text } = page;
  const wanted = `${section.text}\n`; // a blank line before the marker ends a list
  if (text.slice(start, end).replaceAll("\r\n", "\n") === wanted) return { ...page, at, stale: undefined };
  const written = text.startsWith("\r\n", start - 2) ? wanted.replaceAll("\n", "\r\n") : wanted;
  const after = text.slice(0, start) + written + text.slice(end);
  return { ...page, at, stale: { path: file, before: text, after } };
}

function readPage(file: string): { readonly text: string } | { readonly reason: string } {
  try {
    if (!statSync(file).isFile()) return { reason: "it is no file" };
    const bytes = readFileSync(file);
    return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { reason: "it is no text in UTF-8" };
  } catch (error) {
    return { reason: systemReason(error) };
  }
}

/** Whether the section is another schema's, which is reported. */
function reportOtherSchema(
  { file, text }: Page,
  { between, schema }: { readonly between: SectionRange; readonly schema: string },
  report: Report<typeof OUTPUT_CODES>,
): boolean {
  const of = schemaOf(text.slice(between.start, between.end));
  if (of === undefined || of === toCommentText(posix.basename(schema))) return false;
  const line = between.begin.line + 1;
  const endColumn = 1 + text.slice(between.start).search(/\r?\n/);
  const at = { file, line, column: 1, endLine: line, endColumn };
  report("section-of-other-schema", { schema: of }, at);
  return true;
}

export interface Page {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** What stands between the lines of the markers, as offsets in the page's text. */
export interface SectionRange {
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
export function findMarkers(page: Page, report: Report<typeof OUTPUT_CODES>): SectionRange | undefined {
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
      if (closesFence(content, fence)) fence = undefined;
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

function closesFence(line: string, fence: string): boolean {
  const run = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  return run?.startsWith(fence) ?? false;
}

function locationOf({ file }: Page, { line, start, end }: Marker): SourceLocation {
  return { file, line, column: 1, endLine: line, endColumn: end - start + 1 };
}
