import type { Family } from "../../catalog.js";
import { readDeclaredUnit, readUnitWord, type UnitWord } from "./unit-words.js";

/** Suffixes of the series of histograms and summaries, which promlint reports on other types. */
export const HISTOGRAM_ENDINGS: readonly string[] = ["bucket", "count", "sum"];

/** Further suffixes that OpenMetrics derives from a family's name. */
export const OPENMETRICS_ENDINGS: readonly string[] = ["created", "gcount", "gsum", "info"];

/** A unit in a family's name that is not written as a base unit. */
export interface NamedUnit extends UnitWord {
  readonly word: string;
}

/**
 * The first unit in a family's name; `undefined` if there is none. As in promlint, an abbreviation counts only behind an
 * underscore, and full names come before abbreviations.
 */
export function unitInKey({ key, name }: Pick<Family, "key" | "name">): NamedUnit | undefined {
  const words = key.split("_");
  const units = words.flatMap((word, at) => {
    const unit = readUnitWord(word);
    if (unit === undefined || (unit.kind === "abbreviation" && at === 0 && key === name)) return [];
    return [{ ...unit, word }];
  });
  return units.find(({ kind }) => kind !== "abbreviation") ?? units[0];
}

/** The key without the endings that say the unit or that a counter counts: `request_duration`. */
export function stemOf({ key, unit }: Pick<Family, "key" | "unit">): string {
  const bare = key.replace(/_total$/, "");
  const last = bare.slice(bare.lastIndexOf("_") + 1);
  const isUnit = last !== bare && (last === unit || readUnitWord(last)?.kind === "base");
  return isUnit ? bare.slice(0, -last.length - 1) : bare;
}

/** Suggests the key that a family would have by all conventions on names. */
export type SuggestKey = (family: Family) => string | undefined;

/** Of the families of a schema. There is no suggestion if another family has the key, or if people must find it. */
export function keySuggester(families: readonly Family[]): SuggestKey {
  const taken = new Set(families.map(({ key }) => key));
  return (family) => {
    const key = soundKey(family);
    return key === undefined || taken.has(key) ? undefined : key;
  };
}

function soundKey(family: Family): string | undefined {
  const { type } = family;
  const words = (isCamelCase(family.key) ? snakeCase(family.key) : family.key)
    .split("_")
    .filter((word) => word !== "");
  const kept = words.filter((word, at) => at === 0 || word.toLowerCase() !== type);
  if (kept.at(-1) === "total") kept.pop();
  const last = kept.at(-1) ?? "";
  if ((HISTOGRAM_ENDINGS.includes(last) || OPENMETRICS_ENDINGS.includes(last)) && !isOwnSuffix(family)) {
    if (type !== "counter") return undefined; // what is left seldom says what the values are
    kept.pop();
  }
  const ending = unitEnding(family, kept);
  if (ending === undefined) return undefined;
  const key = [...ending, ...(type === "counter" ? ["total"] : [])].join("_");
  return key === "total" || key === "" ? undefined : key;
}

/** The words with the base unit last; `undefined` if the unit is not certain. */
function unitEnding(family: Family, words: readonly string[]): readonly string[] | undefined {
  const named = unitInKey(family);
  const declared =
    family.unit === undefined ? undefined : (readDeclaredUnit(family.unit)?.base ?? family.unit);
  if (named === undefined && declared === undefined) return words;
  const isMeant =
    declared === undefined || named === undefined || named.kind !== "base" || named.base === declared;
  const unit = declared ?? named?.base;
  if (!isMeant || unit === undefined) return undefined;
  if (named?.kind === "base" && family.unit === undefined) return words;
  return [...words.filter((word) => word !== named?.word && word !== unit), unit];
}

/** As promlint has it: a small letter before a capital. */
export function isCamelCase(name: string): boolean {
  return /[a-z][A-Z]/.test(name);
}

/** `requestDuration` as `request_duration`, `HTTPRequests` as `http_requests`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** Whether a family of this type may end as its name does: a histogram's own series have more suffixes behind it. */
export function isOwnSuffix({ type, key }: Pick<Family, "type" | "key">): boolean {
  return type === "histogram"
    ? /_(?:bucket|count|sum)$/.test(key)
    : type === "gauge" && key.endsWith("_info");
}

/** A word without the ending of a plural. */
export function singularOf(word: string): string {
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && !/is$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}
