import { listed, oneOf } from "../diagnostics/catalogue/entry.js";
import { error, warning } from "../diagnostics/define.js";
import { grouped } from "../text/words.js";

/** What an import cannot take over from its source, or only in part. */
export const DRAFTS_CATALOGUE = {
  "import-nothing": error<{ what: string; help: string }>({
    title: "source without metrics",
    message: ({ what }) => `There are no metrics to import in ${what}.`,
    help: ({ help }) => help,
  }),
  "import-left-out": warning<{ name: string; reason: string; help: string }>({
    title: "family that was not imported",
    message: ({ name, reason }) => `\`${name}\` is left out. ${reason}`,
    help: ({ help }) => help,
  }),
  "import-families-left-out": warning<{ names: readonly string[]; is: string; are: string; help: string }>({
    title: "families that were not imported",
    message: ({ names, is, are }) =>
      names.length === 1
        ? `${listed(names)} is left out: it is ${is}.`
        : `${grouped(names.length)} families are left out: they are ${are}. They are ${listed(names, SHOWN)}.`,
    help: ({ help }) => help,
  }),
  "import-labels-unseen": warning<{ names: readonly string[] }>({
    title: "families whose labels are not known",
    message: ({ names }) => `Without a sample, labels are not known: of ${listed(names, SHOWN)}.`,
    help: () => "Import when the program has recorded something, or add their `vectors` by hand.",
  }),
  "import-to-decide": warning<{ problem: string; help: string }>({
    title: "import that leaves something to decide",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "import-tables-unread": warning<{ problem: string; lines: readonly number[]; help: string }>({
    title: "tables that were not imported",
    message: ({ problem, lines }) =>
      lines.length === 1
        ? `This table is not imported: ${problem}.`
        : `${grouped(lines.length)} tables are not imported: ${problem}. They begin on the lines ${lines.join(", ")}.`,
    help: ({ help }) => help,
  }),
  "import-column-unread": warning<{ title: string; known: readonly string[] }>({
    title: "column that was not imported",
    message: ({ title }) => `The column \`${title}\` is not imported.`,
    help: ({ known }) => `If it tells something of these, give it the title ${oneOf(known)}.`,
  }),
  "import-definition-unread": warning<{ name: string }>({
    title: "definition that was not imported",
    message: ({ name }) => `The definition of \`${name}\` is not imported: no table names it as a label.`,
    help: () => "Name it among the labels of a family, or correct the one that was meant.",
  }),
};

/** So many names a reader takes in. */
const SHOWN = 5;

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
