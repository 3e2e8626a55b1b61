import { error, warning } from "./entry.js";

interface ChangeParams {
  readonly kind: string;
  readonly message: string;
}

/** Changes of a schema that whoever reads the metrics has to know of. */
export const DIFF_CATALOGUE = {
  "breaking-change": error<ChangeParams>({
    title: "breaking change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
  "risky-change": warning<ChangeParams>({
    title: "risky change of the schema",
    message: ({ kind, message }) => `${message} (${kind})`,
  }),
};
