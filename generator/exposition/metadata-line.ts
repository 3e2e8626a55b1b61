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
import { parseName } from "./label-parser.js";
import type { ByteSpan, Scan } from "./scan.js";
import { closingQuote } from "./tokens.js";

/** A line of metadata, such as `# TYPE shop_orders_total counter`. */
export interface MetadataLine {
  readonly keyword: "HELP" | "TYPE" | "UNIT";
  readonly name: string;
  readonly nameSpan: ByteSpan;
  /** The text after the name and one byte between them. */
  readonly textSpan: ByteSpan;
}

/**
 * Parses a line from its `#` to its line feed. It returns `comment` for a comment of text 0.0.4, and `eof` for the `# EOF`
 * of OpenMetrics. It reports a line that it cannot parse, and returns `undefined`.
 */
export function scanMetadata(scan: Scan): MetadataLine | "comment" | "eof" | undefined {
  const start = scan.at;
  const end = scan.lineEnd(start);
  scan.at = end;
  return scan.strict ? scanOpenMetrics(scan, { start, end }) : scanText(scan, { start, end });
}

/** In text 0.0.4, a line without a known keyword and blanks around it is a comment. */
function scanText(scan: Scan, { start, end }: ByteSpan): MetadataLine | "comment" | undefined {
  const { bytes } = scan;
  const keywordStart = skipBlanks(bytes, start + 1);
  if (keywordStart === start + 1) return "comment";
  const keyword = bytes.toString("latin1", keywordStart, keywordStart + 4);
  const nameStart = skipBlanks(bytes, keywordStart + 4);
  if ((keyword !== "HELP" && keyword !== "TYPE") || nameStart === keywordStart + 4) return "comment";
  const nameEnd = metricNameEnd(bytes, nameStart);
  const nameSpan = { start: nameStart, end: nameEnd };
  if (nameEnd === nameStart) return reportNoName(scan, nameStart, end);
  const name = parseName(scan, nameSpan);
  if (name === undefined) return undefined;
  if (nameEnd < end && !isBlank(bytes[nameEnd] ?? LINE_FEED)) {
    const token = { start: nameStart, end: tokenEnd(bytes, nameStart) };
    scan.report("bad-name-in-metadata", { token: scan.quote(token), name }, token);
  }
  return { keyword, name, nameSpan, textSpan: { start: Math.min(nameEnd + 1, end), end } };
}

/** In OpenMetrics, a line is `HASH SP keyword SP metricname SP text LF` or `HASH SP EOF`. */
function scanOpenMetrics(scan: Scan, { start, end }: ByteSpan): MetadataLine | "eof" | undefined {
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
  if (nameEnd === nameStart) return reportNoName(scan, nameStart, end);
  const name = parseName(scan, nameSpan);
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

function reportNoName(scan: Scan, start: number, end: number): undefined {
  const span = { start, end: Math.min(tokenEnd(scan.bytes, start), end) };
  scan.report("no-name-in-metadata", { token: scan.quote(span) }, span);
  return undefined;
}
