import { error, warning } from "../define.js";

/** What `parseExposition` finds, in its own words. */
export const EXPOSITION_CATALOGUE = {
  "invalid-exposition": error<{ problem: string; help: string }>({
    title: "exposition that its format forbids",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "irregular-exposition": warning<{ problem: string; help: string }>({
    title: "exposition that should be written otherwise",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
};
