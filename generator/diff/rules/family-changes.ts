import type { Family } from "../../catalog.js";
import { pascalCase } from "../../identifiers.js";
import { isPastAlias, underOldName } from "../../lifecycle.js";
import { type DetailedChange, describeChange, familyPath, listQuoted, quoteText } from "../change.js";
import type { Comparison } from "../comparison.js";

/** One change for all families whose exposed names differ only by the namespace. */
export function findNamespaceChange({ base, head, families }: Comparison): readonly DetailedChange[] {
  if (base.namespace === head.namespace) return [];
  const moved = families.pairs.filter(({ by }) => by === "key");
  const names = moved.map(({ base }) => base.name);
  return [
    describeChange({
      class: moved.length > 0 ? "breaking" : "safe",
      kind: "namespace-changed",
      path: ["namespace"],
      before: base.namespace || undefined,
      after: head.namespace || undefined,
      message:
        moved.length > 0
          ? `The exposed names of ${listQuoted(names)} change with the namespace: queries for the old names find nothing.`
          : "The namespace changes the exposed name of no metric that was there before.",
      place: { side: head.namespace === "" ? "base" : "head", path: ["namespace"] },
      affects: moved.map(({ base: family, head: successor }) => ({
        part: "series",
        family,
        successor,
        sure: true,
      })),
    }),
  ];
}

export function findRemovedFamilies({ families }: Comparison): readonly DetailedChange[] {
  return families.removed.map((family) => {
    const path = familyPath(family);
    const announced = family.deprecated === undefined ? "" : ", as its deprecation announced";
    return describeChange({
      class: "breaking",
      kind: "family-removed",
      path,
      before: family.name,
      after: undefined,
      message: `${quoteText(family.name)} is gone${announced}: queries for it find nothing, and alerts on it no longer fire.`,
      place: { side: "base", path },
      affects: [{ part: "series", family, sure: true }],
    });
  });
}

/** Renames that the schema declares with `renamed_from`, and those that it probably forgot to declare. */
export function findRenamedFamilies({ families }: Comparison): readonly DetailedChange[] {
  const declared = families.pairs.filter(
    ({ base, head, by }) => by === "renamed_from" && base.name !== head.name,
  );
  return [
    ...declared.map(({ base, head }) => describeRename(base, head, effectOfRename(base, head))),
    ...families.similar.map(({ base, head }) =>
      describeRename(base, head, {
        class: "breaking",
        message: `${quoteText(base.name)} is gone, and ${quoteText(head.name)} looks like the same metric under another name: queries for the old name find nothing. If it is the same metric, write \`renamed_from: ${base.key}\` in it.`,
      }),
    ),
  ];
}

/** A rename breaks nothing while the old name is exposed as well. */
function effectOfRename(base: Family, head: Family): RenameEffect {
  const { alias } = head;
  const renamed = `${quoteText(base.name)} is now ${quoteText(head.name)}`;
  return alias?.name === base.name
    ? {
        class: "safe",
        message: `${renamed}, and exposed under both names until ${alias.until}: change what reads the old name before.`,
      }
    : {
        class: "risky",
        message: `${renamed}, as \`renamed_from\` says: queries for the old name find nothing until they are changed.`,
      };
}

/** Old names that families of both schemas have, or had, besides those that a rename leaves. */
export function findOldNameChanges({ head: schema, families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap(({ base, head }) => {
    const [before, after] = [base.alias, head.alias];
    if (before?.name === after?.name) return [];
    const path = [...familyPath(head), "renamed_from"];
    const names = { before: before?.name, after: after?.name };
    const added =
      after === undefined || after.name === base.name
        ? []
        : [
            describeChange({
              class: "safe",
              kind: "old-name-added",
              path,
              ...names,
              message: `${quoteText(head.name)} is exposed as ${quoteText(after.name)} as well, until ${after.until}.`,
            }),
          ];
    const old = underOldName(base);
    if (before === undefined || old === undefined || before.name === head.name) return added;
    const isPast = isPastAlias(before, schema.origin, today());
    return [
      ...added,
      describeChange({
        class: isPast ? "safe" : "breaking",
        kind: "old-name-removed",
        path,
        ...names,
        message: `${quoteText(head.name)} is no longer exposed as ${quoteText(before.name)}, which ${isPast ? "had its end at" : "was promised until"} ${before.until}: queries for the old name find nothing.`,
        place: {
          side: after === undefined ? "base" : "head",
          path: [...familyPath(after === undefined ? base : head), "renamed_from"],
        },
        affects: [{ part: "series", family: old, successor: head, sure: true }],
      }),
    ];
  });
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

type RenameEffect = Pick<DetailedChange, "class" | "message">;

function describeRename(base: Family, head: Family, effect: RenameEffect): DetailedChange {
  return describeChange({
    ...effect,
    kind: "family-renamed",
    path: familyPath(head),
    before: base.name,
    after: head.name,
    affects: effect.class === "safe" ? [] : [{ part: "series", family: base, successor: head, sure: true }],
  });
}

export function findAddedFamilies({ families }: Comparison): readonly DetailedChange[] {
  return families.added.map((family) =>
    describeChange({
      class: "safe",
      kind: "family-added",
      path: familyPath(family),
      before: undefined,
      after: family.name,
      message: `The ${family.type} ${quoteText(family.name)} is new.`,
    }),
  );
}

/** Another key with the same exposed name changes only the names in generated code. */
export function findKeyChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs
    .filter(({ base, head }) => base.key !== head.key && base.name === head.name)
    .map(({ base, head }) =>
      describeChange({
        class: "safe",
        kind: "family-key-changed",
        path: familyPath(head),
        before: base.key,
        after: head.key,
        message: `${quoteText(head.name)} is exposed as before. Its recorders are named after \`${pascalCase(head.key)}\` instead of \`${pascalCase(base.key)}\`: the compiler finds their calls.`,
      }),
    );
}
