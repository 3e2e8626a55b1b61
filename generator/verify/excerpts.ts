import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { LINE_FEED } from "../exposition/bytes.js";
import type { Place } from "./occurrences.js";

/** What is kept of a line, in bytes. */
const LONGEST = 1 << 13;

/** The lines of expositions on which something was found, and those beside them, in place of whole expositions. */
export class Excerpts {
  private readonly scrapes: { readonly file: string; lines: Map<number, string> }[] = [];
  /** The number of the line that is not complete, and what is kept of it. */
  private line = 1;
  private unfinished = Buffer.alloc(0);
  /** Numbers of lines, those behind what is passed. */
  private wanted = new Set<number>();

  /** @param name of the source; findings of later scrapes name the scrape, too */
  startScrape(name: string): void {
    const number = this.scrapes.length + 1;
    this.scrapes.push({ file: number === 1 ? name : `${name} (scrape ${number})`, lines: new Map() });
    this.line = 1;
  }

  /** Something may be found on a line that is not passed. */
  want(line: number): void {
    for (const near of [line - 1, line, line + 1]) this.wanted.add(near);
  }

  /** Keeps what is wanted of the next piece. */
  pass(piece: Uint8Array): void {
    const { wanted } = this;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      if (wanted.has(this.line)) {
        const text = Buffer.concat([this.unfinished, bytes.subarray(start, end)]).toString(
          "utf8",
          0,
          LONGEST,
        );
        this.scrapes.at(-1)?.lines.set(this.line, text);
      }
      if (this.unfinished.length > 0) this.unfinished = Buffer.alloc(0);
      this.line += 1;
      start = end + 1;
    }
    if (this.unfinished.length < LONGEST) {
      this.unfinished = Buffer.concat([this.unfinished, bytes.subarray(start, start + LONGEST)]);
    }
    this.wanted = new Set([...wanted].filter((line) => line >= this.line));
  }

  /** Forgets the lines of the scrape but for those at which something was found, and those beside them. */
  endScrape(places: readonly Place[]): void {
    const scrape = this.scrapes.at(-1);
    if (scrape === undefined) return;
    const found = places.filter((place) => place.scrape === this.scrapes.length).map(({ line }) => line);
    const kept = new Set(found.flatMap((line) => [line - 1, line, line + 1]));
    this.unfinished = Buffer.alloc(0);
    this.wanted = new Set();
    scrape.lines = new Map([...scrape.lines].filter(([line]) => kept.has(line)));
  }

  /** Texts in which the lines that were kept stand where they stood, and others are blank. */
  sources(): ReadonlyMap<string, string> {
    const withLines = this.scrapes.filter(({ lines }) => lines.size > 0);
    return new Map(
      withLines.map(({ file, lines }) => {
        const text = Array.from({ length: Math.max(...lines.keys()) }, (_, at) => lines.get(at + 1) ?? "");
        return [file, text.join("\n")];
      }),
    );
  }

  locate({ scrape, line, mark }: Place): SourceLocation {
    const { file = "", lines } = this.scrapes[scrape - 1] ?? {};
    const columns = typeof mark === "string" ? columnsOf(mark, lines?.get(line) ?? "") : mark;
    return { file, line, column: columns.column, endLine: line, endColumn: columns.endColumn };
  }
}

/** Where a label or a name stands on a line; its start, if it is spelled otherwise there. */
function columnsOf(mark: string, text: string) {
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isWhole = at === 0 || "{, ".includes(text.charAt(at - 1));
    if (isWhole) return { column: at + 1, endColumn: at + 1 + mark.length };
  }
  return { column: 1, endColumn: 2 };
}
