import { labelFault, labelsOf } from "../family/label-set.js";
import type { Fault } from "../family/rejection.js";
import type { Vector } from "../labels.js";
import type { GivenLabels } from "./client-store.js";
import { type TextOrdinal, textOrdinal } from "./text-ordinals.js";

/** Finds the label sets of a family by the label values that a program gives, in whatever type and order. */
export class LabelIndex {
  readonly #vectors: readonly Vector[];
  readonly #ordinals: readonly TextOrdinal[];
  readonly #findOrdinals: readonly TextOrdinal[];

  constructor(vectors: readonly Vector[]) {
    this.#vectors = vectors;
    this.#ordinals = vectors.map((vector) => textOrdinal(vector));
    this.#findOrdinals = vectors.map((vector) => textOrdinal(vector, true));
  }

  /** The function that finds a label value of the label at a position, by its text. */
  ordinal(position: number): TextOrdinal {
    return this.#ordinals[position] ?? NOT_FOUND;
  }

  /** The index of a label set; negative if the family has no such label value, or if one is missing. */
  locate(labels: GivenLabels): number {
    return this.#indexOf(labels, this.#ordinals);
  }

  /** The same for label values as they are exposed. It adds none. */
  find(labels: GivenLabels): number {
    return this.#indexOf(labels, this.#findOrdinals);
  }

  /** The labels as they are exposed: as given, but for values that are recorded as another. */
  fold(index: number, given: GivenLabels): GivenLabels {
    const exposed = labelsOf(this.#vectors, index);
    if (this.areSame(given, exposed)) return given;
    const folded: Record<string, unknown> = {};
    for (const name in given) {
      const text = exposed[name];
      folded[name] = text === undefined || text === String(given[name]) ? given[name] : text;
    }
    return folded;
  }

  /** Whether two label sets have the same texts. */
  areSame(one: GivenLabels, other: GivenLabels): boolean {
    return this.#vectors.every(({ label }) => String(one[label]) === String(other[label]));
  }

  /** What is wrong with a label set that the family does not have. */
  faultOf(labels: GivenLabels): Fault | undefined {
    const bad = this.#vectors.filter(({ label }, at) => this.ordinal(at)(labels[label]) < 0);
    return labelFault(bad, labels);
  }

  #indexOf(labels: GivenLabels, ordinals: readonly TextOrdinal[]): number {
    // A sample with a bad label value must not use up values of open vectors: these are looked up last.
    const closed = this.#vectors.map(({ label, watch }, at) =>
      watch === undefined ? (ordinals[at] ?? NOT_FOUND)(labels[label]) : 0,
    );
    if (closed.some((ordinal) => ordinal < 0)) return -1;
    let index = 0;
    for (const [at, { label, size, watch }] of this.#vectors.entries()) {
      const ordinal = watch === undefined ? (closed[at] ?? -1) : (ordinals[at] ?? NOT_FOUND)(labels[label]);
      if (ordinal < 0) return -1;
      index = index * size + ordinal;
    }
    return index;
  }
}

const NOT_FOUND: TextOrdinal = () => -1;
