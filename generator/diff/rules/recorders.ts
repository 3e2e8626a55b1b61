import type { CompositeRecorder, Family } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import { few, quoted } from "../words.js";

/** Its metrics go on: each has a recorder of its own. */
export function removedRecorders({ base, head }: Comparison): readonly Finding[] {
  const kept = new Set(head.recorders.map(({ key }) => key));
  return base.recorders
    .filter(({ key }) => !kept.has(key))
    .map(({ key }) =>
      finding({
        class: "safe",
        kind: "recorder-removed",
        path: ["recorders", key],
        before: key,
        after: undefined,
        message: `${functionOf(key)} is gone: the compiler finds its calls, and what they recorded has to be recorded otherwise.`,
        place: { side: "base", path: ["recorders", key] },
      }),
    );
}

export function addedRecorders({ base, head }: Comparison): readonly Finding[] {
  const known = new Set(base.recorders.map(({ key }) => key));
  return head.recorders
    .filter(({ key }) => !known.has(key))
    .map(({ key, families }) =>
      finding({
        class: "safe",
        kind: "recorder-added",
        path: ["recorders", key],
        before: undefined,
        after: key,
        message: `${functionOf(key)} is new, and records ${few(families.map(({ name }) => name))}.`,
      }),
    );
}

/** What a call records is what its compiler cannot know: the call stays as it is. */
export function recorderMetricsChanged({ families, recorders }: Comparison): readonly Finding[] {
  const { successors } = families;
  const known = new Set(successors.values());
  return recorders.flatMap(({ base, head }) => {
    const before = base.families.flatMap((family) => successors.get(family) ?? []);
    const gone = base.families.filter((family) => {
      const successor = successors.get(family);
      return successor !== undefined && !head.families.includes(successor);
    });
    const fresh = head.families.filter((family) => !before.includes(family));
    const path = ["recorders", head.key, "metrics"];
    return [
      ...gone.map((family) => metricRemoved(base, family)),
      ...fresh.map((family) => metricAdded(path, head, { family, known: known.has(family) })),
    ];
  });
}

/** Both are of BASE. */
function metricRemoved({ key, families }: CompositeRecorder, family: Family): Finding {
  const path = ["recorders", key, "metrics"];
  return finding({
    class: "risky",
    kind: "recorder-metric-removed",
    path,
    before: family.key,
    after: undefined,
    message: `${functionOf(key)} records ${quoted(family.name)} no longer: if nothing else does, it stands still.`,
    place: { side: "base", path: [...path, families.indexOf(family)] },
    touches: [{ part: "series", family, sure: false }],
  });
}

function metricAdded(
  path: readonly string[],
  { key, families }: CompositeRecorder,
  { family, known }: { readonly family: Family; readonly known: boolean },
): Finding {
  return finding({
    class: known ? "risky" : "safe",
    kind: "recorder-metric-added",
    path,
    before: undefined,
    after: family.key,
    message: `${functionOf(key)} records ${quoted(family.name)} too${known ? ": what the program records itself beside it counts twice" : ""}.`,
    place: { side: "head", path: [...path, families.indexOf(family)] },
  });
}

export function recorderLabelsChanged({ recorders }: Comparison): readonly Finding[] {
  return recorders.flatMap(({ base, head }) => {
    const before = base.vectors.map(({ name }) => name);
    const after = head.vectors.map(({ name }) => name);
    if (before.length === after.length && before.every((name) => after.includes(name))) return [];
    return finding({
      class: "safe",
      kind: "recorder-labels-changed",
      path: ["recorders", head.key],
      before,
      after,
      message: `${functionOf(head.key)} takes ${labelsInWords(after)}: the compiler finds its calls.`,
    });
  });
}

function labelsInWords(labels: readonly string[]): string {
  if (labels.length === 0) return "no labels";
  return `the label${labels.length === 1 ? "" : "s"} ${few(labels)}`;
}

function functionOf(key: string): string {
  return `\`record${pascalCase(key)}\``;
}
