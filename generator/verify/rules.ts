import type { Catalog, Vector } from "../catalog.js";
import { CATALOGUE, type CatalogueCode, type DiagnosticParams } from "../diagnostics/catalogue.js";
import { diagnose } from "../diagnostics/diagnose.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ExpositionFinding } from "../exposition/codes.js";
import { placeholderDescription } from "../import/infer.js";
import { describeVector, nearestValue } from "../label-values.js";
import { nearestName } from "../text/nearest-name.js";
import { grouped } from "../text/words.js";
import type { ObservedFamily } from "./observed-family.js";
import type { Place, Sighting, Sightings } from "./occurrences.js";

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
    if (exposed === undefined && help === placeholderDescription(family)) continue;
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
    const expected = describeVector(vector);
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

/** A finding before it is known where its place is in the exposition's text. */
interface Finding {
  readonly diagnostic: Diagnostic;
  readonly count: number;
  /** `undefined` for what is nowhere. */
  readonly place: Place | undefined;
}

/** Each once: those about declared families in schema order, then those about the exposition in its own. */
export function findingsOf(observations: Observations): readonly Finding[] {
  const ofFamilies: Finding[] = [];
  const ofExposition: Finding[] = [];
  const omitted = new Map<CatalogueCode, number>();
  reportFamilies(observations, reportTo(ofFamilies, omitted));
  reportExposition(observations, reportTo(ofExposition, omitted));
  const notes = [...omitted].map(([code, count]) => {
    const { title } = CATALOGUE[code];
    return { diagnostic: diagnose("findings-omitted", { title, count }, undefined), count, place: undefined };
  });
  return [...ofFamilies, ...ofExposition.sort(inOrder), ...notes];
}

function reportTo(findings: Finding[], omitted: Map<CatalogueCode, number>): RuleReport {
  return {
    found: (code, params, sighting) => {
      const diagnostic = diagnose(code, params, undefined);
      findings.push({ diagnostic, count: sighting?.count ?? 1, place: sighting?.first });
    },
    omitted: (code, count) => {
      if (count > 0) omitted.set(code, (omitted.get(code) ?? 0) + count);
    },
  };
}

function reportFamilies({ catalog, families }: Observations, report: RuleReport): void {
  const context = { schema: catalog.source, vectors: catalog.vectors };
  for (const family of families) {
    for (const rule of FAMILY_RULES) rule(family, context, report);
  }
}

function reportExposition(observations: Observations, report: RuleReport): void {
  const { catalog, families, undeclared, errors, warnings } = observations;
  for (const [{ message, help }, sighting] of errors.entries()) {
    report.found("invalid-exposition", { problem: message, help }, sighting);
  }
  report.omitted("invalid-exposition", errors.omitted);
  for (const [{ message, help }, sighting] of warnings.entries()) {
    report.found("irregular-exposition", { problem: message, help }, sighting);
  }
  report.omitted("irregular-exposition", warnings.omitted);
  // One that is exposed is not what another name stands for.
  const missing = families.filter(({ first }) => first === undefined).map(({ family }) => family.name);
  for (const [name, sighting] of undeclared.entries()) {
    const nearest = nearestName(name, missing);
    report.found("undeclared-family", { name, schema: catalog.source, nearest }, sighting);
  }
  report.omitted("undeclared-family", undeclared.omitted);
}

function inOrder({ place: left }: Finding, { place: right }: Finding): number {
  return (left?.scrape ?? 0) - (right?.scrape ?? 0) || (left?.line ?? 0) - (right?.line ?? 0);
}

/** What scrapes have shown, by which findings are made. */
export interface Observations {
  readonly catalog: Catalog;
  /** Those that the schema declares, in its order. */
  readonly families: readonly ObservedFamily[];
  /** Names of families that nobody declares. */
  readonly undeclared: Sightings<string>;
  /** What the parser finds in the expositions. */
  readonly errors: Sightings<ExpositionFinding>;
  readonly warnings: Sightings<ExpositionFinding>;
}
