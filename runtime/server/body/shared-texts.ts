import { setImmediate } from "node:timers/promises";
import type { FamilyBlock } from "../../client/client-text.js";
import type { ExpositionFormat } from "../../exposition/openmetrics.js";
import type { NamedFamily } from "../../family/differences.js";
import { waitWithin } from "../../family/sampled-series.js";
import { workTurns } from "./work-turns.js";

/** In bytes: about as much text is held for readers by default. */
export const MOST_TEXT = 1 << 25;

/** In milliseconds: how long a making waits for the one before, which may be held up by a slow collector. */
const LONGEST_WAIT = 1000;

/** In milliseconds: how long the readers of a text have before it is taken from them. */
const PATIENCE = 1000;

/** In milliseconds: how often it is looked whether there is room for a text. */
const LOOK = 50;

/** Scrapes begin together if they come within this part of the time that the last text took, as a large one costs much. */
const TOGETHER = 0.1;

/** In milliseconds: the longest such time. A slow collector takes long, and costs little. */
const MOST_TOGETHER = 100;

/** In characters: the longest part of a text that is converted at once, in well under a millisecond. */
const LONGEST_PART = 1 << 16;

interface TextSource {
  /** Collects the metrics, and returns the text of each family in the text format 0.0.4. */
  readonly collect: () => Promise<readonly FamilyBlock[]>;
  /** Makes the function that converts the lines of these families, in order, into a format. */
  readonly converter: (
    families: readonly FamilyBlock[],
    format: ExpositionFormat,
  ) => (lines: string) => string;
  /** In bytes: about as much text is held for readers, or one text if it is larger. */
  readonly limit: number;
}

/**
 * The text of the metrics of an application, of which scrapes that begin together share one. A text is never made
 * before one of its scrapes has begun; a scrape that begins while one is made waits for the next. Slow readers hold
 * texts of a limited size: beyond, the text whose readers took the fewest bytes a second makes room for a new one.
 */
export class SharedTexts {
  readonly #source: TextSource;
  #next: Making | undefined;
  #last: Promise<void> = Promise.resolve();
  readonly #held = new Set<HeldText>();
  /** The size of the last texts that were made at a time, in bytes. */
  #lastSize = 0;
  /** How long they took to make, in milliseconds. */
  #lastTime = 0;

  constructor(source: TextSource) {
    this.#source = source;
  }

  /** The text in a format, as of now. It is to be released once. Rejects if the metrics cannot be collected. */
  async join(format: ExpositionFormat): Promise<HeldText> {
    const making = this.#next ?? this.#begin();
    making.readers.set(format, (making.readers.get(format) ?? 0) + 1);
    const texts = await making.made;
    return texts.get(format) ?? this.#hold([], 0);
  }

  #begin(): Making {
    const readers = new Map<ExpositionFormat, number>();
    const previous = this.#last;
    const made = (async () => {
      await waitWithin([previous], LONGEST_WAIT);
      await this.#makeRoom();
      await setImmediate(); // requests that arrived together have all joined by then
      const together = Math.min(this.#lastTime * TOGETHER, MOST_TOGETHER);
      if (together >= 1) await delay(together);
      this.#next = undefined;
      return this.#make(readers);
    })();
    this.#last = made.then(
      () => {},
      () => {},
    );
    this.#next = { readers, made };
    return this.#next;
  }

  async #make(readers: Making["readers"]): Promise<ReadonlyMap<ExpositionFormat, HeldText>> {
    const start = performance.now();
    const families = await this.#source.collect();
    const texts = new Map<ExpositionFormat, HeldText>();
    for (const [format, count] of readers) {
      const convert = this.#source.converter(families, format);
      texts.set(format, this.#hold(await encodeParts(families, convert), count));
    }
    this.#lastTime = performance.now() - start;
    this.#lastSize = [...texts.values()].reduce((sum, { size }) => sum + size, 0);
    return texts;
  }

  #hold(families: readonly EncodedFamily[], readers: number): HeldText {
    const text: HeldText = new HeldText(families, readers, () => this.#held.delete(text));
    if (readers > 0) this.#held.add(text);
    return text;
  }

  /** Waits until another text is allowed, or takes one from its readers. */
  async #makeRoom(): Promise<void> {
    const { limit } = this.#source;
    for (;;) {
      const size = [...this.#held].reduce((sum, text) => sum + text.size, 0);
      if (size === 0 || size + this.#lastSize <= limit) return;
      const [slowest] = [...this.#held]
        .filter(({ waitedFor }) => waitedFor >= PATIENCE)
        .sort((one, other) => one.rate - other.rate);
      if (slowest !== undefined) slowest.drop();
      else {
        await delay(LOOK);
        for (const text of this.#held) text.waitedFor += LOOK;
      }
    }
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}

interface Making {
  /** The number of scrapes that want each format. */
  readonly readers: Map<ExpositionFormat, number>;
  readonly made: Promise<ReadonlyMap<ExpositionFormat, HeldText>>;
}

/** The text of one family, in parts. */
interface EncodedFamily extends NamedFamily {
  readonly parts: readonly Uint8Array[];
}

/** A text that scrapes read. */
class HeldText {
  #families: readonly EncodedFamily[] | undefined;
  #readers: number;
  #taken = 0;
  readonly #forget: () => void;
  readonly #since = performance.now();
  /** In milliseconds, while the event loop turned: otherwise, its readers can take nothing. */
  waitedFor = 0;
  readonly names: ReadonlySet<string>;
  /** In bytes. */
  readonly size: number;

  constructor(families: readonly EncodedFamily[], readers: number, forget: () => void) {
    this.#families = families;
    this.#readers = readers;
    this.#forget = forget;
    this.names = new Set(families.map(({ name }) => name));
    this.size = families.flatMap(({ parts }) => parts).reduce((sum, { length }) => sum + length, 0);
  }

  /** Bytes that a reader has taken, in a millisecond. */
  get rate(): number {
    return this.#taken / this.#readers / (performance.now() - this.#since);
  }

  /** The parts of the selected families. Throws between two parts if the text was taken from its readers. */
  *parts(isSelected: (family: NamedFamily) => boolean): Generator<Uint8Array, void> {
    const selected = (this.#families ?? dropped()).flatMap((family, at) => (isSelected(family) ? [at] : []));
    for (const at of selected) {
      for (let part = 0; ; part++) {
        const bytes = (this.#families ?? dropped())[at]?.parts[part];
        if (bytes === undefined) break;
        this.#taken += bytes.length;
        yield bytes;
      }
    }
  }

  /** One reader fewer. */
  release(): void {
    this.#readers -= 1;
    if (this.#readers === 0) this.drop();
  }

  /** Takes the text from its readers. */
  drop(): void {
    this.#families = undefined;
    this.#forget();
  }
}

function dropped(): never {
  throw new Error("a slow reader has made room for another scrape");
}

/** Converts and encodes texts, in turns of the event loop. */
async function encodeParts(
  families: readonly FamilyBlock[],
  convert: (lines: string) => string,
): Promise<readonly EncodedFamily[]> {
  const encoded = families.map(({ name, type }) => ({ name, type, parts: [] as Uint8Array[] }));
  const parts = partsOf(families);
  const encodeSome = (): boolean => {
    for (let size = 0; size < LONGEST_PART; ) {
      const next = parts.next();
      if (next.done === true) return false;
      const { at, lines } = next.value;
      encoded[at]?.parts.push(encoder.encode(convert(lines)));
      size += lines.length;
    }
    return true;
  };
  while (await workTurns.now(encodeSome));
  return encoded;
}

const encoder = new TextEncoder();

/** The lines of each family, in parts that end with a line feed, by the family's position. */
function* partsOf(
  families: readonly FamilyBlock[],
): Generator<{ readonly at: number; readonly lines: string }> {
  for (const [at, { text }] of families.entries()) {
    for (let from = 0; from < text.length; ) {
      const end = from + LONGEST_PART < text.length ? text.indexOf("\n", from + LONGEST_PART) + 1 : 0;
      const to = end > 0 ? end : text.length;
      yield { at, lines: text.slice(from, to) };
      from = to;
    }
  }
}
