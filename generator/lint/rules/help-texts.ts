import type { Family } from "../../catalog.js";
import type { LintCheck, LintedSchema, LintReport } from "../lint-rule.js";
import { singularOf, snakeCase } from "./sound-key.js";

/** The descriptions of families, which are their HELP texts. One text has one finding about its words. */
export const checkHelpTexts: LintCheck = (schema, report) => {
  for (const family of schema.catalog.families) checkHelp(family, schema, report);
};

function checkHelp(family: Family, schema: LintedSchema, report: LintReport): void {
  const { key, help } = family;
  const where = () => schema.family(family, "description");
  const placeholder = findPlaceholder(help);
  if (placeholder !== undefined) {
    report("lint-help-placeholder", { key, placeholder }, where());
  } else if (saysNameOnly(family)) {
    report("lint-help-repeats-name", { key, help }, where());
  } else if (/^\p{Ll}+(?=[\s.,:;]|$)/u.test(help)) {
    const [first = ""] = help;
    report("lint-help-lower-case", { key, first }, where().replacedBy(first.toUpperCase() + help.slice(1)));
  }
}

/** What stands where a description is still to be written: what `import` writes, and what people write. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^Write what .+ (?:counts|measures)\.$/,
  /\b(?:TODO|FIXME|TBD|XXX)\b/, // reason: these are the words that the rule looks for
  /^(?:help|help text|description|no help|no description|n\/a|none|todo|tbd|[-?.…]+)[.!]?$/i,
];

function findPlaceholder(help: string): string | undefined {
  return PLACEHOLDERS.map((pattern) => pattern.exec(help)?.[0]).find((found) => found !== undefined);
}

/** Words that say nothing of a metric beside its name. */
const FILLERS: ReadonlySet<string> = new Set(["a", "an", "the", "of", "in", "for"]);

/** Whether all words of a description are words of the name: `Request duration.` for `request_duration`. */
function saysNameOnly({ name, type, help }: Family): boolean {
  const words = help.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const known = new Set([...snakeCase(name).split("_"), type].map(singularOf));
  return words.length > 0 && words.every((word) => FILLERS.has(word) || known.has(singularOf(word)));
}

/** The share of descriptions from which on their ending is a habit. */
const HABIT = 0.8;

/**
 * Descriptions that end in a period where nearly all of the schema's end without one, or the other way round. Where many
 * do either, there is no habit, and nothing is reported.
 */
export const checkPeriods: LintCheck = (schema, report) => {
  const families = schema.catalog.families.filter(({ help }) => /[\p{L}\p{N})\]`"'][.]?$/u.test(help));
  const ended = families.filter(({ help }) => help.endsWith("."));
  const most = Math.max(ended.length, families.length - ended.length);
  if (most < families.length * HABIT) return;
  const isHabit = ended.length === most;
  for (const family of families) {
    const { key, help } = family;
    if (help.endsWith(".") === isHabit) continue;
    const where = schema.family(family, "description");
    const repaired = isHabit ? `${help}.` : help.slice(0, -1);
    report("lint-help-period", { key, isHabit, most, all: families.length }, where.replacedBy(repaired));
  }
};
