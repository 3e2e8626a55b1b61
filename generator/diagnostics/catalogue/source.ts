import { warning } from "../define.js";

/** Source code that uses a client, as `import` reads it. */
export const SOURCE_CATALOGUE = {
  "metric-unresolved": warning<{ name: string | undefined; part: string; text: string }>({
    title: "metric that cannot be read from the source",
    message: ({ name, part, text }) => {
      const metric = name === undefined ? "A metric" : `The metric \`${name}\``;
      const what = part === "configuration" ? "configuration" : `\`${part}\``;
      return `${metric} is left out: its ${what} is not constant here, \`${text}\`.`;
    },
    help: () => "Add it to the schema by hand, or make it of literals and constants.",
  }),
  "metric-part-unresolved": warning<{ name: string; part: string; text: string }>({
    title: "part of a metric that cannot be read from the source",
    message: ({ name, part, text }) =>
      `The \`${part}\` of \`${name}\` ${part === "help" ? "is" : "are"} not constant here, \`${text}\`.`,
    help: ({ part }) => `Write the ${part === "help" ? "description" : part} in the schema.`,
  }),
  "metric-redeclared": warning<{ name: string; what: string; other: string }>({
    title: "metric that is created twice, and differently",
    message: ({ name, what, other }) => `The metric \`${name}\` has other ${what} than at ${other}.`,
    help: () => "The first one is in the schema. Make the two alike, or rename one.",
  }),
  "metric-use-unresolved": warning<{ text: string }>({
    title: "call of a metric that cannot be told",
    message: ({ text }) =>
      `Which metric \`${text}\` is cannot be told, so its label values are not in the schema.`,
    help: () => "See that the schema has them.",
  }),
  "summary-as-histogram": warning<{ name: string; buckets: string }>({
    title: "summary",
    message: ({ name, buckets }) =>
      `The summary \`${name}\` is proposed as a histogram, with ${buckets}: a schema has no summaries.`,
    help: () =>
      "Choose buckets around what you watch, and query `histogram_quantile(…)` where dashboards have `quantile`.",
  }),
  "label-unknown": warning<{ label: string; name: string }>({
    title: "label that the metric does not have",
    message: ({ label, name }) => `The metric \`${name}\` has no label \`${label}\`: the client throws here.`,
    help: () => "Add it to `labelNames`, or leave it out.",
  }),
};
