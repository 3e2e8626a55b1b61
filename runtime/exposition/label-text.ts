import type { MetricFamily } from "../family/metric-family.js";
import type { Vector } from "../labels.js";
import { type ByteWriter, type Fragment, fragmentOf } from "./byte-writer.js";

/**
 * Writes what comes before the value in the lines of one sample name: `name{code="200",method="GET"} `. Label sets are
 * mostly written by ascending index, so that most of them differ from the one before in their last label only. The text
 * before the last label is then copied from the line before.
 */
export class LabelSetText {
  private readonly open: Fragment;
  private readonly leading: readonly LabelText[];
  private readonly sizes: readonly number[];
  private readonly last: LabelText | undefined;
  private readonly lastSize: number;
  /** The index of the first label set that has the leading labels written last. */
  private group = NO_GROUP;
  /** Where the text up to the last label begins and ends in the writer. */
  private start = 0;
  private end = 0;

  /**
   * @param constant labels that every line has, `app="shop"`, as `constantText` makes them; empty for none
   * @param more the beginning of another label, which follows; empty for none
   */
  constructor(
    name: string,
    { vectors, constant }: { readonly vectors: readonly Vector[]; readonly constant: string },
    more = "",
  ) {
    const last = vectors.at(-1);
    const before = constant === "" || last === undefined ? constant : `${constant},`;
    const labelled = constant !== "" || last !== undefined;
    const close = more === "" ? (labelled ? "} " : " ") : labelled ? `,${more}` : more;
    const begin = labelled || more !== "" ? `${name}{${before}` : name;
    const separator = (position: number) => (position === 0 ? "" : ",");
    const leading = vectors.slice(0, -1);
    this.open = fragmentOf(last === undefined ? `${begin}${close}` : begin);
    this.leading = leading.map((vector, position) => LabelText.of(vector, separator(position), ""));
    this.sizes = leading.map(({ size }) => size);
    this.last = last === undefined ? undefined : LabelText.of(last, separator(leading.length), close);
    this.lastSize = last?.size ?? 1;
  }

  /** Makes the next line be written without a copy: the line before is no longer in the writer's buffer. */
  restart(): void {
    this.group = NO_GROUP;
  }

  /** Writes a label set's line up to the value. */
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

/** The first index of a group without label sets. */
const NO_GROUP = Infinity;

const EMPTY = fragmentOf("");

/**
 * The label values of a vector in the text formats, with a text before and a text after each: `,method="GET"} `. Each
 * is encoded once, when it is first exposed. Families that write a vector in the same way share its fragments.
 */
export class LabelText {
  private static readonly cache = new WeakMap<Vector, Map<string, LabelText>>();
  private readonly fragments: (Fragment | undefined)[] = [];
  private readonly vector: Vector;
  private readonly before: string;
  private readonly after: string;

  static of(vector: Vector, before: string, after: string): LabelText {
    const ofVector = LabelText.cache.get(vector) ?? new Map<string, LabelText>();
    LabelText.cache.set(vector, ofVector);
    const key = `${before}:${after}`;
    const text = ofVector.get(key) ?? new LabelText(vector, before, after);
    ofVector.set(key, text);
    return text;
  }

  private constructor(vector: Vector, before: string, after: string) {
    this.vector = vector;
    this.before = before;
    this.after = after;
    if (vector.expireAfter === undefined) return;
    vector.watch?.({
      onFree: (ordinal) => {
        this.fragments[ordinal] = undefined;
      },
    });
  }

  fragment(ordinal: number): Fragment {
    return this.fragments[ordinal] ?? this.encode(ordinal);
  }

  private encode(ordinal: number): Fragment {
    const value = escapeLabelValue(this.vector.textOf(ordinal));
    const fragment = fragmentOf(`${this.before}${this.vector.label}="${value}"${this.after}`);
    this.fragments[ordinal] = fragment;
    return fragment;
  }
}

/** Labels that every series of an exposition has, with their values by name. */
export type ConstantLabels = Readonly<Record<string, string>>;

/** Constant labels as a text for the lines of a family. Labels of the family itself win. */
export function constantText(labels: ConstantLabels, family: MetricFamily): string {
  const own = new Set(family.vectors.map(({ label }) => label));
  if (family.type === "histogram") own.add("le");
  return Object.entries(labels)
    .filter(([name]) => !own.has(name))
    .map(([name, value]) => `${name}="${escapeLabelValue(value)}"`)
    .join(",");
}

/** Escapes backslash, double quote and line feed, as in a label value, and in OpenMetrics in a HELP text, too. */
export function escapeLabelValue(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/** Escapes backslash and line feed, as in a HELP text of the text format 0.0.4. */
export function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
