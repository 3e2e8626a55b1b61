import { error } from "./entry.js";

/** Files that metricsmith writes. */
export const OUTPUT_CATALOGUE = {
  "stale-output": error<{ file: string }>({
    title: "output out of date",
    message: ({ file }) => `\`${file}\` is not what the schema generates.`,
    help: () => "Run `metricsmith generate`.",
  }),
  "foreign-output": error<{ file: string }>({
    title: "file in the way of an output",
    message: ({ file }) => `\`${file}\` stands where an output goes, and metricsmith did not write it.`,
    help: () => "Move it away or delete it, then generate again.",
  }),
  "output-of-other-schema": error<{ file: string; schema: string }>({
    title: "output of another schema",
    message: ({ file, schema }) => `\`${file}\` was generated from another schema, \`${schema}\`.`,
    help: () => "Choose another output directory with `--out`, or delete the file if that schema is gone.",
  }),
};
