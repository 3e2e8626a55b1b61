import { information, warning } from "../../diagnostics/define.js";
import { groupDigits } from "../../text/words.js";

/** Words of rules about label names and vectors. */
export const LINT_LABEL_WORDS = {
  "lint-target-label": warning<{ label: string }>({
    title: "label that Prometheus gives to targets",
    explanation:
      "Prometheus adds `job` and `instance` of the target to each series. A label of the same name is renamed to `exported_…`, so that queries by it find the target's value.",
    wrong: `counters:
  runs_total: { vectors: [job], description: Runs of jobs. }
vectors:
  job: { values: [backup, report] }`,
    right: `counters:
  runs_total: { vectors: [task], description: Runs of jobs. }
vectors:
  task: { values: [backup, report] }`,
    message: ({ label }) =>
      `Prometheus gives the label \`${label}\` to every series of a target: this one becomes \`exported_${label}\`.`,
    help: ({ label }) => `Name it by what it is here, such as \`${label === "job" ? "task" : "peer"}\`.`,
  }),
  "lint-label-in-name": warning<{ key: string; label: string; part: string }>({
    title: "label in the name of a family",
    explanation: "The label says by what the series differ. Once it is aggregated away, the name is wrong.",
    wrong: `counters:
  orders_by_payment_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    message: ({ key, label }) => `The name \`${key}\` says its label \`${label}\` again.`,
    help: ({ part }) => `Leave \`${part}\` out of the name, with \`renamed_from\` if it is in use.`,
  }),
  "lint-label-repeats-name": warning<{ key: string; label: string; rest: string }>({
    title: "label that repeats the name of its family",
    explanation:
      "A label is always read together with the name of its family: what both say is noise in each query and legend.",
    wrong: `counters:
  orders_total: { vectors: [orders_payment], description: Orders placed. }
vectors:
  orders_payment: { values: [card, paypal] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    message: ({ key, label }) => `The label \`${label}\` repeats the name of \`${key}\`.`,
    help: ({ rest }) =>
      rest === "" ? "Name it by what its values are." : `\`${rest}\` says the same there.`,
  }),
  "lint-unbounded-label": warning<{ label: string; values: string; maxValues: number; otherwise: string }>({
    title: "open label that looks unbounded",
    explanation:
      "Each label value is a series that Prometheus keeps for hours. Where each person or request has a value of its own, the first ones fill the vector, and all later ones are recorded as `otherwise`: the label says nothing.",
    wrong: `counters:
  orders_total: { vectors: [user_id], description: Orders placed. }
vectors:
  user_id: { type: string, max_values: 1000, otherwise: other }`,
    right: `counters:
  orders_total: { vectors: [plan], description: Orders placed. }
vectors:
  plan: { values: [free, paid] }`,
    message: ({ label, values, maxValues, otherwise }) =>
      `The label \`${label}\` looks as if it had a value for each ${values}: after ${groupDigits(maxValues)}, all others are \`${otherwise}\`.`,
    help: () =>
      "Record a property with few values instead, and write the value itself to a log or an exemplar.",
  }),
  "lint-unused-vector": warning<{ name: string }>({
    title: "unused vector",
    explanation:
      "A vector that no family uses is not exposed. It is often the rest of a family that went away, or one that a family should use.",
    wrong: `counters:
  orders_total: { description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }`,
    message: ({ name }) => `No family uses the vector \`${name}\`.`,
    help: () => "Name it in the `vectors` of a family, or remove it.",
  }),
  "lint-budget-nearly-spent": information<{ key: string; series: number; budget: number }>({
    title: "series budget that is nearly spent",
    explanation:
      "A label value or vector more, and the family exceeds its `series_budget`: then `generate` fails. It is easier to decide on the budget before that.",
    wrong: `counters:
  orders_total: { vectors: [payment], series_budget: 5, description: Orders placed. }
vectors:
  payment: { values: [card, paypal, transfer, cash] }`,
    right: `counters:
  orders_total: { vectors: [payment], series_budget: 10, description: Orders placed. }
vectors:
  payment: { values: [card, paypal, transfer, cash] }`,
    message: ({ key, series, budget }) =>
      `\`${key}\` can reach ${groupDigits(series)} of the ${groupDigits(budget)} series of its budget.`,
    help: () => "Raise its `series_budget`, or narrow its vectors.",
  }),
};
