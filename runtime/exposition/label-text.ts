import type { Vector } from "../labels.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";

/**
 * What stands before the value in the lines of one sample name: `name{code="200",method="GET"} `. Label sets
 * are mostly written by ascending index, so that most differ from the one before in their last label alone: what
 * goes before it is copied from that line.
 */
export class LabelSetText {
  private readonly open: Fragment;
  private readonly leading: readonly LabelText[];
  private readonly sizes: readonly number[];
  private readonly last: LabelText | undefined;
  private readonly lastSize: number;
  /** The index of the first label set with the leading labels that stand in the buffer. */
  private group = NO_GROUP;
  private start = 0;
  private end = 0;

  /** @param close what follows the last label; for a name without labels, what follows the name */
  constructor(name: string, vectors: readonly Vector[], close: string) {
    const last = vectors.at(-1);
    const separator = (position: number) => (position === 0 ? "" : ",");
    const leading = vectors.slice(0, -1);
    this.open = fragmentOf(last === undefined ? `${name}${close}` : `${name}{`);
    this.leading = leading.map((vector, position) => LabelText.of(vector, separator(position), ""));
    this.sizes = leading.map(({ size }) => size);
    this.last = last === undefined ? undefined : LabelText.of(last, separator(leading.length), close);
    this.lastSize = last?.size ?? 1;
  }

  /** Forgets the line before: the writer has started again. */
  restart(): void {
    this.group = NO_GROUP;
  }

  /** Writes a label set's line up to its value. */
  write(writer: ByteWriter, index: number): void {
    if (this.inGroup(index)) writer.repeat(this.start, this.end);
    else this.writeLeading(writer, Math.floor(index / this.lastSize));
    writer.write(this.lastFragment(index));
  }

  /** Writes a label set's whole line. */
  writeLine(writer: ByteWriter, index: number, value: number): void {
    if (this.inGroup(index)) {
      writer.writeLine(this.start, this.end, this.lastFragment(index), value);
    } else {
      this.write(writer, index);
      writer.writeValue(value);
    }
  }

  private inGroup(index: number): boolean {
    return index >= this.group && index - this.group < this.lastSize;
  }

  private lastFragment(index: number): Fragment {
    return this.last === undefined ? EMPTY : this.last.fragment(index - this.group);
  }

  private writeLeading(writer: ByteWriter, group: number): void {
    const fragments: Fragment[] = [];
    let rest = group;
    for (let position = this.leading.length - 1; position >= 0; position--) {
      const size = this.sizes[position] ?? 1;
      const label = this.leading[position];
      if (label !== undefined) fragments.unshift(label.fragment(rest % size));
      rest = Math.floor(rest / size);
    }
    this.group = group * this.lastSize;
    this.start = writer.length;
    writer.write(this.open);
    for (const fragment of fragments) writer.write(fragment);
    this.end = writer.length;
  }
}

/** A group that no label set is in. */
const NO_GROUP = Infinity;

const EMPTY = fragmentOf("");

/**
 * The label values of a vector as the text formats write them between two texts: `,method="GET"} `. Each is
 * encoded once, when it is first exposed; families that write a vector alike share its fragments.
 */
export class LabelText {
  private static readonly known = new WeakMap<Vector, Map<string, LabelText>>();
  private readonly fragments: Fragment[] = [];
  private readonly vector: Vector;
  private readonly before: string;
  private readonly after: string;

  static of(vector: Vector, before: string, after: string): LabelText {
    const ofVector = LabelText.known.get(vector) ?? new Map<string, LabelText>();
    LabelText.known.set(vector, ofVector);
    const key = `${before}:${after}`;
    const text = ofVector.get(key) ?? new LabelText(vector, before, after);
    ofVector.set(key, text);
    return text;
  }

  private constructor(vector: Vector, before: string, after: string) {
    this.vector = vector;
    this.before = before;
    this.after = after;
  }

  fragment(ordinal: number): Fragment {
    return this.fragments[ordinal] ?? this.encode(ordinal);
  }

  private encode(ordinal: number): Fragment {
    const value = escapeLabelValue(this.vector.textOf(ordinal));
    const fragment = fragmentOf(`${this.before}${this.vector.name}="${value}"${this.after}`);
    this.fragments[ordinal] = fragment;
    return fragment;
  }
}

/** In a label value, and in OpenMetrics in a HELP text too, backslash, double quote and line feed are escaped. */
export function escapeLabelValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** Text format 0.0.4: in a HELP text, backslash and line feed are escaped. */
export function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
