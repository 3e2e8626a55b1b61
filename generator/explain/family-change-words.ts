import type { ChangeWords } from "./explained-words.js";

/** Changes of the namespace and of families. */
export const FAMILY_CHANGE_WORDS = {
  "namespace-changed": {
    classes: ["breaking", "safe"],
    title: "another namespace",
    explanation:
      "The namespace begins the name of every family. All queries of all families find nothing under the new names.",
    before: `namespace: shop
counters: { orders_total: { description: Orders placed. } }`,
    after: `namespace: store
counters: { orders_total: { description: Orders placed. } }`,
  },
  "family-removed": {
    classes: ["breaking"],
    title: "family removed",
    explanation:
      "The family is no longer exposed. Panels that read it stay blank, and alerts on it never fire again.",
    before: `counters:
  orders_total: { description: Orders placed. }
  visits_total: { description: Visits. }`,
    after: `counters:
  orders_total: { description: Orders placed. }`,
  },
  "family-renamed": {
    classes: ["breaking", "risky", "safe"],
    title: "family renamed",
    explanation:
      "The family goes on under another name. Queries by the old name find nothing, and the history stands under two names.",
    before: "counters: { orders: { description: Orders placed. } }",
    after: "counters: { orders_total: { description: Orders placed., renamed_from: orders } }",
  },
  "family-added": {
    classes: ["safe"],
    title: "family added",
    explanation: "There is a new family. No query read it before, so that none is affected.",
    before: "counters: { orders_total: { description: Orders placed. } }",
    after: `counters:
  orders_total: { description: Orders placed. }
  visits_total: { description: Visits. }`,
  },
  "old-name-added": {
    classes: ["safe"],
    title: "old name added",
    explanation: "The family is exposed under an old name as well, so that queries for either name find it.",
    before: "counters: { orders_total: { description: Orders placed. } }",
    after: `counters:
  orders_total:
    renamed_from: { name: orders, until: 2.0.0 }
    description: Orders placed.`,
  },
  "old-name-removed": {
    classes: ["breaking", "safe"],
    title: "old name removed",
    explanation:
      "The family is exposed under its new name alone, and queries for the old name find nothing. Safe from the version or date on until which the schema promised the old name.",
    before: `counters:
  orders_total:
    renamed_from: { name: orders, until: 2.0.0 }
    description: Orders placed.`,
    after: "counters: { orders_total: { description: Orders placed. } }",
  },
  "family-key-changed": {
    classes: ["safe"],
    title: "another key for the same name",
    explanation:
      "The family is exposed under the same name, but its key, and with it the name of its recorder, has changed. Callers of generated code follow; queries do not notice.",
    before: "counters: { shop_orders_total: { description: Orders placed. } }",
    after: `namespace: shop
counters: { orders_total: { description: Orders placed. } }`,
  },
  "type-changed": {
    classes: ["breaking"],
    title: "another type",
    explanation:
      "A counter, a gauge and a histogram are queried in different ways. `rate` over what is now a gauge has no meaning.",
    before: "counters: { stock: { description: Items. } }",
    after: "gauges: { stock: { description: Items. } }",
  },
  "unit-changed": {
    classes: ["breaking"],
    title: "another unit",
    explanation:
      "The same query gives figures in another unit: thresholds of alerts and axes of panels are wrong by a factor.",
    before: "gauges: { delay: { unit: minutes, description: Delay. } }",
    after: "gauges: { delay: { unit: seconds, description: Delay. } }",
  },
  "unit-added": {
    classes: ["risky"],
    title: "unit declared",
    explanation: "The family had no unit and now has one. Look whether the values were in this unit before.",
    before: "gauges: { delay: { description: Delay. } }",
    after: "gauges: { delay: { unit: seconds, description: Delay. } }",
  },
  "help-changed": {
    classes: ["risky", "safe"],
    title: "another description",
    explanation:
      "The help text is another one. If it now describes something else, its readers have to know.",
    before: "counters: { orders_total: { description: Orders placed. } }",
    after: "counters: { orders_total: { description: Orders paid. } }",
  },
  deprecated: {
    classes: ["risky", "safe"],
    title: "family deprecated",
    explanation: "The family is to be removed some day. What reads it should be changed before.",
    before: "counters: { orders_total: { description: Orders placed. } }",
    after: "counters: { orders_total: { description: Orders placed., deprecated: Read purchases_total. } }",
  },
  "deprecation-changed": {
    classes: ["safe"],
    title: "other advice of a deprecation",
    explanation: "The family was deprecated before, and what is said of it has changed.",
    before: "counters: { orders_total: { description: Orders placed., deprecated: Read sales_total. } }",
    after: "counters: { orders_total: { description: Orders placed., deprecated: Read purchases_total. } }",
  },
  "deprecation-withdrawn": {
    classes: ["safe"],
    title: "family no longer deprecated",
    explanation: "The family stays: what reads it need not be changed.",
    before: "counters: { orders_total: { description: Orders placed., deprecated: Read sales_total. } }",
    after: "counters: { orders_total: { description: Orders placed. } }",
  },
  "combine-changed": {
    classes: ["risky"],
    title: "values of processes combined in another way",
    explanation:
      "The values of several workers of one program are put together in another way, such as the largest instead of the sum. The same query gives another figure.",
    before: "gauges: { stock: { combine: sum, description: Items. } }",
    after: "gauges: { stock: { combine: max, description: Items. } }",
  },
  "initialize-changed": {
    classes: ["risky", "safe"],
    title: "series exposed at 0 from the start, or no longer",
    explanation:
      "Series that start at 0 let `increase` see the first event, and alerts tell nothing from none. Without it, series appear with their first event.",
    before: "counters: { orders_total: { description: Orders placed., initialize: true } }",
    after: "counters: { orders_total: { description: Orders placed., initialize: false } }",
  },
  "budget-lowered": {
    classes: ["risky"],
    title: "lower budget of series",
    explanation:
      "The family may have fewer series than before. Label sets beyond the budget are not recorded.",
    before: `counters: { visits_total: { vectors: [country], series_budget: 500, description: Visits. } }
vectors: { country: { type: string, max_values: 100 } }`,
    after: `counters: { visits_total: { vectors: [country], series_budget: 200, description: Visits. } }
vectors: { country: { type: string, max_values: 100 } }`,
  },
  "bucket-removed": {
    classes: ["breaking"],
    title: "bucket removed",
    explanation:
      "Queries by this upper bound find nothing, and quantiles are estimated more coarsely. During a rollout, programs with different buckets make quantiles wrong.",
    before: "histograms: { delay_seconds: { buckets: [.5, 1, 5], description: Delay. } }",
    after: "histograms: { delay_seconds: { buckets: [.5, 5], description: Delay. } }",
  },
  "bucket-added": {
    classes: ["risky"],
    title: "bucket added",
    explanation:
      "Quantiles become finer. While programs with and without the bucket run side by side, quantiles over both are wrong.",
    before: "histograms: { delay_seconds: { buckets: [.5, 5], description: Delay. } }",
    after: "histograms: { delay_seconds: { buckets: [.5, 1, 5], description: Delay. } }",
  },
} as const satisfies Readonly<Record<string, ChangeWords>>;
