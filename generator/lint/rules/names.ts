import type { Family, Vector } from "../../catalog.js";
import type { LintCheck, LintedSchema, LintPlace, LintReport } from "../lint-rule.js";
import {
  HISTOGRAM_ENDINGS,
  isCamelCase,
  isOwnSuffix,
  keySuggester,
  OPENMETRICS_ENDINGS,
  type SuggestKey,
  snakeCase,
  unitInKey,
} from "./sound-key.js";
import { readDeclaredUnit } from "./unit-words.js";

/**
 * The end of a family's name, and its type as a word of it. What is wrong with one ending is one finding: a counter
 * `requests_count` has the wrong suffix, and gets no second finding about `_total`.
 */
export const checkEndings: LintCheck = (schema, report) => {
  const suggest = keySuggester(schema.catalog.families);
  for (const family of schema.catalog.families) {
    if (family.deprecated === undefined) checkEnding(family, schema, { suggest, report });
  }
};

interface Suggesting {
  readonly suggest: SuggestKey;
  readonly report: LintReport;
}

function checkEnding(family: Family, schema: LintedSchema, { suggest, report }: Suggesting): void {
  const { key, name, type } = family;
  const hasEnding = (endings: readonly string[]) =>
    !isOwnSuffix(family) && endings.some((ending) => key.endsWith(`_${ending}`));
  const suffix = key.slice(key.lastIndexOf("_"));
  if (hasEnding(HISTOGRAM_ENDINGS)) {
    report("lint-reserved-suffix", { type, key, suffix, suggestion: suggest(family) }, schema.family(family));
  } else if (hasEnding(OPENMETRICS_ENDINGS)) {
    report(
      "lint-openmetrics-suffix",
      { type, key, suffix, suggestion: suggest(family) },
      schema.family(family),
    );
  } else if (hasTypeInName(family)) {
    report("lint-type-in-name", { type, key, suggestion: suggest(family) }, schema.family(family));
  } else if (type === "counter" && !name.endsWith("_total")) {
    report("lint-counter-without-total", { key, suggestion: suggest(family) }, schema.family(family));
  } else if (type !== "counter" && name.endsWith("_total")) {
    report("lint-total-without-counter", { type, key, suggestion: suggest(family) }, schema.family(family));
  }
}

/** Behind an underscore, as in promlint: `gauge_pressure` is the pressure of a gauge. */
function hasTypeInName({ name, key, type }: Family): boolean {
  const words = key.toLowerCase().split("_");
  return words.some((word, at) => word === type && (at > 0 || name !== key));
}

/** Names of families, and label names, in camelCase. */
export const checkLetterCase: LintCheck = (schema, report) => {
  const suggest = keySuggester(schema.catalog.families);
  for (const family of schema.catalog.families) {
    const { key, type, deprecated } = family;
    if (!isCamelCase(key) || deprecated !== undefined) continue;
    report("lint-camel-case", { what: type, name: key, suggestion: suggest(family) }, schema.family(family));
  }
  for (const vector of schema.catalog.vectors) {
    const { label } = vector;
    if (!isCamelCase(label)) continue;
    const params = { what: "label", name: label, suggestion: snakeCase(label) } as const;
    report("lint-camel-case", params, placeOfLabel(schema, vector));
  }
};

/** Names that begin with `_`. A namespace is one mistake for all its families. */
export const checkLeadingUnderscores: LintCheck = (schema, report) => {
  const { namespace, families, vectors } = schema.catalog;
  const code = "lint-name-reserved-in-openmetrics";
  if (namespace.startsWith("_"))
    report(code, { what: "namespace", name: namespace }, schema.root("namespace"));
  for (const family of families) {
    if (!family.name.startsWith("_") || namespace !== "") continue;
    report(code, { what: family.type, name: family.key }, schema.family(family));
  }
  for (const vector of vectors) {
    if (!vector.label.startsWith("_")) continue;
    report(code, { what: "label", name: vector.label }, placeOfLabel(schema, vector));
  }
};

/** The unit of each family, in its key `unit` and in its name. A unit that is wrong in both is one finding. */
export const checkFamilyUnits: LintCheck = (schema, report) => {
  const suggest = keySuggester(schema.catalog.families);
  for (const family of schema.catalog.families) {
    if (family.deprecated === undefined) checkUnit(family, schema, { suggest, report });
  }
};

function checkUnit(family: Family, schema: LintedSchema, { suggest, report }: Suggesting): void {
  const { key, unit } = family;
  const declared = unit === undefined ? undefined : readDeclaredUnit(unit);
  if (unit !== undefined && declared?.base !== undefined && declared.kind !== "base") {
    const { base, conversion } = declared;
    const place = schema.family(family, "unit");
    // Another name of the same unit is not exposed. Other values need other code.
    const where = conversion === undefined ? place.replacedBy(base) : place;
    report(
      "lint-non-base-unit",
      { word: unit, key: undefined, base, conversion, suggestion: undefined },
      where,
    );
    return;
  }
  const named = unitInKey(family);
  if (named?.kind === "abbreviation") {
    report("lint-abbreviated-unit", { ...named, key, suggestion: suggest(family) }, schema.family(family));
  } else if (named?.kind === "other") {
    report("lint-non-base-unit", { ...named, key, suggestion: suggest(family) }, schema.family(family));
  } else if (unit !== undefined && !endsInUnit(family, unit)) {
    report("lint-name-without-unit", { key, unit, suggestion: suggest(family) }, schema.family(family));
  }
}

/**
 * Whether a name has its unit last, before suffixes. Suffixes that it should not have, and camelCase, are findings of
 * their own. Both spellings of meters are right.
 */
function endsInUnit({ key, type }: Family, unit: string): boolean {
  const words = snakeCase(key).split("_");
  const suffixes = ["total", type, ...HISTOGRAM_ENDINGS, ...OPENMETRICS_ENDINGS];
  while (words.length > 1 && suffixes.includes(words.at(-1) ?? "")) words.pop();
  const bare = words.join("_");
  return bare === unit || bare.endsWith(`_${unit}`) || (unit === "meters" && bare.endsWith("_metres"));
}

/** Labels that Prometheus gives to each series of a target. */
const TARGET_LABELS: ReadonlySet<string> = new Set(["instance", "job"]);

export const checkTargetLabels: LintCheck = (schema, report) => {
  for (const vector of schema.catalog.vectors) {
    if (!TARGET_LABELS.has(vector.label)) continue;
    report("lint-target-label", { label: vector.label }, placeOfLabel(schema, vector));
  }
};

/** Where the schema has the label name of a vector. */
function placeOfLabel(schema: LintedSchema, { name, label }: Vector): LintPlace {
  return name === label ? schema.vector(name) : schema.vector(name, "label");
}
