/** A point in the life of a package: one of its versions, or a day. */
export type Milestone =
  | { readonly kind: "version"; readonly numbers: readonly number[]; readonly prerelease: readonly string[] }
  | { readonly kind: "date"; readonly text: string };

/** `2.0.0`, `2.0.0-beta.1`: https://semver.org, 9. The part after `+` has no order. */
const VERSION =
  /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A version such as `2.0.0`, or a date such as `2026-12-31`; `undefined` for another text. */
export function parseMilestone(text: string): Milestone | undefined {
  if (DATE.test(text)) return isDay(text) ? { kind: "date", text } : undefined;
  const [, major, minor, patch, prerelease] = VERSION.exec(text) ?? [];
  if (major === undefined) return undefined;
  return {
    kind: "version",
    numbers: [major, minor, patch].map(Number),
    prerelease: prerelease?.split(".") ?? [],
  };
}

/** Whether the calendar has the day. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Negative if `one` is before `other`, 0 if they are the same; `undefined` for a version and a date. */
export function compareMilestones(one: Milestone, other: Milestone): number | undefined {
  if (one.kind === "date")
    return other.kind === "date" ? one.text.localeCompare(other.text, "en") : undefined;
  if (other.kind === "date") return undefined;
  for (const [at, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(one.prerelease, other.prerelease);
}

/** https://semver.org, 11: a version without a prerelease comes after those with one. */
function comparePrereleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  for (const [at, identifier] of one.entries()) {
    const against = other[at];
    if (against === undefined) return 1;
    if (identifier === against) continue;
    const [number, limit] = [identifier, against].map((text) => (/^\d+$/.test(text) ? Number(text) : NaN));
    if (number === undefined || limit === undefined) continue;
    if (Number.isNaN(number) !== Number.isNaN(limit)) return Number.isNaN(number) ? 1 : -1;
    if (!Number.isNaN(number)) return number - limit;
    return identifier < against ? -1 : 1;
  }
  return one.length - other.length;
}

/** The version that a text probably means: `2.0.0` for `2`, `v2.0` or `2.0`; `undefined` for another text. */
export function versionMeant(text: string): string | undefined {
  const [, numbers] = /^v?(\d{1,9}(?:\.\d{1,9}){0,2})$/i.exec(text.trim()) ?? [];
  return numbers === undefined ? undefined : [...numbers.split("."), "0", "0"].slice(0, 3).join(".");
}
