import {
  continuesMetricName,
  isBlank,
  LINE_FEED,
  QUOTE,
  SPACE,
  skipBlanks,
  startsMetricName,
  tokenEnd,
} from "./bytes.js";
import { nameIn } from "./label-parser.js";
import type { ByteSpan, Scan } from "./scan.js";
import { closingQuote } from "./tokens.js";

/** What a line that starts with `#` says of a family. */
export interface MetadataLine {
  readonly keyword: "HELP" | "TYPE" | "UNIT";
  readonly name: string;
  readonly nameSpan: ByteSpan;
  /** What is behind the name and the one byte that parts them. */
  readonly textSpan: ByteSpan;
}

/**
 * Reads a metadata line from the `#` to its line feed. `comment` for a comment of text 0.0.4, `eof` for the
 * `# EOF` of OpenMetrics, `undefined` for a mistake, which is reported.
 */
export function scanMetadata(scan: Scan): MetadataLine | "comment" | "eof" | undefined {
  const start = scan.at;
  const end = scan.lineEnd(start);
  scan.at = end;
  return scan.strict ? scanStrictly(scan, { start, end }) : scanLeniently(scan, { start, end });
}

/** A comment is what does not start with a known keyword, blanks around it. */
function scanLeniently(scan: Scan, { start, end }: ByteSpan): MetadataLine | "comment" | undefined {
  const { bytes } = scan;
  const keywordStart = skipBlanks(bytes, start + 1);
  if (keywordStart === start + 1) return "comment";
  const keyword = bytes.toString("latin1", keywordStart, keywordStart + 4);
  const nameStart = skipBlanks(bytes, keywordStart + 4);
  if ((keyword !== "HELP" && keyword !== "TYPE") || nameStart === keywordStart + 4) return "comment";
  const nameEnd = metricNameEnd(bytes, nameStart);
  const nameSpan = { start: nameStart, end: nameEnd };
  if (nameEnd === nameStart) return noName(scan, nameStart, end);
  const name = nameIn(scan, nameSpan);
  if (name === undefined) return undefined;
  if (nameEnd < end && !isBlank(bytes[nameEnd] ?? LINE_FEED)) {
    const token = { start: nameStart, end: tokenEnd(bytes, nameStart) };
    scan.report("bad-name-in-metadata", { token: scan.quote(token), name }, token);
  }
  return { keyword, name, nameSpan, textSpan: { start: Math.min(nameEnd + 1, end), end } };
}

/** `HASH SP keyword SP metricname SP text LF`, or `HASH SP EOF`. */
function scanStrictly(scan: Scan, { start, end }: ByteSpan): MetadataLine | "eof" | undefined {
  const { bytes } = scan;
  const keyword = bytes.toString("latin1", start, Math.min(start + 7, end));
  if (keyword === "# EOF" && end - start === 5) return "eof";
  const known = KEYWORDS.find((one) => keyword === `# ${one} `);
  if (known === undefined) {
    scan.report("comment", { token: scan.quote({ start, end }) }, { start, end });
    return undefined;
  }
  const nameStart = start + 7;
  const nameEnd = metricNameEnd(bytes, nameStart);
  const nameSpan = { start: nameStart, end: nameEnd };
  if (nameEnd === nameStart) return noName(scan, nameStart, end);
  const name = nameIn(scan, nameSpan);
  if (name === undefined) return undefined;
  if (bytes[nameEnd] !== SPACE) {
    const token = { start: nameStart, end: tokenEnd(bytes, nameStart) };
    if (nameEnd === end) scan.report("no-metadata-text", { keyword: known, name }, nameSpan);
    else scan.report("bad-name-in-metadata", { token: scan.quote(token), name }, token);
    return undefined;
  }
  return { keyword: known, name, nameSpan, textSpan: { start: nameEnd + 1, end } };
}

const KEYWORDS = ["HELP", "TYPE", "UNIT"] as const;

function metricNameEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? LINE_FEED;
  if (first === QUOTE) {
    const close = closingQuote(bytes, start + 1);
    return close === -1 ? start : close + 1;
  }
  if (!startsMetricName(first)) return start;
  let end = start + 1;
  while (continuesMetricName(bytes[end] ?? LINE_FEED)) end += 1;
  return end;
}

function noName(scan: Scan, start: number, end: number): undefined {
  const span = { start, end: Math.min(tokenEnd(scan.bytes, start), end) };
  scan.report("no-name-in-metadata", { token: scan.quote(span) }, span);
  return undefined;
}
