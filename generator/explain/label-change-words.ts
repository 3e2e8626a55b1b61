import type { ChangeWords } from "./explained-words.js";

/** Changes of labels and their values. */
export const LABEL_CHANGE_WORDS = {
  "label-removed": {
    classes: ["breaking"],
    title: "label removed",
    explanation: "Queries that select or group by the label find nothing, or one series without it.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
    after: "counters: { orders_total: { description: Orders placed. } }",
  },
  "label-renamed": {
    classes: ["breaking"],
    title: "label renamed",
    explanation:
      "The values are the same, under another label name. Queries that select or group by the old name find nothing.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
    after: `counters: { orders_total: { vectors: [paid_by], description: Orders placed. } }
vectors: { paid_by: { values: [card, paypal] } }`,
  },
  "label-added": {
    classes: ["breaking"],
    title: "label added",
    explanation:
      "What was one series is now several. Queries without an aggregation show more lines, and joins with other metrics match several series.",
    before: "counters: { orders_total: { description: Orders placed. } }",
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
  },
  "values-removed": {
    classes: ["breaking"],
    title: "label values removed",
    explanation: "The label no longer has these values. Queries that select them find nothing.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal, invoice] } }`,
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
  },
  "values-added": {
    classes: ["risky"],
    title: "label values added",
    explanation:
      "Queries that list the values do not know the new ones, and sums over the listed ones become too small.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal, invoice] } }`,
  },
  "vector-closed": {
    classes: ["breaking"],
    title: "open vector closed",
    explanation:
      "Any text could be a value before; now only those of a list are. Queries that select others find nothing.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { type: string, max_values: 10 } }`,
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
  },
  "vector-opened": {
    classes: ["risky"],
    title: "closed vector opened",
    explanation:
      "The label can have other values than those that were listed. Queries that list them miss the others.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { type: string, max_values: 10 } }`,
  },
  "vector-type-changed": {
    classes: ["safe"],
    title: "another type with the same values",
    explanation:
      "The label has the same values, but recorders take another type, so that callers of generated code change.",
    before: `counters: { orders_total: { vectors: [express], description: Orders placed. } }
vectors: { express: { values: ["false", "true"] } }`,
    after: `counters: { orders_total: { vectors: [express], description: Orders placed. } }
vectors: { express: { type: boolean } }`,
  },
  "otherwise-changed": {
    classes: ["breaking"],
    title: "another value for all others",
    explanation:
      "Values beyond the vector are recorded under another value. Queries that select the old one find nothing.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, otherwise: other } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, otherwise: elsewhere } }`,
  },
  "otherwise-added": {
    classes: ["risky", "safe"],
    title: "value for all others",
    explanation:
      "Values that were refused before are now recorded under one value. Sums over the label become larger.",
    before: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal] } }`,
    after: `counters: { orders_total: { vectors: [payment], description: Orders placed. } }
vectors: { payment: { values: [card, paypal], otherwise: other } }`,
  },
  "max-length-lowered": {
    classes: ["risky"],
    title: "shorter values",
    explanation:
      "Longer values than before are cut or refused, so that queries that select them find nothing.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, max_length: 64 } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, max_length: 32 } }`,
  },
  "max-length-raised": {
    classes: ["safe"],
    title: "longer values",
    explanation: "Values may be longer than before. Nothing that was recorded is lost.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, max_length: 32 } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, max_length: 64 } }`,
  },
  "max-values-lowered": {
    classes: ["risky"],
    title: "fewer values of an open vector",
    explanation: "Values beyond the new bound are recorded as the value for all others, or not at all.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100 } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 50 } }`,
  },
  "max-values-raised": {
    classes: ["safe"],
    title: "more values of an open vector",
    explanation:
      "The vector may have more values, and its families more series. Nothing that was recorded is lost.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 50 } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100 } }`,
  },
  "expiry-shortened": {
    classes: ["risky"],
    title: "series dropped sooner",
    explanation:
      "Series that are not recorded for this long are dropped earlier than before. Counters then start again at 0.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, expire_after: 24h } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, expire_after: 1h } }`,
  },
  "expiry-lengthened": {
    classes: ["safe"],
    title: "series dropped later",
    explanation: "Series that are not recorded stay longer than before. Nothing that was recorded is lost.",
    before: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, expire_after: 1h } }`,
    after: `counters: { visits_total: { vectors: [country], description: Visits. } }
vectors: { country: { type: string, max_values: 100, expire_after: 24h } }`,
  },
} as const satisfies Readonly<Record<string, ChangeWords>>;
