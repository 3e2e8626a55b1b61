import type { AffectedQuery } from "../affected-queries.js";
import type { Change, SchemaDiff } from "../schema-diff.js";
import { queryName } from "./query-name.js";

/** The changes with the queries that each affects at the end of its message; `affected` is `undefined` if none were given. */
export function withQueries(
  diff: SchemaDiff,
  affected: readonly (readonly AffectedQuery[])[] | undefined,
): SchemaDiff {
  if (affected === undefined) return diff;
  return { ...diff, changes: diff.changes.map((change, at) => withEffect(change, affected[at] ?? [])) };
}

function withEffect(change: Change, affected: readonly AffectedQuery[]): Change {
  const broken = affected.filter(({ sure }) => sure);
  const doubtful = affected.filter(({ sure }) => !sure);
  const sentences = [
    change.message,
    ...(broken.length > 0 ? [`Breaks ${named(broken)}.`] : []),
    ...(doubtful.length > 0 ? [`May break ${named(doubtful)}.`] : []),
  ];
  return { ...change, message: sentences.join(" ") };
}

function named(affected: readonly AffectedQuery[]): string {
  return affected.map(({ query }) => queryName(query)).join("; ");
}
