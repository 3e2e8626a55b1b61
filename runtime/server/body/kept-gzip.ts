import { compressBlock, compressNow, type GzipBlock, LONGEST_BLOCK, type SliceCompressor } from "./gzip.js";
import { workTurns } from "./work-turns.js";

/** In bytes: the texts and blocks that are kept of one kind of scrape. */
const MOST_KEPT = 1 << 21;

/** In bytes: a piece that is compressed anew is about as long, unless less has changed. */
const LONGEST_PIECE = 1 << 15;

/** In bytes: less that has not changed is compressed again with what has changed beside it. */
const LEAST_UNCHANGED = 1 << 12;

/** In bytes: there are no more pieces than if each had this length, as each makes the result some 70 bytes longer. */
const AVERAGE_PIECE = 10_000;

/** In bytes: what is compressed without another thread, in less time than it takes to ask one. */
const MOST_AT_ONCE = 1 << 14;

/** How many pieces that follow a changed one are looked for: series may have come and gone. */
const MOST_MISSING = 4;

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/**
 * The compressed pieces of the last scrape, for the next one: families that have not changed are not compressed again.
 * A piece begins with a line, and has been compressed by itself.
 */
export class KeptGzip implements SliceCompressor {
  readonly #slices: KeptSlice[] = [];
  /** In bytes, of all slices. */
  #size = 0;

  /** Compresses a slice of a scrape. @param at its position in the scrape */
  compress(at: number, text: Uint8Array): Promise<readonly GzipBlock[]> {
    const slice = this.#slices[at] ?? new KeptSlice();
    this.#slices[at] = slice;
    return slice.compress(text, (change) => {
      if (this.#size + change > MOST_KEPT) return false;
      this.#size += change;
      return true;
    });
  }
}

/** A piece of the last text, and its block. */
interface KeptPiece {
  readonly text: Uint8Array;
  /** Its first line up to the value, with the line feed before it: how it is found if it has moved. */
  readonly head: Uint8Array;
  readonly block: GzipBlock;
}

class KeptSlice {
  #pieces: readonly KeptPiece[] = [];
  #size = 0;
  /** One scrape at a time: the next finds what the one before has compressed. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param allow called with the number of bytes that are kept more than before */
  compress(text: Uint8Array, allow: (change: number) => boolean): Promise<readonly GzipBlock[]> {
    const blocks = this.#last.then(() => this.#compress(text, allow));
    this.#last = blocks.catch(() => {});
    return blocks;
  }

  async #compress(text: Uint8Array, allow: (change: number) => boolean): Promise<readonly GzipBlock[]> {
    const segments = segmentsOf(text, this.#pieces);
    const changed = segments.reduce(
      (sum, { kept, start, end }) => (kept === undefined ? sum + end - start : sum),
      0,
    );
    const compress =
      changed <= MOST_AT_ONCE ? (part: Uint8Array) => workTurns.now(() => compressNow(part)) : compressBlock;
    const pieces: KeptPiece[] = [];
    for (const { kept, start, end } of segments) {
      const part = text.subarray(start, end);
      pieces.push(kept ?? { text: part, head: headOf(part), block: await compress(part) });
    }
    this.#keep(pieces, allow);
    return pieces.map(({ block }) => block);
  }

  #keep(pieces: readonly KeptPiece[], allow: (change: number) => boolean): void {
    const size = pieces.reduce((sum, { text, block }) => sum + text.length + block.bytes.length, 0);
    const isAllowed = allow(size - this.#size);
    if (!isAllowed) allow(-this.#size);
    const known = new Set(this.#pieces);
    this.#size = isAllowed ? size : 0;
    this.#pieces = !isAllowed ? [] : pieces.map((piece) => (known.has(piece) ? piece : copyOf(piece)));
  }
}

/** Copies the bytes, whose memory others use again. */
function copyOf({ text, head, block }: KeptPiece): KeptPiece {
  return { text: new Uint8Array(text), head, block: { ...block, bytes: new Uint8Array(block.bytes) } };
}

function headOf(text: Uint8Array): Uint8Array {
  const line = text.subarray(0, text.indexOf(LINE_FEED) + 1);
  const head = new Uint8Array(line.lastIndexOf(SPACE) + 2);
  head[0] = LINE_FEED;
  head.set(line.subarray(0, head.length - 1), 1);
  return head;
}

/** A part of a new text. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** The piece that is equal to it. */
  readonly kept?: KeptPiece;
  /** Whether it has not changed, but is to be compressed as a piece of its own. */
  readonly isStable?: boolean;
}

/** Divides a text into the pieces that are kept of the last one, and what lies between them. */
function segmentsOf(text: Uint8Array, pieces: readonly KeptPiece[]): readonly Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (let at = 0; start < text.length; ) {
    const piece = pieces[at];
    if (piece !== undefined && isAt(text, start, piece.text)) {
      segments.push({ start, end: start + piece.text.length, kept: piece });
      start += piece.text.length;
      at += 1;
      continue;
    }
    const next = findNext(text, start, pieces, at);
    const before = next.at === at + 1 ? piece?.text : undefined;
    for (const part of changedParts(text.subarray(start, next.start), before)) {
      addPieces(segments, text, { ...part, start: start + part.start, end: start + part.end });
    }
    start = next.start;
    at = next.at;
  }
  joinShortest(segments, 2 + Math.floor(text.length / AVERAGE_PIECE));
  return segments;
}

/** Joins the neighbours that are the shortest together, until there are no more than `most` segments. */
function joinShortest(segments: Segment[], most: number): void {
  while (segments.length > most) {
    const lengths = segments.slice(1).map(({ end }, at) => end - (segments[at]?.start ?? 0));
    const at = lengths.indexOf(Math.min(...lengths));
    const [first, second] = [segments[at], segments[at + 1]];
    if (first === undefined || second === undefined || second.end - first.start > LONGEST_BLOCK) return;
    segments.splice(at, 2, { start: first.start, end: second.end });
  }
}

/** Finds the piece behind a changed one, and where it begins; the end of the text if there is none. */
function findNext(
  text: Uint8Array,
  start: number,
  pieces: readonly KeptPiece[],
  changed: number,
): { readonly at: number; readonly start: number } {
  let expected = start + (pieces[changed]?.text.length ?? 0);
  for (let at = changed + 1; at <= changed + MOST_MISSING; at++) {
    const piece = pieces[at];
    if (piece === undefined) break;
    if (expected > start && isAt(text, expected - 1, piece.head)) return { at, start: expected };
    const near = bytesOf(text).subarray(start, 2 * expected - start);
    const found = near.indexOf(piece.head);
    if (found >= 0) return { at, start: start + found + 1 };
    expected += piece.text.length;
  }
  return { at: pieces.length, start: text.length };
}

function isAt(text: Uint8Array, start: number, part: Uint8Array): boolean {
  return Buffer.compare(text.subarray(start, start + part.length), part) === 0;
}

function bytesOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** The changed part of a text, and the lines before and behind it that have not changed, if there are enough of them. */
function changedParts(text: Uint8Array, before: Uint8Array | undefined): readonly Segment[] {
  if (before === undefined) return [{ start: 0, end: text.length }];
  const most = Math.min(text.length, before.length);
  const equalAtStart = longest(most, (length) => isAt(text, 0, before.subarray(0, length)));
  const start = atLeast(text.lastIndexOf(LINE_FEED, equalAtStart - 1) + 1);
  const equalAtEnd = longest(most - start, (length) =>
    isAt(text, text.length - length, before.subarray(before.length - length)),
  );
  const line = text.indexOf(LINE_FEED, text.length - equalAtEnd);
  const end = text.length - atLeast(line < 0 ? 0 : text.length - line - 1);
  return [
    { start: 0, end: start, isStable: true },
    { start, end },
    { start: end, end: text.length, isStable: true },
  ];
}

function atLeast(unchanged: number): number {
  return unchanged < LEAST_UNCHANGED ? 0 : unchanged;
}

/** The largest number up to `most` for which all up to it hold. */
function longest(most: number, holds: (length: number) => boolean): number {
  let [held, failed] = [0, most + 1];
  while (failed - held > 1) {
    const middle = (held + failed) >> 1;
    if (holds(middle)) held = middle;
    else failed = middle;
  }
  return held;
}

/** Adds a segment in pieces that end with a line, and joins it with the one before if both have changed and are short. */
function addPieces(segments: Segment[], text: Uint8Array, { start, end, isStable = false }: Segment): void {
  const last = segments.at(-1);
  let from = start;
  if (
    last !== undefined &&
    last.kept === undefined &&
    last.isStable === isStable &&
    end - last.start <= LONGEST_PIECE
  ) {
    segments.pop();
    from = last.start;
  }
  while (from < end) {
    const line = text.indexOf(LINE_FEED, from + LONGEST_PIECE) + 1;
    const to = line > 0 ? Math.min(line, from + LONGEST_BLOCK, end) : Math.min(from + LONGEST_BLOCK, end);
    segments.push({ start: from, end: to, isStable });
    from = to;
  }
}
