import type { CompositeRecorder, Family } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import { type DetailedChange, describeChange, listQuoted, quoteText } from "../change.js";
import type { Comparison } from "../comparison.js";

/** The metrics of a recorder that is removed stay, and each has a recorder of its own. */
export function findRemovedRecorders({ base, head }: Comparison): readonly DetailedChange[] {
  const left = new Set(head.recorders.map(({ key }) => key));
  return base.recorders
    .filter(({ key }) => !left.has(key))
    .map(({ key }) =>
      describeChange({
        class: "safe",
        kind: "recorder-removed",
        path: ["recorders", key],
        before: key,
        after: undefined,
        message: `${functionName(key)} is gone: the compiler finds its calls, which other recorders have to replace.`,
        place: { side: "base", path: ["recorders", key] },
      }),
    );
}

export function findAddedRecorders({ base, head }: Comparison): readonly DetailedChange[] {
  const known = new Set(base.recorders.map(({ key }) => key));
  return head.recorders
    .filter(({ key }) => !known.has(key))
    .map(({ key, families }) =>
      describeChange({
        class: "safe",
        kind: "recorder-added",
        path: ["recorders", key],
        before: undefined,
        after: key,
        message: `${functionName(key)} is new, and records ${listQuoted(families.map(({ name }) => name))}.`,
      }),
    );
}

/** The calls of a recorder stay as they are, so no compiler finds what they record now. */
export function findRecorderMetricChanges({
  families: { successors },
  recorders,
}: Comparison): readonly DetailedChange[] {
  const known = new Set(successors.values());
  return recorders.flatMap(({ base, head }) => {
    const before = base.families.flatMap((family) => successors.get(family) ?? []);
    const removed = base.families.filter((family) => {
      const successor = successors.get(family);
      return successor !== undefined && !head.families.includes(successor);
    });
    const added = head.families.filter((family) => !before.includes(family));
    return [
      ...removed.map((family) => describeRemovedMetric(base, family)),
      ...added.map((family) => describeAddedMetric(head, { family, known: known.has(family) })),
    ];
  });
}

/** Takes the recorder and the family of BASE. */
function describeRemovedMetric({ key, families }: CompositeRecorder, family: Family): DetailedChange {
  const path = ["recorders", key, "metrics"];
  return describeChange({
    class: "risky",
    kind: "recorder-metric-removed",
    path,
    before: family.key,
    after: undefined,
    message: `${functionName(key)} no longer records ${quoteText(family.name)}: unless the program records it elsewhere, its values no longer change.`,
    place: { side: "base", path: [...path, families.indexOf(family)] },
    affects: [{ part: "series", family, sure: false }],
  });
}

/** Takes the recorder and the family of HEAD; `known` if BASE has the family, too. */
function describeAddedMetric(
  { key, families }: CompositeRecorder,
  { family, known }: { readonly family: Family; readonly known: boolean },
): DetailedChange {
  const path = ["recorders", key, "metrics"];
  return describeChange({
    class: known ? "risky" : "safe",
    kind: "recorder-metric-added",
    path,
    before: undefined,
    after: family.key,
    message: `${functionName(key)} also records ${quoteText(family.name)}${known ? ": a program that records it as well counts it twice" : ""}.`,
    place: { side: "head", path: [...path, families.indexOf(family)] },
  });
}

export function findRecorderLabelChanges({ recorders }: Comparison): readonly DetailedChange[] {
  return recorders.flatMap(({ base, head }) => {
    const before = base.vectors.map(({ label }) => label);
    const after = head.vectors.map(({ label }) => label);
    if (before.length === after.length && before.every((name) => after.includes(name))) return [];
    return describeChange({
      class: "safe",
      kind: "recorder-labels-changed",
      path: ["recorders", head.key],
      before,
      after,
      message: `${functionName(head.key)} takes ${listLabels(after)}: the compiler finds its calls.`,
    });
  });
}

function listLabels(labels: readonly string[]): string {
  if (labels.length === 0) return "no labels";
  return `the label${labels.length === 1 ? "" : "s"} ${listQuoted(labels)}`;
}

function functionName(key: string): string {
  return `\`record${pascalCase(key)}\``;
}
