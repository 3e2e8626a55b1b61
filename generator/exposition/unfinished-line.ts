/** The start of a line whose end has not come yet. */
export class UnfinishedLine {
  /** In bytes. What is longer is no line of an exposition, and is not kept. */
  static readonly LONGEST = 1 << 24;

  private bytes = Buffer.alloc(1 << 10);
  private length = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  add(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length <= UnfinishedLine.LONGEST) {
      if (length > this.bytes.length) this.grow(length);
      this.bytes.set(piece, this.length);
    }
    this.length = length;
  }

  /** The line, until the next is added; `undefined` for one that is too long. */
  take(): Buffer | undefined {
    const { length } = this;
    this.length = 0;
    return length > UnfinishedLine.LONGEST ? undefined : this.bytes.subarray(0, length);
  }

  private grow(length: number): void {
    const larger = Buffer.alloc(Math.max(length, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
