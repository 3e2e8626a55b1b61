/** The hash that a byte table is asked with begins as this, and takes in each byte by `withByte`. */
export const EMPTY_HASH = 0x811c9dc5 | 0;

/** FNV-1a: one multiplication a byte, as it is scanned anyway. */
export function withByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

const SMALLEST = { entries: 64, arena: 1 << 11 };
const LARGEST = { entries: 1 << 14, arena: 1 << 19 };

/** One long text is not worth what it would push out. */
const LONGEST = 1 << 10;

/**
 * What pieces of bytes mean, for those that were met before: an exposition says the same names and labels over
 * and over. Bounded: when it is full it forgets all of them.
 */
export class ByteTable<Meaning> {
  private capacity = SMALLEST;
  /** The number of an entry, plus 1; 0 where nothing is. Two for each entry that there may be. */
  private slots = new Int32Array(SMALLEST.entries * 2);
  private hashes = new Int32Array(SMALLEST.entries);
  /** Where an entry's bytes start in the arena; they end where the next entry's start. */
  private starts = new Int32Array(SMALLEST.entries + 1);
  private arena = new Uint8Array(SMALLEST.arena);
  private meanings: Meaning[] = [];

  find(bytes: Uint8Array, start: number, end: number, hash: number): Meaning | undefined {
    const { slots, hashes, starts, arena } = this;
    const mask = slots.length - 1;
    const length = end - start;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = (slots[slot] ?? 0) - 1;
      if (entry < 0) return undefined;
      if (hashes[entry] !== hash) continue;
      const from = starts[entry] ?? 0;
      if ((starts[entry + 1] ?? 0) - from !== length) continue;
      let at = 0;
      while (at < length && arena[from + at] === bytes[start + at]) at += 1;
      if (at === length) return this.meanings[entry];
    }
  }

  /** Remembers what `find` did not know. */
  add(bytes: Uint8Array, start: number, end: number, entry: { hash: number; meaning: Meaning }): void {
    const length = end - start;
    if (length > LONGEST) return;
    if (this.meanings.length === this.capacity.entries || this.used() + length > this.capacity.arena) {
      this.makeRoom();
    }
    const number = this.meanings.length;
    const from = this.used();
    this.arena.set(bytes.subarray(start, end), from);
    this.starts[number + 1] = from + length;
    this.hashes[number] = entry.hash;
    this.meanings.push(entry.meaning);
    this.enter(number);
  }

  private enter(number: number): void {
    const mask = this.slots.length - 1;
    let slot = spread(this.hashes[number] ?? 0) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = number + 1;
  }

  private used(): number {
    return this.starts[this.meanings.length] ?? 0;
  }

  private makeRoom(): void {
    const { entries, arena } = this.capacity;
    if (entries === LARGEST.entries) {
      this.slots.fill(0);
      this.meanings = [];
      return;
    }
    this.capacity = { entries: entries * 4, arena: arena * 4 };
    this.slots = new Int32Array(entries * 8);
    this.hashes = extended(this.hashes, new Int32Array(entries * 4));
    this.starts = extended(this.starts, new Int32Array(entries * 4 + 1));
    this.arena = extended(this.arena, new Uint8Array(arena * 4));
    for (let number = 0; number < this.meanings.length; number += 1) this.enter(number);
  }
}

function extended<Elements extends Int32Array | Uint8Array>(from: Elements, to: Elements): Elements {
  to.set(from);
  return to;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}
