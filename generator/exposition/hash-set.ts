const SMALLEST = 128;

/** Far more than a family has series; in 64 MB. */
const MOST = 1 << 22;

/** A set of hashes of 64 bits, 16 to 32 bytes each. It takes so many, and then no others: its memory is bounded. */
export class HashSet {
  private readonly most: number;
  /** Pairs of `low` and `high`; both 0 where nothing is. */
  private slots = new Int32Array(SMALLEST);
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
    if (this.slots.length > SMALLEST && this.size * 16 < this.slots.length)
      this.slots = new Int32Array(SMALLEST);
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
