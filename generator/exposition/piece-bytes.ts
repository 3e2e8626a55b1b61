/** The bytes of pieces that may be text. Text may be cut anywhere, even within a character of two code units. */
export class PieceBytes {
  private highSurrogate = "";

  of(piece: string | Uint8Array): Buffer {
    if (typeof piece === "string") return this.ofText(piece);
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    return this.highSurrogate === "" ? bytes : Buffer.concat([this.rest(), bytes]);
  }

  /** What is left of a character whose other half has not come: U+FFFD, as everywhere in UTF-8. */
  rest(): Buffer {
    const bytes = Buffer.from(this.highSurrogate);
    this.highSurrogate = "";
    return bytes;
  }

  private ofText(piece: string): Buffer {
    const text = this.highSurrogate + piece;
    const last = text.charCodeAt(text.length - 1);
    this.highSurrogate = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : "";
    return Buffer.from(this.highSurrogate === "" ? text : text.slice(0, -1));
  }
}
