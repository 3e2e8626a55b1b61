import { isUtf8 } from "node:buffer";
import { posix } from "node:path";
import { readRegularFile } from "@metricsmith/runtime/input";
import type { Report } from "../diagnostics/define.js";
import { type SourceLocation, startOfFile } from "../diagnostics/diagnostic.js";
import { type PageSection, schemaOf, toCommentText } from "../emit/output.js";
import { LARGEST_TEXT } from "../text/read-file.js";
import { systemReason } from "../text/system-reason.js";
import type { OUTPUT_CODES } from "./codes.js";
import { linkTargetOutside, type StaleFile } from "./output-plan.js";

/** A section, compared with its page. */
export interface PlannedSection {
  /** The page, relative to the working directory. */
  readonly file: string;
  /** The text of the page; `undefined` when the page cannot be read, which is reported. */
  readonly text: string | undefined;
  /** The place for diagnostics about the section: the first marker, or the start of a page without one. */
  readonly at: SourceLocation;
  /** The change of a page whose section is not up to date. It leaves the other lines as they are, byte for byte. */
  readonly stale: StaleFile | undefined;
}

/**
 * Compares a section with its page, without writing. A section that differs only in its line ends is up to date; a new
 * one has the line ends of the first marker's line. Mistakes in the page are reported.
 *
 * @param schema the path of the schema as the user wrote it
 */
export function planSection(
  section: PageSection,
  schema: string,
  report: Report<typeof OUTPUT_CODES>,
): PlannedSection {
  const file = posix.join(posix.dirname(schema), section.page);
  const top = startOfFile(file);
  const read = readPage(file, posix.dirname(schema));
  if ("reason" in read) {
    report("page-unreadable", { page: file, reason: read.reason }, top);
    return { file, text: undefined, at: top, stale: undefined };
  }
  const page: Page = { file, text: read.text };
  const range = findMarkers(page, report);
  if (range === undefined || reportOtherSchema(page, { range, schema }, report)) {
    return { ...page, at: range?.begin ?? top, stale: undefined };
  }
  const { start, end, begin: at } = range;
  const { text } = page;
  const wanted = `${section.text}\n`; // a blank line ends a list before the marker
  if (text.slice(start, end).replaceAll("\r\n", "\n") === wanted) return { ...page, at, stale: undefined };
  const written = text.startsWith("\r\n", start - 2) ? wanted.replaceAll("\n", "\r\n") : wanted;
  const after = text.slice(0, start) + written + text.slice(end);
  return { ...page, at, stale: { path: file, before: text, after } };
}

function readPage(
  file: string,
  schemaFolder: string,
): { readonly text: string } | { readonly reason: string } {
  try {
    const bytes = readRegularFile(file, LARGEST_TEXT);
    const target = linkTargetOutside(file, { base: schemaFolder, root: schemaFolder });
    if (target !== undefined) {
      const reason = `it is a link to \`${target}\`, outside of the schema's folder; name the page itself`;
      return { reason };
    }
    return isUtf8(bytes) ? { text: bytes.toString("utf8") } : { reason: "it is not text in UTF-8" };
  } catch (error) {
    return { reason: systemReason(error) };
  }
}

/** Reports a section that was generated from another schema, and returns whether it was. */
function reportOtherSchema(
  { file, text }: Page,
  { range, schema }: { readonly range: SectionRange; readonly schema: string },
  report: Report<typeof OUTPUT_CODES>,
): boolean {
  const of = schemaOf(text.slice(range.start, range.end));
  if (of === undefined || of === toCommentText(posix.basename(schema))) return false;
  const line = range.begin.line + 1;
  const endColumn = 1 + text.slice(range.start).search(/\r?\n/);
  const at = { file, line, column: 1, endLine: line, endColumn };
  report("section-of-other-schema", { schema: of }, at);
  return true;
}

interface Page {
  /** The path of the page, as messages show it. */
  readonly file: string;
  readonly text: string;
}

/** The text between the lines of the two markers, as offsets in the page's text. */
interface SectionRange {
  readonly start: number;
  readonly end: number;
  /** The place of the first marker. */
  readonly begin: SourceLocation;
}

type MarkerName = "begin" | "end";

const BEGIN = markerText("begin");
const END = markerText("end");

function markerText(name: MarkerName): string {
  return `<!-- metricsmith:${name} -->`;
}

/** Finds the text between the two markers of a page; `undefined` when the markers have a mistake, which is reported. */
function findMarkers(page: Page, report: Report<typeof OUTPUT_CODES>): SectionRange | undefined {
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
  /** Offsets of the start and the end of its line, without the line end, and of the start of the next line. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const MARKER = /^\uFEFF?<!--[ \t]*metricsmith:(begin|end)[ \t]*-->[ \t]*$/;

/** https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/** The lines of a page that are markers. Those in fenced code are examples. */
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
