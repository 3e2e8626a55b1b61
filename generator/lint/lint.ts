import { nameMatcher } from "@metricsmith/runtime/text";
import type { LintSuppression } from "../catalog.js";
import { type Diagnostic, inReadingOrder } from "../diagnostics/diagnostic.js";
import type { LoadedCatalog } from "../schema/load-catalog.js";
import { nearestName } from "../text/nearest-name.js";
import { shorten } from "../text/words.js";
import { LINT_CODES } from "./codes.js";
import type { LintCheck, LintedSchema, LintPlace, LintReport, LintRule } from "./lint-rule.js";
import { lintedSchema } from "./linted-schema.js";
import { checkBuckets } from "./rules/bucket-bounds.js";
import { checkBudgets, checkOpenLabels, checkRemovals, checkUnusedVectors } from "./rules/costs.js";
import { checkHelpTexts, checkPeriods } from "./rules/help-texts.js";
import {
  checkEndings,
  checkFamilyUnits,
  checkLeadingUnderscores,
  checkLetterCase,
  checkTargetLabels,
} from "./rules/names.js";
import { checkRepeatedNames, checkSimilarNames } from "./rules/repeated-names.js";

/** In the order in which they report about one place. */
const CHECKS: readonly LintCheck[] = [
  checkEndings,
  checkFamilyUnits,
  checkLetterCase,
  checkLeadingUnderscores,
  checkSimilarNames,
  checkRepeatedNames,
  checkTargetLabels,
  checkOpenLabels,
  checkBuckets,
  checkHelpTexts,
  checkPeriods,
  checkBudgets,
  checkUnusedVectors,
  checkRemovals,
];

/** What `lint` can be given beside the schema. */
export interface LintOptions {
  /** Today's date as `2026-12-31`, for rules that compare it with dates of the schema; by default, that of the clock. */
  readonly today?: string;
  /** Rules of one's own, which the schema's section `lint` can name as it names metricsmith's. */
  readonly rules?: readonly LintRule[];
}

/** What `lint` finds, and what the schema suppresses. */
export interface LintResult {
  /** In reading order. Their severities are those of the schema's section `lint`, or the rules' own. */
  readonly findings: readonly Diagnostic[];
  /** What the schema suppresses, in reading order. */
  readonly suppressed: readonly Diagnostic[];
}

interface Finding {
  readonly diagnostic: Diagnostic;
  readonly place: LintPlace;
}

/**
 * What the lint rules find in a schema: style that its readers, Prometheus or OpenMetrics do not expect, and what costs
 * more than it gives. Of a schema with errors there are no findings: `loaded.diagnostics` has the errors.
 *
 * @throws Error if two rules have one id
 */
export function lint(
  loaded: LoadedCatalog,
  { rules = [], today = currentDate() }: LintOptions = {},
): LintResult {
  const ids = ruleIds(rules);
  const schema = lintedSchema(loaded, today);
  if (schema === undefined) return { findings: [], suppressed: [] };
  const { lint: section } = schema.catalog;
  const severities = new Map(section.severities.map(({ rule, severity }) => [rule, severity]));
  const findings: Finding[] = [];
  const add = (diagnostic: Diagnostic, place: LintPlace) => {
    const severity = severities.get(diagnostic.code) ?? diagnostic.severity;
    if (severity !== "off") findings.push({ diagnostic: { ...diagnostic, severity }, place });
  };
  const report: LintReport = LINT_CODES.reporter(add);
  for (const check of CHECKS) check(schema, report);
  for (const rule of rules) runOwnRule(rule, schema, add);
  const suppressions = section.suppressions.map(suppressionOf);
  const suppressed: Finding[] = [];
  const remaining: Finding[] = [];
  for (const finding of findings.splice(0)) {
    const { diagnostic, place } = finding;
    // All suppressions are asked, not only up to the first that fits: each notes whether it is used.
    const fitting = suppressions.filter((suppression) => suppression.suppresses(diagnostic, place));
    (fitting.length > 0 ? suppressed : remaining).push(finding);
  }
  // What is found about the section itself cannot be suppressed.
  reportUnknownRules(schema, { ids, hasOwn: rules.length > 0 }, report);
  reportSuppressions(schema, { ids, suppressions }, report);
  const files = [...loaded.sources.keys()];
  const ordered = (list: readonly Finding[]) =>
    inReadingOrder(
      list.map(({ diagnostic }) => diagnostic),
      files,
    );
  return { findings: ordered([...remaining, ...findings]), suppressed: ordered(suppressed) };
}

function currentDate(): string {
  return new Date().toISOString().slice(0, 10);
}

function ruleIds(rules: readonly LintRule[]): readonly string[] {
  const ids = new Set(Object.keys(LINT_CODES.rules));
  for (const { id } of rules) {
    if (ids.has(id)) throw new Error(`there are two lint rules \`${id}\``);
    ids.add(id);
  }
  return [...ids];
}

function runOwnRule(
  { id, severity, check }: LintRule,
  schema: LintedSchema,
  add: (diagnostic: Diagnostic, place: LintPlace) => void,
): void {
  check(schema, ({ message, help }, place) => {
    const { location, fix } = place;
    add({ code: id, severity, message, help, location, ...(fix !== undefined && { fix }) }, place);
  });
}

type Kind = "families" | "vectors";

/** A suppression that notes which of its names suppress something. */
interface UsedSuppression {
  readonly declared: LintSuppression;
  readonly used: Readonly<Record<Kind, ReadonlySet<string>>>;
  readonly suppresses: (diagnostic: Diagnostic, place: LintPlace) => boolean;
}

function suppressionOf(declared: LintSuppression): UsedSuppression {
  const used = { families: new Set<string>(), vectors: new Set<string>() };
  const patterns = [...namesOf(declared)].map((entry) => ({ ...entry, matches: nameMatcher([entry.name]) }));
  const suppresses = ({ code }: Diagnostic, { family, vector }: LintPlace) => {
    if (code !== declared.rule) return false;
    const names = {
      families: family === undefined ? [] : [family.key, family.name],
      vectors: vector === undefined ? [] : [vector],
    };
    const matching = patterns.filter(({ kind, matches }) => names[kind].some(matches));
    for (const { kind, name } of matching) used[kind].add(name);
    return matching.length > 0;
  };
  return { declared, used, suppresses };
}

function namesOf({ families, vectors }: LintSuppression) {
  return [
    ...families.map((name, index) => ({ kind: "families" as const, name, index })),
    ...vectors.map((name, index) => ({ kind: "vectors" as const, name, index })),
  ];
}

interface KnownRules {
  readonly ids: readonly string[];
  /** Whether there are rules of the user's own. Without them, `lint` does not know their names. */
  readonly hasOwn: boolean;
}

function reportUnknownRules(schema: LintedSchema, { ids, hasOwn }: KnownRules, report: LintReport): void {
  const { severities, suppressions } = schema.catalog.lint;
  const named = [
    ...severities.map(({ rule }) => ({ rule, place: schema.root("lint", "rules", rule) })),
    ...suppressions.map(({ rule }, index) => ({
      rule,
      place: schema.root("lint", "suppress", index, "rule"),
    })),
  ];
  for (const { rule, place } of named) {
    if (ids.includes(rule)) continue;
    const nearest = ids.find((id) => id === `lint-${rule}`) ?? nearestName(rule, ids);
    if (nearest === undefined && !hasOwn && !rule.startsWith("lint-")) continue;
    report("lint-unknown-rule", { rule: shorten(rule), nearest, all: ids }, place);
  }
}

/** Reports names in suppressions that the schema does not have, and suppressions that suppress nothing. */
function reportSuppressions(
  schema: LintedSchema,
  {
    ids,
    suppressions,
  }: { readonly ids: readonly string[]; readonly suppressions: readonly UsedSuppression[] },
  report: LintReport,
): void {
  const known = knownNames(schema);
  for (const [at, { declared, used }] of suppressions.entries()) {
    const { rule } = declared;
    const names = namesOf(declared);
    const isUnknown = ({ kind, name }: (typeof names)[number]) =>
      !name.includes("*") && !known[kind].includes(name);
    for (const entry of names.filter(isUnknown)) {
      const { kind, name, index } = entry;
      const params = {
        what: kind === "families" ? ("family" as const) : ("vector" as const),
        name: shorten(name),
        nearest: nearestName(name, known[kind]),
        all: known[kind],
      };
      report("lint-unknown-name", params, schema.root("lint", "suppress", at, kind, index));
    }
    if (!ids.includes(rule)) continue;
    const unused = names.filter((entry) => !isUnknown(entry) && !used[entry.kind].has(entry.name));
    if (unused.length === names.length) {
      report(
        "lint-unused-suppression",
        { rule, name: undefined },
        schema.root("lint", "suppress", at).removed(),
      );
      continue;
    }
    for (const { kind, name, index } of unused) {
      const place = schema.root("lint", "suppress", at, kind, index).removed();
      report("lint-unused-suppression", { rule, name: shorten(name) }, place);
    }
  }
}

function knownNames({ catalog, unusedVectors }: LintedSchema): Readonly<Record<Kind, readonly string[]>> {
  return {
    families: catalog.families.flatMap(({ key, name }) => (key === name ? [key] : [key, name])),
    vectors: [...catalog.vectors.map(({ name }) => name), ...unusedVectors],
  };
}
