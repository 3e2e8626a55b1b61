import type { Catalog } from "../catalog.js";
import type {
  AffectedQuery,
  Change,
  ChangeClass,
  ChangeKind,
  DetailedChange,
  SchemaDiff,
  Verdict,
} from "./change.js";
import { type Comparison, compareCatalogs } from "./comparison.js";
import {
  findAddedFamilies,
  findKeyChanges,
  findNamespaceChange,
  findOldNameChanges,
  findRemovedFamilies,
  findRenamedFamilies,
} from "./rules/family-changes.js";
import {
  findCombineChanges,
  findDeprecationChanges,
  findHelpChanges,
  findInitializeChanges,
  findLoweredBudgets,
  findTypeChanges,
  findUnitChanges,
} from "./rules/family-field-changes.js";
import { findAddedBuckets, findLabelChanges, findRemovedBuckets } from "./rules/label-changes.js";
import {
  findHistogramFormChange,
  findJobNameChange,
  findRemovedScrapeJob,
  findServerAddressChange,
  findTargetLabelChanges,
} from "./rules/output-changes.js";
import {
  findAddedRecorders,
  findRecorderLabelChanges,
  findRecorderMetricChanges,
  findRemovedRecorders,
} from "./rules/recorder-changes.js";
import { addsOutput, countUnlistedChanges } from "./rules/unlisted-changes.js";
import {
  findAddedValues,
  findExpiryChanges,
  findMaxLengthChanges,
  findMaxValuesChanges,
  findOpenedOrClosedVectors,
  findOtherwiseChanges,
  findRemovedValues,
  findVectorTypeChanges,
} from "./rules/vector-changes.js";

/** Compares two schemas field by field. The order of families, vectors and recorders does not matter. */
export function diffCatalogs(base: Catalog, head: Catalog): SchemaDiff {
  const diff = findChanges(base, head);
  return { ...diff, changes: diff.changes.map(toChange) };
}

function toChange({ class: of, kind, path, before, after, message }: DetailedChange): Change {
  return { class: of, kind, path, before, after, message };
}

/** A diff whose changes have their places in the schemas, and what they affect. */
interface DetailedDiff extends SchemaDiff {
  readonly changes: readonly DetailedChange[];
}

/** Breaking changes come first, then risky, then safe ones; within a class they are sorted by path and kind. */
export function findChanges(base: Catalog, head: Catalog): DetailedDiff {
  const comparison = compareCatalogs(base, head);
  const changes = RULES.flatMap((rule) => rule(comparison)).sort(compareChanges);
  const verdict = verdictOf(changes, comparison);
  return { verdict, changes, otherSafeChanges: countUnlistedChanges(comparison) };
}

/** A diff whose changes have the queries that they affect. */
export interface DiffWithQueries extends DetailedDiff {
  readonly changes: readonly ChangeWithQueries[];
}

export interface ChangeWithQueries extends DetailedChange {
  /** In the order of the queries; empty if the user gave none. */
  readonly queries: readonly AffectedQuery[];
}

/** Adds to each change the queries that it affects. A change that breaks a query is breaking, whatever its kind is. */
export function addQueries(
  diff: DetailedDiff,
  affected: readonly (readonly AffectedQuery[])[],
): DiffWithQueries {
  const changes = diff.changes.map((change, at): ChangeWithQueries => {
    const queries = affected[at] ?? [];
    return { ...change, class: queries.some(({ sure }) => sure) ? "breaking" : change.class, queries };
  });
  const isBreaking = changes.some((change) => change.class === "breaking");
  return { ...diff, verdict: isBreaking ? "major" : diff.verdict, changes: changes.sort(compareChanges) };
}

function compareChanges(a: DetailedChange, b: DetailedChange): number {
  return (
    RANKS[a.class] - RANKS[b.class] ||
    compareText(a.path, b.path) ||
    compareText(a.kind, b.kind) ||
    compareText(a.message, b.message)
  );
}

/** Finds the changes of one kind, or of a few kinds that exclude each other. */
type Rule = (comparison: Comparison) => readonly DetailedChange[];

/** Their order does not matter: the changes are sorted. */
const RULES: readonly Rule[] = [
  findNamespaceChange,
  findRemovedFamilies,
  findRenamedFamilies,
  findOldNameChanges,
  findAddedFamilies,
  findKeyChanges,
  findTypeChanges,
  findUnitChanges,
  findHelpChanges,
  findDeprecationChanges,
  findCombineChanges,
  findInitializeChanges,
  findLoweredBudgets,
  findRemovedBuckets,
  findAddedBuckets,
  findLabelChanges,
  findRemovedValues,
  findAddedValues,
  findOpenedOrClosedVectors,
  findVectorTypeChanges,
  findOtherwiseChanges,
  findMaxLengthChanges,
  findMaxValuesChanges,
  findExpiryChanges,
  findRemovedRecorders,
  findAddedRecorders,
  findRecorderMetricChanges,
  findRecorderLabelChanges,
  findServerAddressChange,
  findRemovedScrapeJob,
  findJobNameChange,
  findTargetLabelChanges,
  findHistogramFormChange,
];

const RANKS: Readonly<Record<ChangeClass, number>> = { breaking: 0, risky: 1, safe: 2 };

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Safe changes that ask for a minor version: something is new, or newly deprecated (https://semver.org, 7). */
const MINOR: ReadonlySet<ChangeKind> = new Set([
  "family-added",
  "old-name-added",
  "recorder-added",
  "deprecated",
]);

function verdictOf(changes: readonly DetailedChange[], comparison: Comparison): Verdict {
  if (changes.some((change) => change.class === "breaking")) return "major";
  const minor = changes.some((change) => change.class === "risky" || MINOR.has(change.kind));
  return minor || addsOutput(comparison) ? "minor" : "patch";
}
