import type { Family } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding, type Touch } from "../finding.js";
import { familyPath } from "../paths.js";
import { few, quoted } from "../words.js";

/** One change for all families whose exposed names differ by the namespace alone. */
export function namespaceChanged({ base, head, families }: Comparison): readonly Finding[] {
  if (base.namespace === head.namespace) return [];
  const moved = families.pairs.filter(({ by }) => by === "key");
  const names = moved.map(({ base }) => base.name);
  return [
    finding({
      class: moved.length > 0 ? "breaking" : "safe",
      kind: "namespace-changed",
      path: ["namespace"],
      before: base.namespace || undefined,
      after: head.namespace || undefined,
      message:
        moved.length > 0
          ? `The exposed names of ${few(names)} change with the namespace: queries for the old names find nothing.`
          : "The namespace changes the exposed name of no metric that was there before.",
      place: { side: head.namespace === "" ? "base" : "head", path: ["namespace"] },
      touches: moved.map(({ base }) => anySeries(base)),
    }),
  ];
}

export function removedFamilies({ families }: Comparison): readonly Finding[] {
  return families.removed.map((family) => {
    const path = familyPath(family);
    const announced = family.deprecated === undefined ? "" : ", as its deprecation announced";
    return finding({
      class: "breaking",
      kind: "family-removed",
      path,
      before: family.name,
      after: undefined,
      message: `${quoted(family.name)} is gone${announced}: queries for it find nothing, and alerts on it fall silent.`,
      place: { side: "base", path },
      touches: [anySeries(family)],
    });
  });
}

/** Renames that the schema tells, and those that it seems to have left untold. */
export function renamedFamilies({ families }: Comparison): readonly Finding[] {
  const told = families.pairs.filter(
    ({ base, head, by }) => by === "renamed_from" && base.name !== head.name,
  );
  return [
    ...told.map(({ base, head }) =>
      renamed(base, head, {
        class: "risky",
        message: `${quoted(base.name)} is now ${quoted(head.name)}, as \`renamed_from\` tells: queries for the old name find nothing until they are changed.`,
      }),
    ),
    ...families.alike.map(({ base, head }) =>
      renamed(base, head, {
        class: "breaking",
        message: `${quoted(base.name)} is gone, and ${quoted(head.name)} looks like it under another name: queries for the old name find nothing. If it is the same metric, write \`renamed_from: ${base.key}\` in it.`,
      }),
    ),
  ];
}

function renamed(base: Family, head: Family, told: Pick<Finding, "class" | "message">): Finding {
  return finding({
    ...told,
    kind: "family-renamed",
    path: familyPath(head),
    before: base.name,
    after: head.name,
    touches: [anySeries(base)],
  });
}

export function addedFamilies({ families }: Comparison): readonly Finding[] {
  return families.added.map((family) =>
    finding({
      class: "safe",
      kind: "family-added",
      path: familyPath(family),
      before: undefined,
      after: family.name,
      message: `The ${family.type} ${quoted(family.name)} is new.`,
    }),
  );
}

/** Another key under which the same name is exposed: what changes is what generated code is called. */
export function keyChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs
    .filter(({ base, head }) => base.key !== head.key && base.name === head.name)
    .map(({ base, head }) =>
      finding({
        class: "safe",
        kind: "family-key-changed",
        path: familyPath(head),
        before: base.key,
        after: head.key,
        message: `${quoted(head.name)} is exposed as before. Recorders are named for \`${pascalCase(head.key)}\` instead of \`${pascalCase(base.key)}\`: the compiler finds their calls.`,
      }),
    );
}

function anySeries(family: Family): Touch {
  return { part: "series", family, sure: true };
}
