import type { Vector } from "../catalog.js";
import type { CatalogueCode, DiagnosticParams } from "../diagnostics/catalogue.js";
import { nearestName } from "../diagnostics/nearest-name.js";
import { grouped } from "../grouped.js";
import { askedDescription } from "../import/asked-description.js";
import { expectedValues, nearestValue } from "./label-value.js";
import type { ObservedFamily } from "./observed-family.js";
import type { Sighting } from "./sightings.js";

/** Where rules tell what they find. */
export interface RuleReport {
  /** @param sighting how often, and where first; `undefined` for what is nowhere */
  found<Code extends CatalogueCode>(
    code: Code,
    params: DiagnosticParams[Code],
    sighting: Sighting | undefined,
  ): void;
  /** There was more than can be told apart. */
  omitted(code: CatalogueCode, count: number): void;
}

/** What the schema says besides the family. */
interface SchemaContext {
  /** The schema's file. */
  readonly schema: string;
  readonly vectors: readonly Vector[];
}

/** Reports one way in which a family may be otherwise than it is declared. */
type FamilyRule = (observed: ObservedFamily, context: SchemaContext, report: RuleReport) => void;

/** What families are held against, in the order in which findings about one are listed. */
export const FAMILY_RULES: readonly FamilyRule[] = [
  isExposed,
  hasType,
  hasHelp,
  hasUnit,
  hasNoOtherLabels,
  hasLabels,
  hasDeclaredValues,
  hasNoOtherBuckets,
  hasBuckets,
  keepsToValues,
  keepsToSeries,
  isNotDeprecated,
  onlyGoesUp,
];

function isExposed(
  { family: { name, type }, first }: ObservedFamily,
  context: SchemaContext,
  report: RuleReport,
) {
  if (first === undefined) report.found("missing-family", { type, name, schema: context.schema }, undefined);
}

function hasType({ family: { name, type }, types }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  for (const [exposed, sighting] of types.entries()) {
    if (exposed !== type) report.found("type-mismatch", { name, declared: type, exposed }, sighting);
  }
}

/**
 * Two helps are no finding though they are not as declared: with blanks at the end, which a description cannot have,
 * and none where an import could only ask for a description.
 */
function hasHelp({ family, helps }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  const { name, help } = family;
  const code = "help-mismatch";
  for (const [exposed, sighting] of helps.entries()) {
    if (exposed === undefined && help === askedDescription(family)) continue;
    if (exposed?.trimEnd() !== help) report.found(code, { name, declared: help, exposed }, sighting);
  }
  report.omitted(code, helps.omitted);
}

/** Most clients expose no unit; that is no finding. */
function hasUnit({ family: { name, unit }, units }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  const code = "unit-mismatch";
  for (const [exposed, sighting] of units.entries()) {
    if (exposed === undefined || exposed === unit) continue;
    report.found(code, { name, declared: unit, exposed }, sighting);
  }
  report.omitted(code, units.omitted);
}

function hasNoOtherLabels(
  { family, otherLabels, missingLabels }: ObservedFamily,
  { vectors }: SchemaContext,
  report: RuleReport,
) {
  const missing = missingLabels.entries().map(([name]) => name);
  for (const [label, sighting] of otherLabels.entries()) {
    const params = { family: family.name, label, count: sighting.count };
    if (vectors.some(({ name }) => name === label)) {
      const own = family.vectors.map(({ name }) => name);
      report.found("misplaced-label", { ...params, vectors: own }, sighting);
    } else report.found("undeclared-label", { ...params, nearest: nearestName(label, missing) }, sighting);
  }
  report.omitted("undeclared-label", otherLabels.omitted);
}

function hasLabels({ family, missingLabels }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  for (const [label, sighting] of missingLabels.entries()) {
    report.found("missing-label", { family: family.name, label, count: sighting.count }, sighting);
  }
}

function hasDeclaredValues({ family, vectors }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  const code = "undeclared-value";
  for (const { vector, undeclared } of vectors) {
    const expected = expectedValues(vector);
    for (const [value, sighting] of undeclared.entries()) {
      const nearest = nearestValue(value, vector);
      const params = { family: family.name, label: vector.name, value, expected, nearest };
      report.found(code, { ...params, count: sighting.count }, sighting);
    }
    report.omitted(code, undeclared.omitted);
  }
}

function hasNoOtherBuckets({ family, buckets }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  const code = "undeclared-bucket";
  for (const [bound, sighting] of buckets?.undeclared.entries() ?? []) {
    report.found(code, { family: family.name, bound, count: sighting.count }, sighting);
  }
  report.omitted(code, buckets?.undeclared.omitted ?? 0);
}

function hasBuckets({ family, buckets }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  const code = "missing-buckets";
  for (const [bounds, sighting] of buckets?.missing.entries() ?? []) {
    report.found(code, { family: family.name, bounds, count: sighting.count }, sighting);
  }
  report.omitted(code, buckets?.missing.omitted ?? 0);
}

function keepsToValues({ family, vectors }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  for (const { vector, excess } of vectors) {
    if (excess === undefined || vector.kind !== "open") continue;
    const values = excess.isAll ? grouped(excess.values) : `more than ${grouped(excess.values)}`;
    const params = { family: family.name, label: vector.name, values, limit: vector.maxValues };
    report.found("values-over-limit", params, { first: excess.first, count: excess.values });
  }
}

function keepsToSeries({ family, excess }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  if (excess === undefined) return;
  const params = { family: family.name, series: excess.series, budget: family.seriesBudget };
  report.found("series-over-budget", params, { first: excess.first, count: excess.series });
}

function isNotDeprecated({ family, recordedAt }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  if (family.deprecated === undefined || recordedAt === undefined) return;
  const params = { name: family.name, reason: family.deprecated };
  report.found("deprecated-in-use", params, { first: recordedAt, count: 1 });
}

function onlyGoesUp({ decrease }: ObservedFamily, _: SchemaContext, report: RuleReport) {
  if (decrease === undefined) return;
  const { series, before, after, count } = decrease;
  report.found(
    "counter-decreased",
    { series, before: String(before), after: String(after), count },
    decrease,
  );
}
