/** Names of the metric families that are asked for; `undefined` if all are. */
export type NameFilter = ReadonlySet<string> | undefined;

/** What a filter looks at of a family. */
export interface NamedFamily {
  readonly name: string;
  readonly type: string;
}

/**
 * The names in a request's query, `?name[]=up&name[]=users`, as promhttp takes them. One that no family has
 * selects nothing.
 *
 * @param target path and query, or a whole URL
 */
export function nameFilterOf(target: string): NameFilter {
  const query = /\?([^#]*)/.exec(target)?.[1];
  if (query === undefined) return undefined;
  const names = new URLSearchParams(query).getAll("name[]");
  return names.length === 0 ? undefined : new Set(names);
}

/** Whether a family is asked for: by its name, or, beyond promhttp, by that of one of its samples. */
export function isSelected(filter: NameFilter, family: NamedFamily): boolean {
  return filter === undefined || namesOf(family).some((name) => filter.has(name));
}

/** The names that a family's samples take, by which no other metric may go. */
export function namesOf({ name, type }: NamedFamily): readonly string[] {
  switch (type) {
    case "histogram":
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
    case "summary":
      return [name, `${name}_sum`, `${name}_count`];
    default:
      return [name];
  }
}
