/**
 * Gives each label set that is recorded a row: 0, 1, 2, … in the order of first use. The key is the label
 * set's index, an integer; a series' key is never a string.
 */
export interface RowTable {
  /** The number of rows given so far. */
  readonly rows: number;
  /** The row of a label set, or -1 if it has none. */
  find(index: number): number;
  /** Gives a label set that has no row the next one. */
  assign(index: number): number;
  clear(): void;
}

/** Up to this many label sets, a family's table is an array with an entry for each of them: 4 MB. */
const DIRECT_LIMIT = 1 << 20;

/** @param labelSets the number of label sets that a family can have */
export function createRowTable(labelSets: number): RowTable {
  return labelSets <= DIRECT_LIMIT ? new DirectRowTable(labelSets) : new HashedRowTable();
}

class DirectRowTable implements RowTable {
  /** Row plus one, so that zeroed memory means "no row" and untouched pages are never committed. */
  readonly #entries: Int32Array;
  rows = 0;

  constructor(labelSets: number) {
    this.#entries = new Int32Array(labelSets);
  }

  find(index: number): number {
    return (this.#entries[index] ?? 0) - 1;
  }

  assign(index: number): number {
    this.rows += 1;
    this.#entries[index] = this.rows;
    return this.rows - 1;
  }

  clear(): void {
    this.#entries.fill(0);
    this.rows = 0;
  }
}

const FREE = -1;

/** Open addressing with linear probing, at most half full. Keys are doubles: an index may exceed 32 bits. */
class HashedRowTable implements RowTable {
  #keys = new Float64Array(64).fill(FREE);
  #rows = new Int32Array(64);
  rows = 0;

  find(index: number): number {
    const slot = slotOf(this.#keys, index);
    return this.#keys[slot] === index ? (this.#rows[slot] ?? -1) : -1;
  }

  assign(index: number): number {
    if (2 * (this.rows + 1) > this.#keys.length) this.#grow();
    const slot = slotOf(this.#keys, index);
    this.#keys[slot] = index;
    this.#rows[slot] = this.rows;
    this.rows += 1;
    return this.rows - 1;
  }

  clear(): void {
    this.#keys = new Float64Array(64).fill(FREE);
    this.#rows = new Int32Array(64);
    this.rows = 0;
  }

  #grow(): void {
    const keys = new Float64Array(2 * this.#keys.length).fill(FREE);
    const rows = new Int32Array(keys.length);
    this.#keys.forEach((key, old) => {
      if (key === FREE) return;
      const slot = slotOf(keys, key);
      keys[slot] = key;
      rows[slot] = this.#rows[old] ?? -1;
    });
    this.#keys = keys;
    this.#rows = rows;
  }
}

/** The slot that holds a key, or the free one where it belongs. The length is a power of two. */
function slotOf(keys: Float64Array, key: number): number {
  const mask = keys.length - 1;
  const high = (key / 0x100000000) | 0;
  const mixed = Math.imul(key ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1);
  let slot = (mixed ^ (mixed >>> 15)) & mask;
  while (keys[slot] !== key && keys[slot] !== FREE) slot = (slot + 1) & mask;
  return slot;
}
