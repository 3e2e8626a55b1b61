import { defineCodes, error, warning } from "../diagnostics/define.js";

/** Changes that affect dashboards and alerts, for the formats that show diagnostics. Safe changes have no code. */
export const DIFF_CODES = defineCodes({
  "breaking-change": error<{ kind: string; message: string }>({
    title: "breaking change of the schema",
    explanation:
      "Dashboards, alerts or recording rules that read what has changed find nothing afterwards, or something else. The kind in brackets can be explained, too: `metricsmith explain family-removed`.",
    wrong: `# before: { orders_total: { description: Orders placed. } }
counters:
  purchases_total: { description: Orders placed. }`,
    right: `# before: { orders_total: { description: Orders placed. } }
counters:
  orders_total: { description: Orders placed., deprecated: Read purchases_total. }
  purchases_total: { description: Orders placed. }`,
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
  "risky-change": warning<{ kind: string; message: string }>({
    title: "risky change of the schema",
    explanation:
      "Some queries are affected by the change and others are not. Look at those that read the family; `--queries` names them.",
    wrong: `# before: { orders_total: { description: Orders placed. } }
counters:
  orders_total: { description: Orders paid. }`,
    right: `# before: { orders_total: { description: Orders placed. } }
counters:
  orders_total: { description: Orders placed. }
  orders_paid_total: { description: Orders paid. }`,
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
});
