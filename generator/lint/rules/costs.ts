import { compareMilestones, type Milestone, parseMilestone } from "../../text/milestone.js";
import type { LintCheck, LintedSchema } from "../lint-rule.js";
import { snakeCase } from "./sound-key.js";

/**
 * Open vectors whose label names speak of people, requests or texts: a value for each of them, without a bound. The
 * `…_info` of a program has one series, whatever its labels say.
 */
export const checkOpenLabels: LintCheck = (schema, report) => {
  const { families, vectors } = schema.catalog;
  const counting = families.filter(({ key }) => !/(?:^|_)info$/.test(key));
  const used = new Set(counting.flatMap((family) => family.vectors));
  for (const vector of vectors) {
    if (vector.kind !== "open" || !used.has(vector)) continue;
    const { name, label, maxValues, otherwise } = vector;
    const kind = findUnboundedKind(label);
    if (kind === undefined) continue;
    report("lint-unbounded-label", { label, values: kind, maxValues, otherwise }, schema.vector(name));
  }
};

/** What has as many values as there are people, requests or texts. */
function findUnboundedKind(label: string): string | undefined {
  const name = snakeCase(label);
  return UNBOUNDED.find(({ pattern }) => pattern.test(name))?.values;
}

interface Unbounded {
  /** As a message has them: "a value for each …". */
  readonly values: string;
  readonly pattern: RegExp;
}

const UNBOUNDED: readonly Unbounded[] = [
  {
    values: "person",
    pattern:
      /(?:^|_)(?:user|account|customer|member|visitor|person)_?(?:id|name|key)$|^user$|(?:^|_)(?:e_?mail|phone)(?:_address)?$/,
  },
  { values: "session", pattern: /(?:^|_)(?:session|cookie|token|jwt)(?:_?id)?$/ },
  {
    values: "request",
    pattern:
      /(?:^|_)(?:request|req|trace|span|correlation|transaction|message|event|order)_?id$|^traceparent$/,
  },
  {
    values: "client",
    pattern: /(?:^|_)(?:ip|ip_?addr(?:ess)?|remote_addr(?:ess)?|user_agent|useragent|referr?er)$/,
  },
  {
    values: "address",
    pattern:
      /^(?:(?:request|http|page|full|raw|original)_)?(?:url|uri|path|pathname|query|query_string|href)$/,
  },
  { values: "object", pattern: /(?:^|_)(?:uuid|guid|uid|hash|checksum|fingerprint)$/ },
  {
    values: "text",
    pattern: /(?:^|_)(?:sql|statement|stack(?:_?trace)?|error_message|message|exception_message)$/,
  },
  { values: "moment", pattern: /(?:^|_)timestamp$|^(?:datetime|time|date)$/ },
];

/** The share of a budget from which on its end is near. */
const NEARLY_SPENT = 0.8;

/** Families that nearly reach their series budget. A budget of exactly what the family can reach is a decision. */
export const checkBudgets: LintCheck = (schema, report) => {
  for (const family of schema.catalog.families) {
    const { key, series, seriesBudget: budget, deprecated } = family;
    const isOwn = budget !== schema.catalog.seriesBudget;
    if (series < budget * NEARLY_SPENT || deprecated !== undefined || (isOwn && series === budget)) continue;
    const where = isOwn ? schema.family(family, "series_budget") : schema.family(family);
    report("lint-budget-nearly-spent", { key, series, budget }, where);
  }
};

/**
 * Families past their `remove_in`, and old names past their `until`. A version that `until` names is not compared here:
 * once the package has it, `generate` fails.
 */
export const checkRemovals: LintCheck = (schema, report) => {
  const now = milestonesOf(schema);
  for (const family of schema.catalog.families) {
    const { key, alias } = family;
    const removeIn = family.deprecated?.removeIn;
    if (removeIn !== undefined && isReached(removeIn, now)) {
      const where = schema.family(family, "deprecated", "remove_in");
      report("lint-overdue-removal", { key, what: family.type, end: removeIn }, where);
    }
    if (alias !== undefined && isReached(alias.until, [now[0]])) {
      const where = schema.family(family, "renamed_from", "until");
      report("lint-overdue-removal", { key: alias.name, what: "old name", end: alias.until }, where);
    }
  }
};

/** Today, and the version of the package. */
function milestonesOf({ today, catalog }: LintedSchema): readonly [Milestone, Milestone | undefined] {
  const { version } = catalog.origin;
  return [{ kind: "date", text: today }, version === undefined ? undefined : parseMilestone(version)];
}

/** Whether a version or a date is reached. That of another kind than all of `now` is not. */
function isReached(text: string, now: readonly (Milestone | undefined)[]): boolean {
  const end = parseMilestone(text);
  return now.some((one) => {
    const order = one === undefined || end === undefined ? undefined : compareMilestones(one, end);
    return order !== undefined && order >= 0;
  });
}

/** Vectors of the entry file that no family uses. An imported file may have more than one schema needs. */
export const checkUnusedVectors: LintCheck = (schema, report) => {
  for (const name of schema.unusedVectors) report("lint-unused-vector", { name }, schema.vector(name));
};
