import { HASH, LINE_FEED, skipBlanks } from "./bytes.js";
import type { ExposedFamily, Exposition, ExpositionFormat } from "./exposition.js";
import { Findings, lineEnd, report, Scan } from "./findings.js";
import { scanMetadata } from "./metadata-line.js";
import { OpenMetricsFamilies } from "./openmetrics-families.js";
import { SampleLine } from "./sample-line.js";
import { TextFamilies } from "./text-families.js";

/**
 * Reads a whole exposition: a text, or its bytes in UTF-8. Mistakes are data. A line with an error is left out and
 * the next one read; families and samples are there whether or not there are errors.
 */
export function parseExposition(text: string | Uint8Array, options: ExpositionOptions): Exposition {
  const parser = new ExpositionParser(options);
  const first = parser.write(typeof text === "string" ? Buffer.from(text) : text);
  const last = parser.end();
  return {
    families: joined(first.families, last.families),
    errors: [...first.errors, ...last.errors],
    warnings: [...first.warnings, ...last.warnings],
    omitted: first.omitted + last.omitted,
  };
}

/** The families of two parts of an exposition, those of both in one piece. */
function joined(first: readonly ExposedFamily[], last: readonly ExposedFamily[]): readonly ExposedFamily[] {
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

/** The start of a line whose end has not come yet. */
export class UnfinishedLine {
  /** In bytes. What is longer is no line of an exposition, and is not kept. */
  static readonly LONGEST = 1 << 24;

  private bytes = Buffer.alloc(1 << 10);
  private length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  add(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length <= UnfinishedLine.LONGEST) {
      if (length > this.bytes.length) this.grow(length);
      this.bytes.set(piece, this.length);
    }
    this.length = length;
  }

  /** The line, until the next is added; `undefined` for one that is too long. */
  take(): Buffer | undefined {
    const { length } = this;
    this.length = 0;
    return length > UnfinishedLine.LONGEST ? undefined : this.bytes.subarray(0, length);
  }

  private grow(length: number): void {
    const larger = Buffer.alloc(Math.max(length, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

export interface ExpositionOptions {
  readonly format: ExpositionFormat;
}

/**
 * Reads an exposition in UTF-8 that comes in pieces of any size, cut anywhere.
 *
 * `write` and `end` each return what they have read: a family whose samples come in several pieces is in each of
 * them, with the samples of that piece and the metadata known by then. Besides what it returns, the parser holds
 * one unfinished line, up to 16,384 names and labels that it has met, in text 0.0.4 the metadata of all families,
 * and 32 bytes at most for each series of the family that it reads, of which it tells apart the first four million.
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

  constructor({ format }: ExpositionOptions) {
    this.findings = new Findings(format === "openmetrics");
    this.scan = new Scan(format, this.findings);
    this.families = format === "openmetrics" ? new OpenMetricsFamilies() : new TextFamilies();
  }

  /** Reads the lines that a piece completes. Bytes may be used for something else afterwards. */
  write(piece: Uint8Array): Exposition {
    this.refuseAfterEnd();
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

  /** Reads a last line without a line feed, and finds what is missing at the end. */
  end(): Exposition {
    this.refuseAfterEnd();
    this.hasEnded = true;
    let place = { line: this.scan.line, column: 1, endColumn: 2 };
    if (!this.unfinished.isEmpty) {
      this.unfinished.add(Buffer.of(LINE_FEED));
      const length = this.readUnfinished();
      place = { line: place.line, column: length, endColumn: length + 1 };
      if (!this.scan.strict) this.findings.report("no-line-feed", place);
    }
    this.families.end(this.scan);
    if (this.scan.strict && !this.hasEof) this.findings.report("no-eof", place);
    return this.take();
  }

  /** @returns its length in UTF-16 code units, with the line feed */
  private readUnfinished(): number {
    const line = this.unfinished.take();
    if (line === undefined) {
      const place = { line: this.scan.line, column: 1, endColumn: 2 };
      this.findings.report("long-line", place, UnfinishedLine.LONGEST);
      this.scan.line += 1;
      return 1;
    }
    this.readLines(line, line.length);
    return line.toString("utf8").length;
  }

  /** Reads whole lines. */
  private readLines(bytes: Buffer, end: number): void {
    const { scan } = this;
    scan.bytes = bytes;
    scan.at = 0;
    this.sampleLine.forget();
    while (scan.at < end) {
      scan.lineStart = scan.at;
      if (!this.readLine()) scan.at = lineEnd(scan, scan.lineStart);
      scan.at += 1;
      scan.line += 1;
    }
  }

  /** @returns whether the line was read up to its line feed */
  private readLine(): boolean {
    const { scan } = this;
    if (this.hasEof) return this.readBehindEof();
    if (!scan.strict) scan.at = skipBlanks(scan.bytes, scan.at);
    const first = scan.bytes[scan.at];
    if (first === LINE_FEED) {
      if (scan.strict) this.findings.report("blank-line", { line: scan.line, column: 1, endColumn: 2 });
      return true;
    }
    if (first === HASH) return this.readMetadata();
    if (scan.at > scan.lineStart) report(scan, "leading-blanks", { start: scan.lineStart, end: scan.at });
    if (!this.sampleLine.scan(scan)) return false;
    this.families.sample(scan, this.sampleLine);
    return true;
  }

  private readMetadata(): boolean {
    const metadata = scanMetadata(this.scan);
    if (metadata === "eof") this.hasEof = true;
    else if (metadata !== "comment" && metadata !== undefined) this.families.metadata(this.scan, metadata);
    return metadata !== undefined;
  }

  private readBehindEof(): boolean {
    if (!this.hasMoreThanEof) {
      this.hasMoreThanEof = true;
      this.findings.report("after-eof", { line: this.scan.line, column: 1, endColumn: 2 });
    }
    return false;
  }

  private refuseAfterEnd(): void {
    if (this.hasEnded) throw new Error("the exposition has ended; another one takes another parser");
  }

  private take(): Exposition {
    return { families: this.families.take(), ...this.findings.take() };
  }
}
