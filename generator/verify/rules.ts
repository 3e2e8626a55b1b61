import { sampleText } from "@metricsmith/runtime/text";
import type { Catalog, Vector } from "../catalog.js";
import { defineCodes, type Report } from "../diagnostics/define.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { EXPOSITION_CODES } from "../exposition/codes.js";
import type { ExpositionFinding } from "../exposition/findings.js";
import { placeholderDescription } from "../import/infer.js";
import { describeVector, nearestValue } from "../label-values.js";
import { describeDeprecation, underNewName } from "../lifecycle.js";
import { nearestName } from "../text/nearest-name.js";
import { groupDigits } from "../text/words.js";
import { VERIFY_CODES } from "./codes.js";
import type { ScrapePlace } from "./excerpts.js";
import type { ObservedFamily } from "./observed-family.js";
import type { ConstantLabels } from "./observed-labels.js";
import { Occurrence, type Occurrences } from "./occurrences.js";

/** A diagnostic of `verify`. */
export interface Nonconformity extends Diagnostic {
  /** How often it was found. */
  readonly count: number;
}

/** What scrapes show; the rules compare it with the schema. */
export interface Observations {
  readonly catalog: Catalog;
  /** The families that the schema declares, in its order. */
  readonly families: readonly ObservedFamily[];
  /** Names of families that neither the schema nor a library declares. */
  readonly undeclared: Occurrences<string>;
  /** The parser's findings in the expositions: of declared families, two values of one series apart from others. */
  readonly conflicts: Occurrences<ExpositionFinding>;
  readonly errors: Occurrences<ExpositionFinding>;
  readonly warnings: Occurrences<ExpositionFinding>;
  readonly constantLabels: ConstantLabels;
}

/** A diagnostic, and the place where it was found first; `undefined` if it has none. */
interface PlacedDiagnostic {
  readonly diagnostic: Nonconformity;
  readonly place: ScrapePlace | undefined;
}

const CODES = defineCodes({ ...EXPOSITION_CODES.rules, ...VERIFY_CODES.rules });

type RuleCode = keyof typeof CODES.rules;

/** The arguments of `report` in rules, where each diagnostic has an occurrence or no place at all. */
type RuleFinding<Reported = Parameters<Report<typeof CODES>>> = Reported extends [
  infer Code,
  infer Params,
  unknown,
]
  ? [code: Code, params: Params, occurrence: Occurrence | undefined]
  : never;

interface RuleContext {
  /** The schema's file. */
  readonly schema: string;
  /** The vectors of all families. */
  readonly vectors: readonly Vector[];
  /** Labels that all series have, whatever the schema says. */
  readonly constantLabels: ReadonlySet<string>;
  report(...finding: RuleFinding): void;
  /** Counts diagnostics that are not listed one by one. */
  omit(code: RuleCode, count: number): void;
}

/** Reports one way in which a family can differ from its declaration. */
type FamilyRule = (observed: ObservedFamily, context: RuleContext) => void;

/** In the order in which the diagnostics of one family are listed. */
const FAMILY_RULES: readonly FamilyRule[] = [
  checkExposed,
  checkType,
  checkHelp,
  checkUnit,
  checkOtherLabels,
  checkMissingLabels,
  checkValues,
  checkOtherBuckets,
  checkMissingBuckets,
  checkHistogram,
  checkCounts,
  checkValueLimit,
  checkSeriesBudget,
  checkDeprecation,
  checkCounters,
];

/**
 * Applies the rules. Each diagnostic is there once: first those about declared families in schema order, then those
 * about the expositions in the order of their lines.
 */
export function checkObservations(observations: Observations): readonly PlacedDiagnostic[] {
  const { catalog, families } = observations;
  const constantLabels = observations.constantLabels.names();
  const ofFamilies: PlacedDiagnostic[] = [];
  const ofExpositions: PlacedDiagnostic[] = [];
  const notes: PlacedDiagnostic[] = [];
  const omitted = new Map<RuleCode, number>();
  const contextFor = (list: PlacedDiagnostic[]): RuleContext => ({
    schema: catalog.source,
    vectors: catalog.vectors,
    constantLabels,
    report: (...finding) => {
      const [, , occurrence] = finding;
      reporterTo(list, occurrence?.count ?? 1, occurrence?.first)(...finding);
    },
    omit: (code, count) => {
      if (count > 0) omitted.set(code, (omitted.get(code) ?? 0) + count);
    },
  });
  for (const family of families) for (const rule of FAMILY_RULES) rule(family, contextFor(ofFamilies));
  checkExpositions(observations, contextFor(ofExpositions));
  for (const [code, count] of omitted) {
    const { title } = CODES.rules[code];
    reporterTo(notes, count, undefined)("findings-omitted", { title, count }, undefined);
  }
  return [...ofFamilies, ...ofExpositions.sort(inLineOrder), ...notes];
}

function reporterTo(list: PlacedDiagnostic[], count: number, place: ScrapePlace | undefined) {
  return CODES.reporter((diagnostic) => {
    list.push({ diagnostic: { ...diagnostic, count }, place });
  });
}

function inLineOrder({ place: left }: PlacedDiagnostic, { place: right }: PlacedDiagnostic): number {
  return (left?.scrape ?? 0) - (right?.scrape ?? 0) || (left?.line ?? 0) - (right?.line ?? 0);
}

function checkExpositions(observations: Observations, { schema, report, omit }: RuleContext): void {
  const { families, undeclared, conflicts, errors, warnings } = observations;
  for (const [{ message, help }, occurrence] of conflicts.entries()) {
    report("conflicting-series", { problem: message, help }, occurrence);
  }
  omit("conflicting-series", conflicts.omitted);
  for (const [{ message, help }, occurrence] of errors.entries()) {
    report("invalid-exposition", { problem: message, help }, occurrence);
  }
  omit("invalid-exposition", errors.omitted);
  for (const [{ message, help }, occurrence] of warnings.entries()) {
    report("irregular-exposition", { problem: message, help }, occurrence);
  }
  omit("irregular-exposition", warnings.omitted);
  // An undeclared name can be a misspelt one only of a family that is not exposed.
  const missing = families
    .filter(({ exposedAt }) => exposedAt === undefined)
    .map(({ family }) => family.name);
  for (const [name, occurrence] of undeclared.entries()) {
    report("undeclared-family", { name, schema, nearest: nearestName(name, missing) }, occurrence);
  }
  omit("undeclared-family", undeclared.omitted);
}

function checkExposed({ family: { name, type }, exposedAt }: ObservedFamily, context: RuleContext): void {
  const { schema, report } = context;
  if (exposedAt === undefined) report("missing-family", { type, name, schema }, undefined);
}

function checkType({ family: { name, type }, types }: ObservedFamily, { report }: RuleContext): void {
  for (const [exposed, occurrence] of types.entries()) {
    if (exposed !== type) report("type-mismatch", { name, declared: type, exposed }, occurrence);
  }
}

/**
 * Three differences are accepted: the description alone under an old name, which a program has that still makes its metric
 * under that name; blanks at the end of the help, which a description cannot have; and a help of blanks or
 * none where the description is still the placeholder of an import.
 */
function checkHelp({ family, helps }: ObservedFamily, { report, omit }: RuleContext): void {
  const { name, help } = family;
  for (const [exposed, occurrence] of helps.entries()) {
    const text = exposed?.trimEnd() ?? "";
    if (text === "" && help === placeholderDescription(family)) continue;
    if (text === underNewName(family)?.help) continue;
    if (text !== help) report("help-mismatch", { name, declared: help, exposed }, occurrence);
  }
  omit("help-mismatch", helps.omitted);
}

/** A missing unit is accepted, because most clients expose none. */
function checkUnit({ family: { name, unit }, units }: ObservedFamily, { report, omit }: RuleContext): void {
  for (const [exposed, occurrence] of units.entries()) {
    if (exposed === undefined || exposed === unit) continue;
    report("unit-mismatch", { name, declared: unit, exposed }, occurrence);
  }
  omit("unit-mismatch", units.omitted);
}

function checkOtherLabels(
  { family, otherLabels, missingLabels }: ObservedFamily,
  context: RuleContext,
): void {
  const { vectors, constantLabels, report, omit } = context;
  const missing = missingLabels.entries().map(([name]) => name);
  for (const [label, occurrence] of otherLabels.entries()) {
    if (constantLabels.has(label)) continue;
    const params = { family: family.name, label, count: occurrence.count };
    const declaring = vectors.filter((vector) => vector.label === label).map(({ name }) => name);
    if (declaring.length > 0) {
      const declared = family.vectors.map(({ name }) => name);
      report("misplaced-label", { ...params, vectors: declared, declaring }, occurrence);
    } else report("undeclared-label", { ...params, nearest: nearestName(label, missing) }, occurrence);
  }
  omit("undeclared-label", otherLabels.omitted);
}

function checkMissingLabels({ family, missingLabels }: ObservedFamily, { report }: RuleContext): void {
  if (family.uneven) return;
  for (const [label, occurrence] of missingLabels.entries()) {
    report("missing-label", { family: family.name, label, count: occurrence.count }, occurrence);
  }
}

function checkValues({ family, labels }: ObservedFamily, { report, omit }: RuleContext): void {
  for (const { vector, undeclared } of labels) {
    const expected = describeVector(vector);
    for (const [value, occurrence] of undeclared.entries()) {
      const nearest = nearestValue(value, vector);
      const params = {
        family: family.name,
        label: vector.label,
        vector: vector.name,
        value,
        expected,
        nearest,
      };
      report("undeclared-value", { ...params, count: occurrence.count }, occurrence);
    }
    omit("undeclared-value", undeclared.omitted);
  }
}

function checkOtherBuckets({ family, buckets }: ObservedFamily, { report, omit }: RuleContext): void {
  for (const [bound, occurrence] of buckets?.undeclared.entries() ?? []) {
    report("undeclared-bucket", { family: family.name, bound, count: occurrence.count }, occurrence);
  }
  omit("undeclared-bucket", buckets?.undeclared.omitted ?? 0);
}

function checkMissingBuckets({ family, buckets }: ObservedFamily, { report, omit }: RuleContext): void {
  if (family.uneven) return;
  for (const [bounds, occurrence] of buckets?.missing.entries() ?? []) {
    report("missing-buckets", { family: family.name, bounds, count: occurrence.count }, occurrence);
  }
  omit("missing-buckets", buckets?.missing.omitted ?? 0);
}

function checkHistogram({ family, histogram }: ObservedFamily, { report }: RuleContext): void {
  if (histogram === undefined) return;
  const { bucketless, falling, mismatches, missing } = histogram;
  for (const [series, occurrence] of bucketless.entries()) {
    report("no-buckets", { family: family.name, series, count: occurrence.count }, occurrence);
  }
  for (const [{ series, value, below, more }, occurrence] of falling.entries()) {
    const values = { value: sampleText(value), more: sampleText(more) };
    report("falling-buckets", { series, below, ...values, count: occurrence.count }, occurrence);
  }
  for (const [{ series, count, bucket }, occurrence] of mismatches.entries()) {
    const values = { value: sampleText(count), bucket: sampleText(bucket) };
    report("count-mismatch", { series, ...values, count: occurrence.count }, occurrence);
  }
  for (const [suffix, occurrence] of missing.entries()) {
    report("missing-totals", { family: family.name, suffix, count: occurrence.count }, occurrence);
  }
}

function checkCounts({ impossible }: ObservedFamily, { report }: RuleContext): void {
  for (const [{ series, value }, occurrence] of impossible.entries()) {
    report("impossible-count", { series, value: sampleText(value), count: occurrence.count }, occurrence);
  }
}

function checkValueLimit({ family, labels }: ObservedFamily, { report }: RuleContext): void {
  for (const { vector, excess } of labels) {
    if (excess === undefined || vector.kind !== "open") continue;
    const values = excess.isExact ? groupDigits(excess.values) : `more than ${groupDigits(excess.values)}`;
    const params = {
      family: family.name,
      label: vector.label,
      vector: vector.name,
      values,
      limit: vector.maxValues,
    };
    report("values-over-limit", params, new Occurrence(excess.first, excess.values));
  }
}

function checkSeriesBudget({ family, excess }: ObservedFamily, { report }: RuleContext): void {
  if (excess === undefined) return;
  const params = { family: family.name, series: excess.series, budget: family.seriesBudget };
  report("series-over-budget", params, new Occurrence(excess.first, excess.series));
}

function checkDeprecation({ family, recordedAt }: ObservedFamily, { report }: RuleContext): void {
  if (family.deprecated === undefined || recordedAt === undefined) return;
  const params = { name: family.name, reason: describeDeprecation(family.deprecated) };
  report("deprecated-in-use", params, new Occurrence(recordedAt, 1));
}

function checkCounters({ decrease }: ObservedFamily, { report }: RuleContext): void {
  if (decrease === undefined) return;
  const { series, before, after, wasGone, first, count } = decrease;
  const params = { series, before: String(before), after: String(after), wasGone, count };
  report("counter-decreased", params, new Occurrence(first, count));
}
