import type { Alias, Deprecation, Family } from "../../catalog.js";
import { compareMilestones, type Milestone, parseMilestone, versionMeant } from "../../text/milestone.js";
import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import type { Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily } from "../read/schema-file.js";
import { exposedFamilyName, exposedOldName, oldNameOf } from "./resolve-names.js";
import type { SchemaContext } from "./schema-context.js";

type Lifecycle = Pick<Family, "stability" | "owner" | "runbook" | "renamedFrom" | "alias" | "deprecated">;

/** The keys of a family that say how it changes over time. What has a mistake is reported and left out. */
export function resolveLifecycle(
  family: DeclaredFamily,
  schema: SchemaContext,
  report: SchemaReport,
): Lifecycle {
  const { fields, spot } = family;
  const { namespace } = schema;
  return {
    stability: fields?.stability,
    owner: fields?.owner,
    runbook: fields?.runbook,
    renamedFrom: oldNameOf(fields?.renamed_from),
    alias: resolveAlias(fields?.renamed_from, { namespace, spot }, report),
    deprecated: resolveDeprecation(family, schema, report),
  };
}

type DeclaredRename = NonNullable<DeclaredFamily["fields"]>["renamed_from"];

function resolveAlias(
  renamed: DeclaredRename,
  { namespace, spot }: { readonly namespace: string; readonly spot: Spot },
  report: SchemaReport,
): Alias | undefined {
  if (typeof renamed !== "object") return undefined;
  const { name, until } = renamed;
  if (until !== undefined) readMilestone("until", until, spot.at("renamed_from", "until"), report);
  return name === undefined || until === undefined
    ? undefined
    : { name: exposedOldName(namespace, name), until };
}

function resolveDeprecation(
  family: DeclaredFamily,
  schema: SchemaContext,
  report: SchemaReport,
): Deprecation | undefined {
  const declared = family.fields?.deprecated;
  const spot = family.spot.at("deprecated");
  if (declared === undefined) return undefined;
  if (typeof declared === "string")
    return { note: declared, since: undefined, removeIn: undefined, replacedBy: undefined };
  if (Object.keys(declared).length === 0) {
    report("empty-deprecation", {}, spot);
    return undefined;
  }
  const { note, since, remove_in: removeIn, replaced_by: replacement } = declared;
  const [start, end] = [
    since === undefined ? undefined : readMilestone("since", since, spot.at("since"), report),
    removeIn === undefined ? undefined : readMilestone("remove_in", removeIn, spot.at("remove_in"), report),
  ];
  if (since !== undefined && removeIn !== undefined && start !== undefined && end !== undefined) {
    const order = compareMilestones(start, end);
    if (order !== undefined && order >= 0)
      report("removal-before-deprecation", { since, removeIn }, spot.at("remove_in"));
  }
  const replacedBy =
    replacement === undefined ? undefined : resolveReplacement(replacement, family, schema, report);
  return { note, since, removeIn, replacedBy };
}

function readMilestone(key: string, text: string, where: Spot, report: SchemaReport): Milestone | undefined {
  const milestone = parseMilestone(text);
  if (milestone === undefined)
    report("invalid-milestone", { key, text: shorten(text), meant: versionMeant(text) }, where);
  return milestone;
}

/** The family that a `replaced_by` names. One that is this family, or none, is reported. */
function resolveReplacement(
  name: string,
  { key, spot }: DeclaredFamily,
  { namespace, familyTypes, allNamesKnown }: SchemaContext,
  report: SchemaReport,
): Deprecation["replacedBy"] {
  const type = familyTypes.get(name);
  if (type !== undefined && name !== key)
    return { key: name, name: exposedFamilyName(namespace, name), type };
  if (type === undefined && !allNamesKnown.families) return undefined;
  const all = [...familyTypes.keys()].filter((other) => other !== key);
  const nearest = all.find((other) => exposedFamilyName(namespace, other) === name) ?? nearestName(name, all);
  const params = { name: shorten(name), own: name === key, nearest, all };
  report("unknown-replacement", params, spot.at("deprecated", "replaced_by"));
  return undefined;
}
