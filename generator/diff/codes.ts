import { defineCodes, error, warning } from "../diagnostics/define.js";

/** Changes that affect dashboards and alerts, for the formats that show diagnostics. Safe changes have no code. */
export const DIFF_CODES = defineCodes({
  "breaking-change": error<{ kind: string; message: string }>({
    title: "breaking change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
  "risky-change": warning<{ kind: string; message: string }>({
    title: "risky change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
});
