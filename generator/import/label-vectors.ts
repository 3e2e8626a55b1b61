import type { Draft, DraftFamily, DraftVector } from "./draft.js";

/** What a source shows of one label in some families. */
export interface LabelVector extends Omit<DraftVector, "name"> {
  /** The vector's name in the source; `undefined` if it has none of its own. */
  readonly name: string | undefined;
  /** The families that have the vector, by their positions: at least one. */
  readonly families: readonly number[];
}

/**
 * Names the vectors, and lists them in the families. The only vector of a label has the name of the label. Of several,
 * the one that most families share has it, and the others are named for their first family, too: `orders_type`.
 *
 * @param families with label names for their `vectors`
 */
export function assignVectors(
  families: readonly DraftFamily[],
  found: readonly LabelVector[],
): Pick<Draft, "families" | "vectors"> {
  const taken = new Set(found.flatMap(({ label, name }) => [label, name ?? label]).map(comparable));
  const named = found.map((one) => {
    // a vector of a draft that is joined with another has the note of its draft
    const vector = { ...one, notes: one.notes.filter((note) => note !== severalNote(one.label)) };
    const own = found.filter(({ label }) => label === vector.label);
    if (vector.name !== undefined || own.length === 1)
      return { ...vector, name: vector.name ?? vector.label };
    const notes = one === own[0] ? [severalNote(vector.label), ...vector.notes] : vector.notes;
    if (one === findCommon(own)) return { ...vector, name: vector.label, notes };
    const [first = 0] = vector.families;
    const name = chooseName(vector.label, families[first]?.key ?? "", taken);
    taken.add(comparable(name));
    return { ...vector, name, notes };
  });
  const namesOf = (at: number, label: string) =>
    named.filter((vector) => vector.label === label && vector.families.includes(at)).map(({ name }) => name);
  return {
    families: families.map((family, at) => ({
      ...family,
      vectors: family.vectors.flatMap((label) => namesOf(at, label)),
    })),
    vectors: named.map(({ families: _, ...vector }) => vector),
  };
}

function severalNote(label: string): string {
  return `Metrics have different values of \`${label}\`, so there are several vectors with this label.`;
}

/** The vector that more families have than any other; `undefined` if there is none, or if it has one family. */
function findCommon(vectors: readonly LabelVector[]): LabelVector | undefined {
  const [first, second] = vectors.toSorted((a, b) => b.families.length - a.families.length);
  const most = first?.families.length ?? 0;
  return most > 1 && most > (second?.families.length ?? 0) ? first : undefined;
}

/** `orders_total` and `type` make `orders_type`, unless a vector or a label has this name. */
function chooseName(label: string, key: string, taken: ReadonlySet<string>): string {
  const bare = key.replace(/_total$/, "").replace(/_(?:seconds|bytes)$/, "");
  const names = [`${bare}_${label}`, `${key}_${label}`];
  for (let number = 2; ; number++) {
    const free = names.find((name) => !taken.has(comparable(name)));
    if (free !== undefined) return free;
    names.push(`${key}_${label}_${number}`);
  }
}

/** Two names of vectors that differ in this text differ in the generated code, too. */
function comparable(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
