import { boundText, floatText } from "@metricsmith/runtime/text";
import type { Family, HistogramFamily, Vector } from "../../catalog.js";
import { closedSet } from "../../label-values.js";
import { type DetailedChange, describeChange, familyPath, listQuoted, quoteText } from "../change.js";
import type { Comparison } from "../comparison.js";

/**
 * The name and the labels identify a series (https://prometheus.io/docs/concepts/data_model/): a label that is added or
 * removed makes every series a new one. A label counts as renamed if a new one has the same values.
 */
export function findLabelChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap(({ base, head }) => {
    const removed = base.vectors.filter(({ label }) => !hasLabel(head, label));
    const added = head.vectors.filter(({ label }) => !hasLabel(base, label));
    const successors = findSuccessors(removed, added);
    const renamed = new Set(successors.values());
    return [
      ...removed.map((vector) => {
        const successor = successors.get(vector);
        return successor === undefined
          ? describeRemovedLabel(base, head, vector)
          : describeRenamedLabel(base, head, { vector, successor });
      }),
      ...added
        .filter((vector) => !renamed.has(vector))
        .map((vector) => describeAddedLabel(base, head, vector)),
    ];
  });
}

function hasLabel({ vectors }: Family, label: string): boolean {
  return vectors.some((vector) => vector.label === label);
}

/** For each removed label the first new one with the same values. */
function findSuccessors(removed: readonly Vector[], added: readonly Vector[]): ReadonlyMap<Vector, Vector> {
  const successors = new Map<Vector, Vector>();
  const left = new Set(added);
  for (const vector of removed) {
    const successor = [...left].find((candidate) => valuesText(candidate) === valuesText(vector));
    if (successor === undefined) continue;
    successors.set(vector, successor);
    left.delete(successor);
  }
  return successors;
}

function valuesText(vector: Vector): string {
  return JSON.stringify(
    vector.kind === "open" ? [vector.maxValues, vector.maxLength, vector.otherwise] : closedSet(vector),
  );
}

function describeRemovedLabel(base: Family, head: Family, { label }: Vector): DetailedChange {
  return describeChange({
    class: "breaking",
    kind: "label-removed",
    path: [...familyPath(head), "vectors"],
    before: label,
    after: undefined,
    message: `${quoteText(head.name)} no longer has the label ${quoteText(label)}: what selects, groups or joins by it breaks, and each series is a new one. The compiler finds the calls of its recorders.`,
    place: { side: "base", path: labelPath(base, label) },
    affects: [{ part: "label", family: base, sure: true, label }],
  });
}

function describeRenamedLabel(
  base: Family,
  head: Family,
  { vector, successor }: { readonly vector: Vector; readonly successor: Vector },
): DetailedChange {
  return describeChange({
    class: "breaking",
    kind: "label-renamed",
    path: [...familyPath(head), "vectors"],
    before: vector.label,
    after: successor.label,
    message: `${quoteText(head.name)} has the label ${quoteText(successor.label)} instead of ${quoteText(vector.label)}, with the same values: what selects, groups or joins by the old name breaks, and each series is a new one. The compiler finds the calls of its recorders.`,
    place: { side: "head", path: labelPath(head, successor.label) },
    affects: [{ part: "label", family: base, sure: true, label: vector.label }],
  });
}

function describeAddedLabel(base: Family, head: Family, { label }: Vector): DetailedChange {
  return describeChange({
    class: "breaking",
    kind: "label-added",
    path: [...familyPath(head), "vectors"],
    before: undefined,
    after: label,
    message: `${quoteText(head.name)} has the new label ${quoteText(label)}: one series becomes several, which changes expressions that match one to one or do not sum. The compiler finds the calls of its recorders.`,
    place: { side: "head", path: labelPath(head, label) },
    affects: [{ part: "series", family: base, sure: false }],
  });
}

function labelPath(family: Family, label: string): readonly (string | number)[] {
  return [...familyPath(family), "vectors", family.vectors.findIndex((vector) => vector.label === label)];
}

/** An upper bound is a value of the label `le`. */
export function findRemovedBuckets({ families }: Comparison): readonly DetailedChange[] {
  return histogramPairs(families).flatMap(({ base, head }) => {
    const removed = base.buckets.filter((bound) => !head.buckets.includes(bound));
    const [first] = removed;
    if (first === undefined) return [];
    const them = removed.length === 1 ? "it" : "them";
    return describeChange({
      class: "breaking",
      kind: "bucket-removed",
      path: [...familyPath(head), "buckets"],
      before: removed,
      after: undefined,
      message: `${quoteText(`${head.name}_bucket`)} no longer has ${listQuoted(removed.map(boundLabel))}: queries for ${them} find nothing, and quantiles are estimated from fewer bounds.`,
      place: { side: "base", path: [...familyPath(base), "buckets", base.buckets.indexOf(first)] },
      affects: [
        {
          part: "values",
          family: base,
          sure: true,
          label: "le",
          lost: boundTexts(removed),
          kept: boundTexts(head.buckets),
        },
        { part: "buckets", family: base, sure: false },
      ],
    });
  });
}

export function findAddedBuckets({ families }: Comparison): readonly DetailedChange[] {
  return histogramPairs(families).flatMap(({ base, head }) => {
    const added = head.buckets.filter((bound) => !base.buckets.includes(bound));
    const [first] = added;
    if (first === undefined) return [];
    const path = [...familyPath(head), "buckets"];
    const more = added.length === 1 ? "one more series" : `${added.length} more series`;
    return describeChange({
      class: "risky",
      kind: "bucket-added",
      path,
      before: undefined,
      after: added,
      message: `${quoteText(`${head.name}_bucket`)} has the new ${listQuoted(added.map(boundLabel))}: quantiles are estimated from more bounds, and change. Each label set has ${more}.`,
      place: { side: "head", path: [...path, head.buckets.indexOf(first)] },
      affects: [{ part: "buckets", family: base, sure: false }],
    });
  });
}

function histogramPairs(
  families: Comparison["families"],
): readonly { readonly base: HistogramFamily; readonly head: HistogramFamily }[] {
  return families.pairs.flatMap(({ base, head }) =>
    base.type === "histogram" && head.type === "histogram" ? [{ base, head }] : [],
  );
}

function boundLabel(bound: number): string {
  return `le="${boundText(bound)}"`;
}

/** The bounds as the text format writes them, and as OpenMetrics and Prometheus 3 do. */
function boundTexts(bounds: readonly number[]): readonly string[] {
  return bounds.flatMap((bound) => [boundText(bound), floatText(bound)]);
}
