import { error, warning } from "../define.js";

/** Changes of a schema that whoever reads the metrics has to know of. */
export const DIFF_CATALOGUE = {
  "breaking-change": error<{ kind: string; message: string }>({
    title: "breaking change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
  "risky-change": warning<{ kind: string; message: string }>({
    title: "risky change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
};
