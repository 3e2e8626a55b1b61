import { ADOPT_CODES } from "../adopt/codes.js";
import type { DiagnosticRules, Examples } from "../diagnostics/define.js";
import type { ChangeKind } from "../diff/change.js";
import { DIFF_CODES } from "../diff/codes.js";
import { EXPOSITION_CODES } from "../exposition/codes.js";
import type { FindingRule } from "../exposition/finding-rules.js";
import { FINDINGS, type FindingCode } from "../exposition/findings.js";
import { IMPORT_CODES } from "../import/codes.js";
import { LINT_CODES } from "../lint/codes.js";
import { LINT_BUCKET_WORDS, LINT_HELP_WORDS } from "../lint/rules/lint-family-codes.js";
import { LINT_LABEL_WORDS } from "../lint/rules/lint-label-codes.js";
import { LINT_NAME_WORDS, LINT_UNIT_WORDS } from "../lint/rules/lint-name-codes.js";
import { OUTPUT_CODES } from "../output/codes.js";
import { QUERY_CODES } from "../queries/codes.js";
import { FILE_WORDS } from "../queries/files/file-codes.js";
import { ALERT_WORDS, PATTERN_WORDS, TIME_WORDS } from "../queries/rules/alert-codes.js";
import { LABEL_WORDS } from "../queries/rules/labels/label-codes.js";
import { METRIC_WORDS } from "../queries/rules/metric-codes.js";
import { COMPARISON_WORDS } from "../queries/rules/values/comparison-codes.js";
import { COUNTER_WORDS } from "../queries/rules/values/counter-codes.js";
import { QUANTILE_WORDS } from "../queries/rules/values/quantile-codes.js";
import { SCHEMA_CODES } from "../schema/codes.js";
import { FAMILY_WORDS } from "../schema/words/family-codes.js";
import { KEY_WORDS } from "../schema/words/key-codes.js";
import { LIFECYCLE_WORDS } from "../schema/words/lifecycle-codes.js";
import { NAME_WORDS } from "../schema/words/name-codes.js";
import { SETTING_WORDS } from "../schema/words/setting-codes.js";
import { SHARING_WORDS } from "../schema/words/sharing-codes.js";
import { VERIFY_CODES } from "../verify/codes.js";
import { CONFORMITY_WORDS } from "../verify/conformity-codes.js";
import { YAML_CODES } from "../yaml/codes.js";
import type { ChangeWords, FindingWords } from "./explained-words.js";
import { FAMILY_CHANGE_WORDS } from "./family-change-words.js";
import { LABEL_CHANGE_WORDS } from "./label-change-words.js";
import { LABEL_FINDING_WORDS } from "./label-finding-words.js";
import { LINE_FINDING_WORDS } from "./line-finding-words.js";
import { RECORDER_CHANGE_WORDS } from "./recorder-change-words.js";
import { SAMPLE_FINDING_WORDS } from "./sample-finding-words.js";
import { SERIES_FINDING_WORDS } from "./series-finding-words.js";

/** What there is to know of a code: of a diagnostic, of a change that `diff` finds, or of a finding in an exposition. */
export interface Explanation {
  readonly code: string;
  /** The name of its subject. */
  readonly subject: string;
  /** The command that finds it, without the program's name. */
  readonly command: string;
  /** `error`, `warning` or `information`, the classes of a change, or in which format a finding is an error. */
  readonly severity: string;
  /** A few words. */
  readonly title: string;
  /** What it means, and why it matters. */
  readonly explanation: string;
  /** What is wrong and what is right, or the schema before a change and after it; none where there cannot be one. */
  readonly examples: readonly Example[];
  /** Why there is no example. */
  readonly withoutExample?: string;
}

interface Example {
  readonly label: "wrong" | "right" | "before" | "after";
  readonly text: string;
}

/** Codes that belong together: a group of the list that `explain` prints, and a page of `docs/errors/`. */
export interface Subject {
  readonly name: string;
  /** The command that finds them. */
  readonly command: string;
  readonly title: string;
  readonly explanations: readonly Explanation[];
}

/** The words of each finding in an exposition, and of each kind of change: a new one without words does not compile. */
const FINDING_WORDS: Readonly<Record<FindingCode, FindingWords>> = {
  ...LINE_FINDING_WORDS,
  ...LABEL_FINDING_WORDS,
  ...SAMPLE_FINDING_WORDS,
  ...SERIES_FINDING_WORDS,
};
const CHANGE_WORDS: Readonly<Record<ChangeKind, ChangeWords>> = {
  ...FAMILY_CHANGE_WORDS,
  ...LABEL_CHANGE_WORDS,
  ...RECORDER_CHANGE_WORDS,
};

/** Which severity a finding in an exposition has. */
const SEVERITIES: Readonly<Record<FindingRule<never>["severity"], string>> = {
  invalid: "error",
  tolerated: "error in OpenMetrics, warning in text 0.0.4",
  irregular: "warning",
};

/** A subject's name and title, and an object with its codes as keys; `REST` for those that no other subject has. */
type SubjectHead = readonly [name: string, title: string, codes: object];

const REST = {};

/** All codes, by subject, in the order in which a user meets them. */
export const SUBJECTS: readonly Subject[] = [
  ...subjectsOf("generate", SCHEMA_CODES.rules, explainRule, [
    ["schema", "Vectors and series", REST],
    ["schema-keys", "Keys and values of a schema", KEY_WORDS],
    ["schema-names", "Names in a schema", NAME_WORDS],
    ["schema-lifecycle", "Deprecation and new names", LIFECYCLE_WORDS],
    ["schema-metrics", "Units, buckets and recorders", FAMILY_WORDS],
    ["schema-settings", "The server and outputs, and files that import each other", SETTING_WORDS],
    ["schema-imports", "What is imported, and what is changed in it", SHARING_WORDS],
    ["yaml", "The text of a YAML file", YAML_CODES.rules],
  ]),
  ...subjectsOf("generate", OUTPUT_CODES.rules, explainRule, [
    ["outputs", "Generated files and pages", REST],
  ]),
  ...subjectsOf("lint", LINT_CODES.rules, explainRule, [
    ["lint", "Style of a schema, and suppressions", REST],
    ["lint-names", "Style of names and units", { ...LINT_NAME_WORDS, ...LINT_UNIT_WORDS }],
    ["lint-labels", "Style of labels", LINT_LABEL_WORDS],
    ["lint-families", "Style of buckets and descriptions", { ...LINT_BUCKET_WORDS, ...LINT_HELP_WORDS }],
  ]),
  ...subjectsOf("verify", VERIFY_CODES.rules, explainRule, [
    ["verify", "Families, labels and values that a program exposes", CONFORMITY_WORDS],
    ["verify-values", "Buckets, sums and counts that a program exposes", REST],
  ]),
  ...subjectsOf("verify", EXPOSITION_CODES.rules, explainRule, [["expositions", "Expositions", REST]]),
  ...subjectsOf("verify", FINDING_WORDS, explainFinding, [
    ["exposition-lines", "Lines of expositions, and what they say of families", LINE_FINDING_WORDS],
    ["exposition-labels", "Names, labels, values and exemplars in expositions", LABEL_FINDING_WORDS],
    ["exposition-samples", "Samples of OpenMetrics, each by itself", SAMPLE_FINDING_WORDS],
    ["exposition-series", "Samples of one family together", SERIES_FINDING_WORDS],
  ]),
  ...subjectsOf("queries", QUERY_CODES.rules, explainRule, [
    ["queries", "What Prometheus refuses, and label values", REST],
    ["queries-metrics", "Names of metrics in queries", METRIC_WORDS],
    ["queries-labels", "Labels in queries", LABEL_WORDS],
    ["queries-values", "Counters, gauges and quantiles in queries", { ...COUNTER_WORDS, ...QUANTILE_WORDS }],
    ["queries-comparisons", "Comparisons and units in queries", COMPARISON_WORDS],
    ["queries-times", "Times and patterns in queries", { ...TIME_WORDS, ...PATTERN_WORDS }],
    ["queries-alerts", "Alerts and rules", ALERT_WORDS],
    ["queries-files", "Files of queries", FILE_WORDS],
  ]),
  ...subjectsOf("diff", DIFF_CODES.rules, explainRule, [["diff", "Changes of a schema", REST]]),
  ...subjectsOf("diff", CHANGE_WORDS, explainChange, [
    ["diff-families", "Changes of families", FAMILY_CHANGE_WORDS],
    ["diff-labels", "Changes of labels and their values", LABEL_CHANGE_WORDS],
    ["diff-recorders", "Changes of recorders, the server and outputs", RECORDER_CHANGE_WORDS],
  ]),
  ...subjectsOf("import", IMPORT_CODES.rules, explainRule, [["import", "Imports", REST]]),
  ...subjectsOf("adopt", ADOPT_CODES.rules, explainRule, [["adopt", "Adoption", REST]]),
];

/** What there is of a code: nothing if there is no such code, and several explanations if several things have its name. */
export function explanationsOf(code: string): readonly Explanation[] {
  return SUBJECTS.flatMap(({ explanations }) => explanations.filter((one) => one.code === code));
}

type ExplainedWords = Omit<Explanation, "code" | "subject" | "command">;

function subjectsOf<Words>(
  command: string,
  words: Readonly<Record<string, Words>>,
  explain: (words: Words, code: string) => ExplainedWords,
  heads: readonly SubjectHead[],
): readonly Subject[] {
  const named = new Set(heads.flatMap(([, , codes]) => Object.keys(codes)));
  return heads.map(([name, title, codes]) => {
    const own = Object.entries(words).filter(([code]) => (codes === REST ? !named.has(code) : code in codes));
    const explanations = own.map(([code, one]) => ({ code, subject: name, command, ...explain(one, code) }));
    return { name, command, title, explanations };
  });
}

function explainRule({ severity, title, explanation, ...examples }: DiagnosticRules[string]): ExplainedWords {
  return { severity, title, explanation, ...examplesOf(examples) };
}

function explainFinding({ title, explanation, ...examples }: FindingWords, code: string): ExplainedWords {
  const { severity } = FINDINGS[code as FindingCode]; // the words of findings have their codes as keys
  return { severity: SEVERITIES[severity], title, explanation, ...examplesOf(examples) };
}

function explainChange({ title, explanation, classes, before, after }: ChangeWords): ExplainedWords {
  const examples: readonly Example[] = [
    { label: "before", text: before },
    { label: "after", text: after },
  ];
  return { severity: classes.join(" or "), title, explanation, examples };
}

function examplesOf({
  wrong,
  right,
  withoutExample,
}: Examples): Pick<Explanation, "examples" | "withoutExample"> {
  if (withoutExample !== undefined) return { examples: [], withoutExample };
  return {
    examples: [
      { label: "wrong", text: wrong },
      { label: "right", text: right },
    ],
  };
}
