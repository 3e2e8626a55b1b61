import { ordinalsOf } from "../family/label-set.js";
import type { Vector } from "../vector/vector.js";

/**
 * The ordinals that an open vector of another thread has given, as this thread's: each thread takes up label
 * values in the order in which it meets them.
 */
export class LabelTranslation {
  /** By the other thread's ordinals; `otherwise` is 0 in both. */
  readonly #ordinals = new Map<Vector, number[]>();

  /** The other thread has taken up a label value. Where this thread's vector is full, it becomes `otherwise`. */
  add(vector: Vector, text: string): void {
    const ordinals = this.#ordinals.get(vector) ?? [0];
    ordinals.push(vector.ordinalOf(text));
    this.#ordinals.set(vector, ordinals);
  }

  /**
   * This thread's index of the label set that has an index in the other.
   *
   * @param vectors the family's
   * @returns -1 if a label value has not been added yet
   */
  indexOf(vectors: readonly Vector[], index: number): number {
    if (vectors.every(({ watch }) => watch === undefined)) return index;
    const theirs = ordinalsOf(vectors, index);
    let ours = 0;
    for (const [position, vector] of vectors.entries()) {
      const ordinal = this.#ordinalOf(vector, theirs[position] ?? 0);
      if (ordinal === undefined) return -1;
      ours = ours * vector.size + ordinal;
    }
    return ours;
  }

  #ordinalOf(vector: Vector, ordinal: number): number | undefined {
    if (vector.watch === undefined || ordinal === 0) return ordinal;
    return this.#ordinals.get(vector)?.[ordinal];
  }
}
