import type { LintCheck } from "../lint-rule.js";
import { snakeCase } from "./sound-key.js";

/** Open vectors whose label names speak of people, requests or texts: a value for each of them, without a bound. */
export const checkOpenLabels: LintCheck = (schema, report) => {
  for (const vector of schema.catalog.vectors) {
    if (vector.kind !== "open") continue;
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
  { values: "address", pattern: /(?:^|_)(?:url|uri|path|pathname|query|query_string|href)$/ },
  { values: "object", pattern: /(?:^|_)(?:uuid|guid|uid|hash|checksum|fingerprint)$|^id$/ },
  {
    values: "text",
    pattern: /(?:^|_)(?:sql|statement|stack(?:_?trace)?|error_message|message|exception_message)$/,
  },
  { values: "moment", pattern: /(?:^|_)(?:timestamp|datetime|time|date)$/ },
];

/** Vectors of the entry file that no family uses. An imported file may have more than one schema needs. */
export const checkUnusedVectors: LintCheck = (schema, report) => {
  for (const name of schema.unusedVectors) report("lint-unused-vector", { name }, schema.vector(name));
};

/** The share of a budget from which on its end is near. */
const NEARLY_SPENT = 0.8;

/** Families that nearly reach their series budget. */
export const checkBudgets: LintCheck = (schema, report) => {
  for (const family of schema.catalog.families) {
    const { key, series, seriesBudget: budget, deprecated } = family;
    if (series < budget * NEARLY_SPENT || deprecated !== undefined) continue;
    report(
      "lint-budget-nearly-spent",
      { key, series, budget },
      schema.family(family, ...(budget === schema.catalog.seriesBudget ? [] : ["series_budget"])),
    );
  }
};
