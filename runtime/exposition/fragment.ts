/** A piece of text that is written often, encoded once. */
export interface Fragment {
  /**
   * Its UTF-8 bytes, eight to a word in the machine's byte order, the last word filled up with zeroes. A
   * processor moves doubles without a look at them, and no valid UTF-8 reads as one that is not a number.
   */
  readonly words: Float64Array;
  /** The number of bytes. */
  readonly length: number;
}

/** Encodes a text; a lone surrogate becomes U+FFFD. */
export function fragmentOf(text: string): Fragment {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array((bytes.length + 7) & ~7);
  padded.set(bytes);
  return { words: new Float64Array(padded.buffer), length: bytes.length };
}

const encoder = new TextEncoder();
