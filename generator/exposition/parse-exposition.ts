import { HASH, LINE_FEED, skipBlanks } from "./bytes.js";
import type { ExposedFamily, Exposition, ExpositionFormat } from "./exposition.js";
import { Findings } from "./findings.js";
import { scanMetadata } from "./metadata-line.js";
import { OpenMetricsFamilies } from "./openmetrics-families.js";
import { SampleLine } from "./sample-line.js";
import { Scan } from "./scan.js";
import { TextFamilies } from "./text-families.js";

/**
 * Parses a whole exposition, as a text or as bytes in UTF-8. It never throws: errors and warnings are in the result. A line
 * with an error is skipped, and the families and samples of all other lines are in the result.
 */
export function parseExposition(
  text: string | Uint8Array,
  options: { readonly format: ExpositionFormat },
): Exposition {
  const parser = new ExpositionParser(options);
  const first = parser.write(typeof text === "string" ? Buffer.from(text) : text);
  const last = parser.end();
  return {
    families: joinFamilies(first.families, last.families),
    errors: [...first.errors, ...last.errors],
    warnings: [...first.warnings, ...last.warnings],
    omitted: first.omitted + last.omitted,
  };
}

/** The families of two parts of an exposition. A family that is in both parts has the samples of both. */
function joinFamilies(
  first: readonly ExposedFamily[],
  last: readonly ExposedFamily[],
): readonly ExposedFamily[] {
  if (last.length === 0) return first;
  const families = new Map(first.map((family) => [`${family.line} ${family.name}`, family]));
  for (const family of last) {
    const key = `${family.line} ${family.name}`;
    const before = families.get(key);
    if (before === undefined) families.set(key, family);
    else families.set(key, { ...family, samples: [...before.samples, ...family.samples] });
  }
  return [...families.values()];
}

/**
 * Parses an exposition in UTF-8 that comes in pieces of any size, cut anywhere.
 *
 * `write` and `end` return the families of their piece. A family whose samples are in several pieces is returned for
 * each of them, with the samples of that piece and the metadata up to there.
 *
 * The parser keeps one unfinished line, at most 16,384 names and labels, in text 0.0.4 the metadata of all families, and
 * at most 64 bytes for each series of the current family. It finds duplicates among the first two million of them.
 */
export class ExpositionParser {
  private readonly scan: Scan;
  private readonly findings: Findings;
  private readonly families: TextFamilies | OpenMetricsFamilies;
  private readonly sampleLine = new SampleLine();
  private readonly unfinished = new UnfinishedLine();
  private hasEof = false;
  private hasMoreThanEof = false;
  private hasEnded = false;

  constructor({ format }: { readonly format: ExpositionFormat }) {
    this.findings = new Findings(format === "openmetrics");
    this.scan = new Scan(this.findings);
    this.families = format === "openmetrics" ? new OpenMetricsFamilies() : new TextFamilies();
  }

  /** Parses the lines that the piece completes. The caller may overwrite the piece afterwards. */
  write(piece: Uint8Array): Exposition {
    this.throwAfterEnd();
    let bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (!this.unfinished.isEmpty) {
      const end = bytes.indexOf(LINE_FEED) + 1;
      this.unfinished.add(end === 0 ? bytes : bytes.subarray(0, end));
      if (end === 0) return this.take();
      this.readUnfinished();
      bytes = bytes.subarray(end);
    }
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    this.readLines(bytes, end);
    this.unfinished.add(bytes.subarray(end));
    return this.take();
  }

  /** Parses a last line without a line feed, and reports what is missing at the end. */
  end(): Exposition {
    this.throwAfterEnd();
    this.hasEnded = true;
    let place = { line: this.scan.line, column: 1, endColumn: 2 };
    if (!this.unfinished.isEmpty) {
      this.unfinished.add(Buffer.of(LINE_FEED));
      const length = this.readUnfinished();
      place = { line: place.line, column: length, endColumn: length + 1 };
      if (!this.scan.strict) this.findings.report("no-line-feed", {}, place);
    }
    this.families.end(this.scan);
    if (this.scan.strict && !this.hasEof) this.findings.report("no-eof", {}, place);
    return this.take();
  }

  /** @returns the length of the line in UTF-16 code units, with the line feed */
  private readUnfinished(): number {
    const line = this.unfinished.take();
    if (line === undefined) {
      const place = { line: this.scan.line, column: 1, endColumn: 2 };
      this.findings.report("long-line", { limit: LONGEST_LINE }, place);
      this.scan.line += 1;
      return 1;
    }
    this.readLines(line, line.length);
    return line.toString("utf8").length;
  }

  /** Reads the complete lines before `end`. */
  private readLines(bytes: Buffer, end: number): void {
    const { scan } = this;
    scan.bytes = bytes;
    scan.at = 0;
    this.sampleLine.forget();
    while (scan.at < end) {
      scan.lineStart = scan.at;
      if (!this.readLine()) scan.at = scan.lineEnd(scan.lineStart);
      scan.at += 1;
      scan.line += 1;
    }
  }

  /** @returns whether the line was read up to its line feed */
  private readLine(): boolean {
    const { scan } = this;
    if (this.hasEof) return this.readAfterEof();
    if (!scan.strict) scan.at = skipBlanks(scan.bytes, scan.at);
    const first = scan.bytes[scan.at];
    if (first === LINE_FEED) {
      if (scan.strict) this.findings.report("blank-line", {}, { line: scan.line, column: 1, endColumn: 2 });
      return true;
    }
    if (first === HASH) return this.readMetadata();
    if (scan.at > scan.lineStart) scan.report("leading-blanks", {}, { start: scan.lineStart, end: scan.at });
    if (!this.sampleLine.scan(scan)) return false;
    this.families.addSample(scan, this.sampleLine);
    return true;
  }

  private readMetadata(): boolean {
    const metadata = scanMetadata(this.scan);
    if (metadata === "eof") this.hasEof = true;
    else if (metadata !== "comment" && metadata !== undefined) this.families.addMetadata(this.scan, metadata);
    return metadata !== undefined;
  }

  private readAfterEof(): boolean {
    if (!this.hasMoreThanEof) {
      this.hasMoreThanEof = true;
      this.findings.report("after-eof", {}, { line: this.scan.line, column: 1, endColumn: 2 });
    }
    return false;
  }

  private throwAfterEnd(): void {
    if (this.hasEnded)
      throw new Error("the exposition has ended; create another parser for another exposition");
  }

  private take(): Exposition {
    return { families: this.families.take(), ...this.findings.take() };
  }
}

/** The longest line in bytes. The parser does not keep longer lines. */
const LONGEST_LINE = 1 << 24;

/** Keeps the start of a line until the piece with its end is written. */
class UnfinishedLine {
  private bytes = Buffer.alloc(1 << 10);
  private length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  add(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length <= LONGEST_LINE) {
      if (length > this.bytes.length) this.grow(length);
      this.bytes.set(piece, this.length);
    }
    this.length = length;
  }

  /** The line, which is valid until the next `add`; `undefined` if it is too long. */
  take(): Buffer | undefined {
    const { length } = this;
    this.length = 0;
    return length > LONGEST_LINE ? undefined : this.bytes.subarray(0, length);
  }

  private grow(length: number): void {
    const larger = Buffer.alloc(Math.max(length, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
