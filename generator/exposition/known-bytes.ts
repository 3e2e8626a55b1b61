const HASH_SET_SMALLEST = 128;

/** Far more than a family has series; in 64 MB. */
const MOST = 1 << 22;

/** A set of hashes of 64 bits, 16 to 32 bytes each. It takes so many, and then no others: its memory is bounded. */
export class HashSet {
  private readonly most: number;
  /** Pairs of `low` and `high`; both 0 where nothing is. */
  private slots = new Int32Array(HASH_SET_SMALLEST);
  private size = 0;

  constructor(most = MOST) {
    this.most = most;
  }

  /** @returns whether the hash is new; of those that were not taken any more, each is, every time */
  add(low: number, high: number): boolean {
    if (this.size * 4 >= this.slots.length && this.size < this.most) this.grow();
    const { slots } = this;
    const at = this.find(low, high);
    if (slots[at] !== 0 || slots[at + 1] !== 0) return false;
    if (this.size >= this.most) return true;
    slots[at] = low;
    slots[at + 1] = low === 0 && high === 0 ? 1 : high;
    this.size += 1;
    return true;
  }

  has(low: number, high: number): boolean {
    const at = this.find(low, high);
    return this.slots[at] !== 0 || this.slots[at + 1] !== 0;
  }

  /** Keeps its memory, unless that is far more than it was used for. */
  clear(): void {
    if (this.size === 0) return;
    if (this.slots.length > HASH_SET_SMALLEST && this.size * 16 < this.slots.length)
      this.slots = new Int32Array(HASH_SET_SMALLEST);
    else this.slots.fill(0);
    this.size = 0;
  }

  /** Where the hash is, or would be. */
  private find(low: number, high: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const beside = low === 0 && high === 0 ? 1 : high;
    for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
      const present = slots[at];
      if (present === low && slots[at + 1] === beside) return at;
      if (present === 0 && slots[at + 1] === 0) return at;
    }
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Int32Array(before.length * 2);
    this.size = 0;
    for (let at = 0; at < before.length; at += 2) {
      const [low, high] = [before[at] ?? 0, before[at + 1] ?? 0];
      if (low !== 0 || high !== 0) this.add(low, high);
    }
  }
}

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

/**
 * 64 bits of hash, as two integers of 32: enough to tell the series of a family apart without keeping them. Of a
 * million series, two different ones are taken for one with a probability of 3 in 100,000,000.
 */
export interface Hash {
  readonly low: number;
  readonly high: number;
}

/** The hash of one or two texts. Which of them a character stands in matters. */
export function hashOf(first: string, second?: string): Hash {
  let low = 0x2f0b4c47;
  let high = 0x41c64e6d;
  for (const text of second === undefined ? [first] : [first, second]) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      low = Math.imul(low ^ code, 0x9e3779b1);
      low ^= low >>> 15;
      high = Math.imul(high ^ code, 0x5f356495);
      high ^= high >>> 13;
    }
    low = mixed(low ^ 0x10000);
    high = mixed(high ^ 0x20000 ^ text.length);
  }
  return { low: mixed(low ^ (high >>> 7)), high: mixed(high ^ (low >>> 9)) };
}

/** Spreads each bit of an integer over all: the last steps of MurmurHash3. */
export function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
