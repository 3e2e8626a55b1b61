import type { Family, Vector } from "../../catalog.js";
import { closedSet } from "../../value-set.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import { familyPath } from "../paths.js";
import { quoted } from "../words.js";

/**
 * A series is its name and its set of labels, so that one more label, or one less, makes others of all
 * (https://prometheus.io/docs/concepts/data_model/). A label that goes where one with the same values comes is
 * taken for renamed.
 */
export function labelsAddedAndRemoved({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap(({ base, head }) => {
    const gone = base.vectors.filter(({ name }) => !has(head, name));
    const fresh = head.vectors.filter(({ name }) => !has(base, name));
    const successors = renames(gone, fresh);
    const renamed = new Set(successors.values());
    return [
      ...gone.map((vector) => {
        const successor = successors.get(vector);
        return successor === undefined
          ? labelRemoved(base, head, vector)
          : labelRenamed(base, head, { vector, successor });
      }),
      ...fresh.filter((vector) => !renamed.has(vector)).map((vector) => labelAdded(base, head, vector)),
    ];
  });
}

function has({ vectors }: Family, label: string): boolean {
  return vectors.some(({ name }) => name === label);
}

/** Each label that is gone with the first new one that takes the same values. */
function renames(gone: readonly Vector[], fresh: readonly Vector[]): ReadonlyMap<Vector, Vector> {
  const successors = new Map<Vector, Vector>();
  const left = new Set(fresh);
  for (const vector of gone) {
    const successor = [...left].find((candidate) => valuesOf(candidate) === valuesOf(vector));
    if (successor === undefined) continue;
    successors.set(vector, successor);
    left.delete(successor);
  }
  return successors;
}

/** The values as a text that is the same for the same ones. */
function valuesOf(vector: Vector): string {
  return JSON.stringify(vector.kind === "open" ? [vector.maxValues, vector.otherwise] : closedSet(vector));
}

function labelRemoved(base: Family, head: Family, { name }: Vector): Finding {
  return finding({
    class: "breaking",
    kind: "label-removed",
    path: [...familyPath(head), "vectors"],
    before: name,
    after: undefined,
    message: `${quoted(head.name)} no longer has the label ${quoted(name)}: what selects, groups or joins by it breaks, and each series is a new one. The compiler finds the calls of its recorders.`,
    place: { side: "base", path: labelPath(base, name) },
    touches: [{ part: "label", family: base, sure: true, label: name }],
  });
}

function labelRenamed(
  base: Family,
  head: Family,
  { vector, successor }: { readonly vector: Vector; readonly successor: Vector },
): Finding {
  return finding({
    class: "breaking",
    kind: "label-renamed",
    path: [...familyPath(head), "vectors"],
    before: vector.name,
    after: successor.name,
    message: `${quoted(head.name)} has the label ${quoted(successor.name)} in place of ${quoted(vector.name)}, with the same values: what selects, groups or joins by the old name breaks, and each series is a new one. The compiler finds the calls of its recorders.`,
    place: { side: "head", path: labelPath(head, successor.name) },
    touches: [{ part: "label", family: base, sure: true, label: vector.name }],
  });
}

function labelAdded(base: Family, head: Family, { name }: Vector): Finding {
  return finding({
    class: "breaking",
    kind: "label-added",
    path: [...familyPath(head), "vectors"],
    before: undefined,
    after: name,
    message: `${quoted(head.name)} has the label ${quoted(name)} beside the others: where one series was there are several, so that expressions that match one to one, or are not summed, change. The compiler finds the calls of its recorders.`,
    place: { side: "head", path: labelPath(head, name) },
    touches: [{ part: "series", family: base, sure: false }],
  });
}

function labelPath(family: Family, label: string): readonly (string | number)[] {
  return [...familyPath(family), "vectors", family.vectors.findIndex(({ name }) => name === label)];
}
