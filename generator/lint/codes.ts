import { defineCodes, error, warning } from "../diagnostics/define.js";
import { type NameChoice, suggestName } from "../text/words.js";
import { LINT_BUCKET_WORDS, LINT_HELP_WORDS, LINT_REMOVAL_WORDS } from "./rules/lint-family-codes.js";
import { LINT_LABEL_WORDS } from "./rules/lint-label-codes.js";
import { LINT_NAME_WORDS, LINT_UNIT_WORDS } from "./rules/lint-name-codes.js";

/** Findings about the style of a schema, and mistakes in its section `lint`. The words of rules stand beside them. */
export const LINT_CODES = defineCodes({
  "lint-unknown-rule": error<NameChoice & { rule: string }>({
    title: "unknown lint rule",
    explanation:
      "The section `lint` names a rule that there is not, so that what it says of the rule has no effect.",
    wrong: "lint:\n  rules:\n    lint-counter-without-totl: off",
    right: "lint:\n  rules:\n    lint-counter-without-total: off",
    message: ({ rule }) => `There is no lint rule \`${rule}\`.`,
    help: ({ nearest }) => suggestName({ nearest, all: [] }) ?? "`docs/linting.md` lists the rules.",
  }),
  "lint-unknown-name": error<NameChoice & { what: "family" | "vector"; name: string }>({
    title: "suppression of a family or vector that there is not",
    explanation:
      "A suppression names a family or a vector that the schema does not declare, so that it has no effect.",
    wrong:
      "lint:\n  suppress:\n    - { rule: lint-counter-without-total, families: [ordrs], reason: Dashboards read it. }\ncounters:\n  orders: { description: Orders placed. }",
    right:
      "lint:\n  suppress:\n    - { rule: lint-counter-without-total, families: [orders], reason: Dashboards read it. }\ncounters:\n  orders: { description: Orders placed. }",
    message: ({ what, name }) => `There is no ${what} \`${name}\`.`,
    help: ({ nearest }) =>
      suggestName({ nearest, all: [] }) ?? "Remove it, or write the name that it has now.",
  }),
  "lint-unused-suppression": warning<{ rule: string; name: string | undefined }>({
    title: "suppression that suppresses nothing",
    explanation:
      "The rule has no finding there any more. A suppression that stays would hide the next one, which nobody has judged.",
    wrong:
      "lint:\n  suppress:\n    - { rule: lint-counter-without-total, families: [orders_total], reason: Dashboards read it. }\ncounters:\n  orders_total: { description: Orders placed. }",
    right: "counters:\n  orders_total: { description: Orders placed. }",
    message: ({ rule, name }) =>
      name === undefined
        ? `The rule \`${rule}\` finds nothing that this suppresses.`
        : `The rule \`${rule}\` finds nothing in \`${name}\`.`,
    help: () => "Remove it.",
  }),
  ...LINT_NAME_WORDS,
  ...LINT_UNIT_WORDS,
  ...LINT_LABEL_WORDS,
  ...LINT_BUCKET_WORDS,
  ...LINT_HELP_WORDS,
  ...LINT_REMOVAL_WORDS,
});
