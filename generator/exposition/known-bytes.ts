/** Numbers in the smallest set. */
const SMALLEST_SET = 128;

/** The most hashes of a set, in 64 MB: far more than the series of a family. */
const MOST_HASHES = 1 << 21;

/**
 * A set of hashes of 64 bits, each with a number, with 32 to 64 bytes for each. It has a maximum size, and a full set takes
 * no more hashes.
 */
export class HashSet {
  private readonly most: number;
  /** Pairs of `low` and `high`; both are 0 in a free slot. */
  private slots = new Int32Array(SMALLEST_SET);
  /** The number of each pair. */
  private values = new Float64Array(SMALLEST_SET / 2);
  private size = 0;

  constructor(most = MOST_HASHES) {
    this.most = most;
  }

  /** @returns whether the hash is new; a full set returns `true` each time for a hash that it did not take */
  add(low: number, high: number, value = 0): boolean {
    if (this.size * 4 >= this.slots.length && this.size < this.most) this.grow();
    const { slots } = this;
    const at = this.find(low, high);
    if (slots[at] !== 0 || slots[at + 1] !== 0) return false;
    if (this.size >= this.most) return true;
    slots[at] = low;
    slots[at + 1] = low === 0 && high === 0 ? 1 : high;
    this.values[at >> 1] = value;
    this.size += 1;
    return true;
  }

  /** The number with which a hash of the set was added first. */
  valueOf(low: number, high: number): number {
    return this.values[this.find(low, high) >> 1] ?? 0;
  }

  has(low: number, high: number): boolean {
    const at = this.find(low, high);
    return this.slots[at] !== 0 || this.slots[at + 1] !== 0;
  }

  /** Removes all hashes. The set keeps its memory, unless it used only a small part of it. */
  clear(): void {
    if (this.size === 0) return;
    if (this.slots.length > SMALLEST_SET && this.size * 16 < this.slots.length) {
      this.slots = new Int32Array(SMALLEST_SET);
      this.values = new Float64Array(SMALLEST_SET / 2);
    } else this.slots.fill(0);
    this.size = 0;
  }

  /** The slot that has the hash, or the free slot for it. */
  private find(low: number, high: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    const second = low === 0 && high === 0 ? 1 : high;
    for (let at = (low << 1) & mask; ; at = (at + 2) & mask) {
      const slot = slots[at];
      if (slot === low && slots[at + 1] === second) return at;
      if (slot === 0 && slots[at + 1] === 0) return at;
    }
  }

  private grow(): void {
    const before = this.slots;
    const values = this.values;
    this.slots = new Int32Array(before.length * 2);
    this.values = new Float64Array(before.length);
    this.size = 0;
    for (let at = 0; at < before.length; at += 2) {
      const [low, high] = [before[at] ?? 0, before[at + 1] ?? 0];
      if (low !== 0 || high !== 0) this.add(low, high, values[at >> 1]);
    }
  }
}

/** The start of a hash for `ByteTable`, to which `addByte` adds each byte. */
export const EMPTY_HASH = 0x811c9dc5 | 0;

/** FNV-1a, which needs one multiplication for each byte. */
export function addByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/** The sizes of a new and of a fully grown table; the arena is in bytes. */
const SMALLEST_TABLE = { entries: 64, arena: 1 << 11 };
const LARGEST_TABLE = { entries: 1 << 14, arena: 1 << 19 };

/** The longest key in bytes. A longer one would take the place of many short ones. */
const LONGEST_KEY = 1 << 10;

/**
 * A map from bytes to their parsed value, because an exposition repeats the same names and labels many times. It has a
 * maximum size, and a full table removes all entries.
 */
export class ByteTable<Value> {
  private capacity = SMALLEST_TABLE;
  /** Numbers of entries, plus 1; 0 in a free slot. There are two slots for each possible entry. */
  private slots = new Int32Array(SMALLEST_TABLE.entries * 2);
  private hashes = new Int32Array(SMALLEST_TABLE.entries);
  /** The start of each entry's bytes in the arena; they end at the start of the next entry. */
  private starts = new Int32Array(SMALLEST_TABLE.entries + 1);
  private arena = new Uint8Array(SMALLEST_TABLE.arena);
  private values: Value[] = [];

  find(bytes: Uint8Array, start: number, end: number, hash: number): Value | undefined {
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
      if (at === length) return this.values[entry];
    }
  }

  /** Adds an entry that `find` did not find. */
  add(bytes: Uint8Array, start: number, end: number, entry: { hash: number; value: Value }): void {
    const length = end - start;
    if (length > LONGEST_KEY) return;
    if (this.values.length === this.capacity.entries || this.used() + length > this.capacity.arena) {
      this.makeRoom();
    }
    const number = this.values.length;
    const from = this.used();
    this.arena.set(bytes.subarray(start, end), from);
    this.starts[number + 1] = from + length;
    this.hashes[number] = entry.hash;
    this.values.push(entry.value);
    this.enter(number);
  }

  private enter(number: number): void {
    const mask = this.slots.length - 1;
    let slot = spread(this.hashes[number] ?? 0) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = number + 1;
  }

  private used(): number {
    return this.starts[this.values.length] ?? 0;
  }

  private makeRoom(): void {
    const { entries, arena } = this.capacity;
    if (entries === LARGEST_TABLE.entries) {
      this.slots.fill(0);
      this.values = [];
      return;
    }
    this.capacity = { entries: entries * 4, arena: arena * 4 };
    this.slots = new Int32Array(entries * 8);
    this.hashes = copyInto(this.hashes, new Int32Array(entries * 4));
    this.starts = copyInto(this.starts, new Int32Array(entries * 4 + 1));
    this.arena = copyInto(this.arena, new Uint8Array(arena * 4));
    for (let number = 0; number < this.values.length; number += 1) this.enter(number);
  }
}

function copyInto<Elements extends Int32Array | Uint8Array>(from: Elements, to: Elements): Elements {
  to.set(from);
  return to;
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

/**
 * A hash of 64 bits as two integers of 32 bits, by which the series of a family are compared without keeping them. In a
 * million series, the probability that two different ones have the same hash is 3 in 100,000,000.
 */
export interface Hash {
  readonly low: number;
  readonly high: number;
}

/** The hash of one or two texts. `ab` and `c` have another hash than `a` and `bc`. */
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
    low = mixBits(low ^ 0x10000);
    high = mixBits(high ^ 0x20000 ^ text.length);
  }
  return { low: mixBits(low ^ (high >>> 7)), high: mixBits(high ^ (low >>> 9)) };
}

/** Mixes the bits of an integer with the last steps of MurmurHash3. */
export function mixBits(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
