import type { Catalog } from "../catalog.js";
import { OF_CLIENTS, OF_NEIGHBOURS, OF_OPENTELEMETRY, OF_PROMETHEUS } from "../known-families.js";
import { nameMatcher } from "../name-pattern.js";

/** Which names of metrics are held against the schema. */
interface Scope {
  readonly holds: (name: string) => boolean;
}

export interface ScopeOptions {
  /** What the names begin with; by default, the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Names that are never held, in which `*` stands for any characters. */
  readonly ignored: readonly string[];
}

/** Names that others give, which count where there is no prefix. */
const OF_OTHERS: readonly string[] = [...OF_PROMETHEUS, ...OF_OPENTELEMETRY, ...OF_CLIENTS, ...OF_NEIGHBOURS];

/**
 * The scope of a schema, whose `ignore` names families of others with all their series. In a recording rule's
 * `level:metric:operations`, each part counts as a name.
 */
export function scopeOf(
  { namespace, ignore }: Pick<Catalog, "namespace" | "ignore">,
  { prefixes, ignored }: ScopeOptions,
): Scope {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const isGiven = nameMatcher(own.length > 0 ? ignored : [...OF_OTHERS, ...ignored]);
  const isOfOther = nameMatcher(ignore);
  const isIgnored = (name: string) =>
    isGiven(name) || isOfOther(name) || isOfOther(name.replace(/_(?:bucket|sum|count)$/, ""));
  const isOwn = (name: string) => own.length === 0 || own.some((prefix) => name.startsWith(prefix));
  return {
    holds: (name) => {
      const parts = [name, ...name.split(":")].filter((part) => part !== "");
      return parts.some(isOwn) && !parts.some(isIgnored);
    },
  };
}
