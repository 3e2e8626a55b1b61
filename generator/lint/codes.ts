import { defineCodes, error, warning } from "../diagnostics/define.js";
import { type NameChoice, suggestName } from "../text/words.js";

/** Findings about the style of a schema, and mistakes in its section `lint`. */
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
  "lint-counter-without-total": warning<{ name: string; suggestion: string }>({
    title: "counter that does not end in _total",
    explanation:
      "By convention, and in OpenMetrics, the name of a counter ends in `_total`. In OpenMetrics, one without it has the type `unknown` and no exemplars, so that the server offers OpenMetrics only with `openMetrics: true`.",
    wrong: "counters:\n  orders: { description: Orders placed. }",
    right: "counters:\n  orders_total: { description: Orders placed. }",
    message: ({ name }) => `The counter \`${name}\` does not end in \`_total\`.`,
    help: ({ suggestion }) => `Name it \`${suggestion}\`, with \`renamed_from\` if it is in use.`,
  }),
  "lint-unused-vector": warning<{ name: string }>({
    title: "unused vector",
    explanation:
      "A vector that no family uses is not exposed, and often the rest of a family that went away, or a name that a family misses.",
    wrong:
      "counters:\n  orders_total: { description: Orders placed. }\nvectors:\n  payment: { values: [card, paypal] }",
    right:
      "counters:\n  orders_total: { vectors: [payment], description: Orders placed. }\nvectors:\n  payment: { values: [card, paypal] }",
    message: ({ name }) => `No family uses the vector \`${name}\`.`,
    help: () => "Name it in the `vectors` of a family, or remove it.",
  }),
});
