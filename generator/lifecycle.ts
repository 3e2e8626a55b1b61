import type { Alias, Catalog, Deprecation, Family } from "./catalog.js";
import { compareMilestones, parseMilestone } from "./text/milestone.js";

/**
 * What readers of a deprecated family need to know, in sentences: `Since 1.4.0, and removed in 2.0.0. Use …. Note.` A
 * deprecation that is only a note is the note.
 *
 * @param replacement what to use instead, as the reader knows it: by default, the exposed name
 */
export function describeDeprecation(
  { note, since, removeIn, replacedBy }: Deprecation,
  replacement = replacedBy && `\`${replacedBy.name}\``,
): string {
  const removed = removeIn === undefined ? undefined : `removed ${milestonePhrase(removeIn)}`;
  const parts = [
    since === undefined
      ? removed && capitalise(removed)
      : `Since ${since}${removed ? `, and ${removed}` : ""}`,
    replacement && `Use ${replacement}`,
  ];
  return [...parts.flatMap((part) => (part ? [`${part}.`] : [])), ...(note === undefined ? [] : [note])].join(
    " ",
  );
}

/** The old name and its end: "`shop_orders` until 2.0.0". */
export function describeAlias({ name, until }: Alias): string {
  return `\`${name}\` until ${until}`;
}

/**
 * Whether a package has reached the version at which an old name ends: `unknown` without a version of Semantic
 * Versioning. Dates do not count, so that the same schema and package always give the same answer.
 */
export function stateOfAlias(
  { until }: Alias,
  { version }: Pick<Catalog["origin"], "version">,
): "current" | "past" | "unknown" {
  const end = parseMilestone(until);
  if (end?.kind !== "version") return "current";
  const now = version === undefined ? undefined : parseMilestone(version);
  const order = now === undefined ? undefined : compareMilestones(now, end);
  if (order === undefined) return "unknown";
  return order < 0 ? "current" : "past";
}

/** The same with today's date for an end that is a date: whether an old name may go by now. */
export function isPastAlias(
  alias: Alias,
  origin: Pick<Catalog["origin"], "version">,
  today: string,
): boolean {
  const end = parseMilestone(alias.until);
  return end?.kind === "date" ? end.text <= today : stateOfAlias(alias, origin) === "past";
}

/** The families, each followed by itself under its old name, if it is exposed under one. */
export function withOldNames(families: readonly Family[]): readonly Family[] {
  return families.flatMap((family) => {
    const old = underOldName(family);
    return old === undefined ? [family] : [family, old];
  });
}

const underOldNames = new WeakMap<Family, Family>();

/** A family as it is exposed under its old name: always the same object. `undefined` if there is none. */
export function underOldName(family: Family): Family | undefined {
  const { alias, help, name } = family;
  if (alias === undefined) return undefined;
  const old = underOldNames.get(family) ?? {
    ...family,
    name: alias.name,
    help: `${help} (old name of ${name})`,
    alias: undefined,
    renamedFrom: undefined,
    deprecated: undefined,
  };
  underOldNames.set(family, old);
  newNames.set(old, family);
  return old;
}

const newNames = new WeakMap<Family, Family>();

/** The family that `underOldName` has given another name; `undefined` for one under its own name. */
export function underNewName(old: Family): Family | undefined {
  return newNames.get(old);
}

/** `in 2.0.0`, `on 2026-12-31`. */
function milestonePhrase(milestone: string): string {
  return `${/^\d{4}-/.test(milestone) ? "on" : "in"} ${milestone}`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
