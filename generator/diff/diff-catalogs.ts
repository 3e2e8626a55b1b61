import type { Catalog } from "../catalog.js";
import { findChanges } from "./find-changes.js";
import type { Finding } from "./finding.js";
import type { Change, ChangeKind, SchemaDiff, Verdict } from "./schema-diff.js";

/**
 * What changed from one schema to another, field by field. The order in which a schema lists families, vectors
 * and recorders is none of their fields.
 */
export function diffCatalogs(base: Catalog, head: Catalog): SchemaDiff {
  return schemaDiff(findChanges(base, head));
}

export function schemaDiff(findings: readonly Finding[]): SchemaDiff {
  return { verdict: verdictOf(findings), changes: findings.map(toChange) };
}

function toChange({ class: of, kind, path, before, after, message }: Finding): Change {
  return { class: of, kind, path: path.join("."), before, after, message };
}

/** What asks for a minor version though it is safe: something new, or newly deprecated (https://semver.org, 7). */
const MINOR: ReadonlySet<ChangeKind> = new Set([
  "family-added",
  "recorder-added",
  "output-added",
  "deprecated",
]);

function verdictOf(changes: readonly Pick<Change, "class" | "kind">[]): Verdict {
  if (changes.some((change) => change.class === "breaking")) return "major";
  return changes.some((change) => change.class === "risky" || MINOR.has(change.kind)) ? "minor" : "patch";
}
