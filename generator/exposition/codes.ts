import { defineCodes, error, warning } from "../diagnostics/define.js";

/** The diagnostics into which commands turn the findings of `parseExposition`. */
export const EXPOSITION_CODES = defineCodes({
  "invalid-exposition": error<{ problem: string; help: string }>({
    title: "exposition that its format does not allow",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "irregular-exposition": warning<{ problem: string; help: string }>({
    title: "exposition that is better written in another way",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
});
