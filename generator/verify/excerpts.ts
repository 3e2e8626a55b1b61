import type { Place, SourceLocation } from "../diagnostics/diagnostic.js";
import { LINE_FEED } from "../exposition/bytes.js";

/** The most bytes of a line that are kept. */
const LONGEST_LINE = 1 << 13;

/** A place on a line of a scrape. Its location has the columns as soon as the line was passed to `Excerpts`. */
export interface ScrapePlace extends Place {
  /** Counted from 1. */
  readonly scrape: number;
  /** Counted from 1. */
  readonly line: number;
}

export type PlaceAt = (line: number, mark: Mark) => ScrapePlace;

/** A text that is searched for on the line, or its columns. */
export type Mark = string | Columns;

/** Counted from 1; the last is the first column after the text. */
interface Columns {
  readonly column: number;
  readonly endColumn: number;
}

/** Keeps the lines of scrapes that diagnostics point to, and the lines beside them, instead of whole expositions. */
export class Excerpts {
  private readonly scrapes: { readonly file: string; lines: Map<number, string> }[] = [];
  /** The number of the line that has not ended yet. */
  private line = 1;
  /** The bytes of that line, up to `LONGEST_LINE`. */
  private unfinished = Buffer.alloc(0);
  /** Numbers of lines to keep when they are passed. */
  private wanted = new Set<number>();

  /** @param name of the source; locations in later scrapes also name the scrape */
  startScrape(name: string): void {
    const number = this.scrapes.length + 1;
    this.scrapes.push({ file: number === 1 ? name : `${name} (scrape ${number})`, lines: new Map() });
    this.line = 1;
  }

  /** Makes a place on a line that was not passed yet, and keeps the line for it. */
  placeAt(line: number, mark: Mark): ScrapePlace {
    this.want(line);
    const scrape = this.scrapes.length;
    const locate = () => this.locate(scrape, line, mark);
    return {
      scrape,
      line,
      get location() {
        return locate();
      },
    };
  }

  /** Keeps a line that was not passed yet, and the lines beside it, because something may be found there. */
  want(line: number): void {
    for (const near of [line - 1, line, line + 1]) this.wanted.add(near);
  }

  /** Keeps the wanted lines of the next piece of the scrape. */
  pass(piece: Uint8Array): void {
    const { wanted } = this;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      if (wanted.has(this.line)) {
        const line = Buffer.concat([this.unfinished, bytes.subarray(start, end)]);
        this.scrapes.at(-1)?.lines.set(this.line, line.toString("utf8", 0, LONGEST_LINE));
      }
      if (this.unfinished.length > 0) this.unfinished = Buffer.alloc(0);
      this.line += 1;
      start = end + 1;
    }
    if (this.unfinished.length < LONGEST_LINE) {
      this.unfinished = Buffer.concat([this.unfinished, bytes.subarray(start, start + LONGEST_LINE)]);
    }
    this.wanted = new Set([...wanted].filter((line) => line >= this.line));
  }

  /** Drops the lines of the scrape, except for those at the places and beside them. */
  endScrape(places: readonly ScrapePlace[]): void {
    const scrape = this.scrapes.at(-1);
    if (scrape === undefined) return;
    const found = places.filter((place) => place.scrape === this.scrapes.length).map(({ line }) => line);
    const kept = new Set(found.flatMap((line) => [line - 1, line, line + 1]));
    this.unfinished = Buffer.alloc(0);
    this.wanted = new Set();
    scrape.lines = new Map([...scrape.lines].filter(([line]) => kept.has(line)));
  }

  /** Texts by file, in which the kept lines have their line numbers and all other lines are blank. */
  sources(): ReadonlyMap<string, string> {
    const withLines = this.scrapes.filter(({ lines }) => lines.size > 0);
    return new Map(
      withLines.map(({ file, lines }) => {
        const text = Array.from({ length: Math.max(...lines.keys()) }, (_, at) => lines.get(at + 1) ?? "");
        return [file, text.join("\n")];
      }),
    );
  }

  private locate(scrape: number, line: number, mark: Mark): SourceLocation {
    const { file = "", lines } = this.scrapes[scrape - 1] ?? {};
    const { column, endColumn } = typeof mark === "string" ? columnsOf(mark, lines?.get(line) ?? "") : mark;
    return { file, line, column, endLine: line, endColumn };
  }
}

/** The columns of a label or a name on a line; those of the line's start if the line spells it in another way. */
function columnsOf(mark: string, text: string): Columns {
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    const isWhole = at === 0 || "{, ".includes(text.charAt(at - 1));
    if (isWhole) return { column: at + 1, endColumn: at + 1 + mark.length };
  }
  return { column: 1, endColumn: 2 };
}
