import { ADOPT_CODES } from "../adopt/codes.js";
import type { DiagnosticRules } from "../diagnostics/define.js";
import { DIFF_CODES } from "../diff/codes.js";
import { EXPOSITION_CODES } from "../exposition/codes.js";
import { IMPORT_CODES } from "../import/codes.js";
import { LINT_CODES } from "../lint/codes.js";
import { OUTPUT_CODES } from "../output/codes.js";
import { QUERY_CODES } from "../queries/codes.js";
import { SCHEMA_CODES } from "../schema/codes.js";
import { VERIFY_CODES } from "../verify/codes.js";

/** What there is to know of a code: of a diagnostic, of a change that `diff` finds, or of a finding in an exposition. */
export interface Explanation {
  readonly code: string;
  /** The name of its subject. */
  readonly subject: string;
  /** The command that finds it, without the program's name. */
  readonly command: string;
  /** `error`, `warning`, `information`, or the words of a code whose severity depends on more. */
  readonly severity: string;
  /** A few words. */
  readonly title: string;
  /** What it means, and why it matters. */
  readonly explanation: string;
  /** What is wrong and what is right, or what stood before a change and what after it. */
  readonly examples: readonly Example[];
}

export interface Example {
  readonly label: string;
  readonly text: string;
}

/** Codes that belong together: a group of the list that `explain` prints. */
export interface Subject {
  readonly name: string;
  /** The command that finds them. */
  readonly command: string;
  readonly title: string;
  readonly explanations: readonly Explanation[];
}

type SubjectHead = Omit<Subject, "explanations">;

/** All codes, by subject, in the order in which a user meets them. */
export const SUBJECTS: readonly Subject[] = [
  subjectOf({ name: "schema", command: "generate", title: "Schemas" }, SCHEMA_CODES.rules),
  subjectOf({ name: "lint", command: "lint", title: "Lint rules" }, LINT_CODES.rules),
  subjectOf({ name: "outputs", command: "generate", title: "Outputs" }, OUTPUT_CODES.rules),
  subjectOf({ name: "verify", command: "verify", title: "Scrapes" }, VERIFY_CODES.rules),
  subjectOf({ name: "expositions", command: "verify", title: "Expositions" }, EXPOSITION_CODES.rules),
  subjectOf({ name: "queries", command: "queries", title: "Queries" }, QUERY_CODES.rules),
  subjectOf({ name: "diff", command: "diff", title: "Changes of a schema" }, DIFF_CODES.rules),
  subjectOf({ name: "import", command: "import", title: "Imports" }, IMPORT_CODES.rules),
  subjectOf({ name: "adopt", command: "adopt", title: "Adoption" }, ADOPT_CODES.rules),
];

function subjectOf(head: SubjectHead, rules: DiagnosticRules): Subject {
  const explanations = Object.entries(rules).map(([code, rule]) => {
    const { severity, title, explanation = "", wrong, right } = rule;
    const examples = [
      { label: "wrong", text: wrong },
      { label: "right", text: right },
    ].flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text }]));
    return { code, subject: head.name, command: head.command, severity, title, explanation, examples };
  });
  return { ...head, explanations };
}

/** What there is of a code: nothing if there is no such code, and several explanations if several things have its name. */
export function explanationsOf(code: string): readonly Explanation[] {
  return SUBJECTS.flatMap(({ explanations }) => explanations.filter((one) => one.code === code));
}
