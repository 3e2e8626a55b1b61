import { z } from "zod";
import type { LintSection, LintSuppression } from "../../catalog.js";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { severityFormat, suppressionFormat } from "../format/lint-format.js";
import { quoteToken, reportWrongType } from "./explain-issue.js";
import { memberOf, readList, readMapping } from "./read-mapping.js";
import type { RawValue } from "./schema-file.js";

const unread = z.unknown().optional();

const LINT = z.strictObject({ rules: unread, suppress: unread }, "a mapping with rules and suppressions");

export const NO_LINT: LintSection = { severities: [], suppressions: [] };

/** Reads the section `lint`, as far as it can be read. The names in it are looked up by `lint`, which knows all rules. */
export function readLint(section: RawValue, report: SchemaReport): LintSection {
  if (section.value === null || readMapping(LINT, section, report) === undefined) return NO_LINT;
  const rules = memberOf(section, "rules");
  return {
    severities: rules === undefined ? [] : readSeverities(rules, report),
    suppressions: readList("suppress", section, report).flatMap((entry) => readSuppression(entry, report)),
  };
}

function readSeverities(rules: RawValue, report: SchemaReport): LintSection["severities"] {
  if (!isMapping(rules.value)) {
    reportWrongType(rules, { expected: "a mapping of rules to severities", help: undefined }, report);
    return [];
  }
  return Object.entries(rules.value).flatMap(([rule, value]) => {
    const severity = severityFormat.safeParse(value);
    if (severity.success) return [{ rule, severity: severity.data }];
    const expected = severity.error.issues[0]?.message ?? "";
    const help = value === false ? "Write `off`." : undefined;
    const entry = { value, spot: rules.spot.at(rule), subject: `The severity of ${quoteToken(rule)}` };
    reportWrongType(entry, { expected, help }, report);
    return [];
  });
}

function readSuppression(entry: RawValue, report: SchemaReport): readonly LintSuppression[] {
  const suppression = { ...entry, subject: "A suppression" };
  const fields = readMapping(suppressionFormat, suppression, report);
  if (fields === undefined) return [];
  if (!Object.hasOwn(fields, "families") && !Object.hasOwn(fields, "vectors")) {
    const params = {
      keys: ["families", "vectors"],
      where: suppression.subject,
      help: "List the families by key or name, or the vectors; to have no findings of a rule at all, write `off` for it in `rules`.",
    };
    report("missing-key", params, entry.spot);
  }
  const { rule, families = [], vectors = [], reason } = fields;
  if (rule === undefined || reason === undefined) return [];
  return [
    {
      rule,
      families: families.flatMap((name) => name ?? []),
      vectors: vectors.flatMap((name) => name ?? []),
      reason,
    },
  ];
}
