import type { Vector } from "../vector/vector.js";
import { type Fragment, fragmentOf } from "./fragment.js";

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
