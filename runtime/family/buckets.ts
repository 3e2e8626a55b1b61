/** Finds the bucket of an observation, in a time that hardly depends on the number of buckets. */
export interface Buckets {
  /**
   * The position of the bucket that a value falls into: the first whose upper bound is not less than the value. For
   * the bucket `+Inf` it is the number of bounds.
   *
   * @param value any number but NaN
   */
  bucketOf(value: number): number;
}

/** @param bounds finite upper bounds, ascending */
export function createBuckets(bounds: readonly number[]): Buckets {
  for (let bits = 0; bits <= 8; bits++) {
    const slots = buildSlots(bounds, bits);
    if (slots !== undefined) return new SlottedBuckets(bounds, slots);
  }
  return new HalvedBuckets(bounds);
}

/** A table of slots, which have equal width within each power of two: a number's slot is its first bits in binary. */
interface Slots {
  /** By how many bits a number's upper 32 bits are shifted right to get its slot. */
  readonly shift: number;
  /** The slot of the lowest bound, which is the first of the table. */
  readonly base: number;
  /** For each slot, the first bucket that a value in it can fall into. */
  readonly first: Uint16Array;
}

const MAX_SLOTS = 2048;
const EXPONENT_BITS_END = 20;

/** Builds the table for a number of bits after the exponent; `undefined` if two bounds would share a slot. */
function buildSlots(bounds: readonly number[], bits: number): Slots | undefined {
  const [lowest] = bounds;
  if (lowest === undefined || lowest <= 0) return undefined;
  const shift = EXPONENT_BITS_END - bits;
  const base = upperWord(lowest) >> shift;
  const slots = bounds.map((bound) => (upperWord(bound) >> shift) - base);
  const last = slots.at(-1) ?? 0;
  if (last + 2 > MAX_SLOTS || new Set(slots).size < slots.length) return undefined;
  const first = Uint16Array.from({ length: last + 2 }, (_, slot) => slots.filter((of) => of < slot).length);
  return { shift, base, first };
}

/**
 * Needs one table lookup and one comparison, and no branch that the processor could mispredict: a slot contains one
 * bound at most, so that a value is in the slot's first bucket or in the one after it.
 */
class SlottedBuckets implements Buckets {
  private readonly bounds: Float64Array;
  private readonly shift: number;
  private readonly base: number;
  private readonly first: Uint16Array;
  private readonly last: number;

  constructor(bounds: readonly number[], slots: Slots) {
    this.bounds = Float64Array.from([...bounds, Infinity]);
    this.shift = slots.shift;
    this.base = slots.base;
    this.first = slots.first;
    this.last = slots.first.length - 1;
  }

  bucketOf(value: number): number {
    const slot = (upperWord(value) >> this.shift) - this.base; // negative for values below the lowest bound
    const bucket = this.first[Math.max(0, Math.min(slot, this.last))] ?? 0;
    return bucket + Number(value > (this.bounds[bucket] ?? 0));
  }
}

/** Binary search, for bounds that are not all positive or too close to each other for a table. */
class HalvedBuckets implements Buckets {
  private readonly bounds: Float64Array;

  constructor(bounds: readonly number[]) {
    this.bounds = Float64Array.from(bounds);
  }

  bucketOf(value: number): number {
    let low = 0;
    let high = this.bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value > (this.bounds[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const UPPER = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** The sign, the exponent and the next 20 bits of a number. They are in the order of the numbers, if these are positive. */
function upperWord(value: number): number {
  double[0] = value;
  return words[UPPER] ?? 0;
}
