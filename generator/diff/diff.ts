import type { Catalog } from "../catalog.js";
import { type Comparison, compare } from "./comparison.js";
import type { Finding } from "./finding.js";
import { bucketsAdded, bucketsRemoved } from "./rules/buckets.js";
import {
  addedFamilies,
  keyChanged,
  namespaceChanged,
  removedFamilies,
  renamedFamilies,
} from "./rules/families.js";
import {
  budgetLowered,
  combineChanged,
  deprecationChanged,
  helpChanged,
  initializeChanged,
  typeChanged,
  unitChanged,
} from "./rules/family-fields.js";
import { labelsAddedAndRemoved } from "./rules/labels.js";
import { jobChanged, scrapeRemoved, targetLabelsChanged } from "./rules/outputs.js";
import {
  addedRecorders,
  recorderLabelsChanged,
  recorderMetricsChanged,
  removedRecorders,
} from "./rules/recorders.js";
import { serverAddressChanged } from "./rules/server.js";
import { addsOutput, countUnlistedChanges } from "./rules/unlisted-changes.js";
import {
  maxValuesChanged,
  otherwiseChanged,
  valuesAdded,
  valuesRemoved,
  vectorOpenedOrClosed,
  vectorTypeChanged,
} from "./rules/vectors.js";
import type { Change, ChangeClass, ChangeKind, SchemaDiff, Verdict } from "./schema-diff.js";

/**
 * Compares two schemas field by field. The order in which a schema lists families, vectors and recorders does not
 * matter.
 */
export function diffCatalogs(base: Catalog, head: Catalog): SchemaDiff {
  return toSchemaDiff(findChanges(base, head));
}

/** The changes as the rules find them, each with its place in the schemas and what it affects. */
export interface FoundChanges extends Omit<SchemaDiff, "changes"> {
  readonly findings: readonly Finding[];
}

/** Finds every change between two schemas: breaking ones first, then risky, then safe ones; by path, then kind. */
export function findChanges(base: Catalog, head: Catalog): FoundChanges {
  const comparison = compare(base, head);
  const findings = RULES.flatMap((rule) => rule(comparison)).sort(
    (a, b) =>
      RANKS[a.class] - RANKS[b.class] ||
      compareText(a.path.join("."), b.path.join(".")) ||
      compareText(a.kind, b.kind) ||
      compareText(a.message, b.message),
  );
  const verdict = verdictOf(findings, comparison);
  return { verdict, findings, otherSafeChanges: countUnlistedChanges(comparison) };
}

export function toSchemaDiff({ verdict, findings, otherSafeChanges }: FoundChanges): SchemaDiff {
  return { verdict, changes: findings.map(toChange), otherSafeChanges };
}

function toChange({ class: of, kind, path, before, after, message }: Finding): Change {
  return { class: of, kind, path: path.join("."), before, after, message };
}

const RANKS: Readonly<Record<ChangeClass, number>> = { breaking: 0, risky: 1, safe: 2 };

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Safe changes that ask for a minor version: something is new, or newly deprecated (https://semver.org, 7). */
const MINOR: ReadonlySet<ChangeKind> = new Set(["family-added", "recorder-added", "deprecated"]);

function verdictOf(findings: readonly Finding[], comparison: Comparison): Verdict {
  if (findings.some((change) => change.class === "breaking")) return "major";
  const minor = findings.some((change) => change.class === "risky" || MINOR.has(change.kind));
  return minor || addsOutput(comparison) ? "minor" : "patch";
}

/** Finds the changes of one kind, or of a few kinds that exclude each other. */
type Rule = (comparison: Comparison) => readonly Finding[];

/** The order does not matter: changes are sorted. */
const RULES: readonly Rule[] = [
  namespaceChanged,
  removedFamilies,
  renamedFamilies,
  addedFamilies,
  keyChanged,
  typeChanged,
  unitChanged,
  helpChanged,
  deprecationChanged,
  combineChanged,
  initializeChanged,
  budgetLowered,
  bucketsRemoved,
  bucketsAdded,
  labelsAddedAndRemoved,
  valuesRemoved,
  valuesAdded,
  vectorOpenedOrClosed,
  vectorTypeChanged,
  otherwiseChanged,
  maxValuesChanged,
  removedRecorders,
  addedRecorders,
  recorderMetricsChanged,
  recorderLabelsChanged,
  serverAddressChanged,
  scrapeRemoved,
  jobChanged,
  targetLabelsChanged,
];
