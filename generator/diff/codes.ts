import { defineCodes, error, warning } from "../diagnostics/define.js";

/** Changes that affect dashboards and alerts, for the formats that show diagnostics. Safe changes have no code. */
export const DIFF_CODES = defineCodes({
  "breaking-change": error<{ kind: string; message: string }>({
    title: "breaking change of the schema",
    explanation:
      "Dashboards, alerts or recording rules that read what has changed find nothing afterwards, or something else. The kind in brackets can be explained, too: `metricsmith explain family-removed`.",
    wrong: `counters:
  orders_total: { description: Orders placed. }`,
    right: `counters:
  orders_total: { description: Orders placed., deprecated: Read shop_purchases_total. }
  purchases_total: { description: Orders placed. }`,
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
  "risky-change": warning<{ kind: string; message: string }>({
    title: "risky change of the schema",
    explanation:
      "Some queries are affected by the change and others are not. Look at those that read the family; `--queries` names them.",
    wrong: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, invoice] }`,
    right: `counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, invoice, paypal] }`,
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
});
