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
