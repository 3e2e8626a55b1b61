import { defineCodes, error, type Report, warning } from "../diagnostics/define.js";
import { groupDigits, listAnd, listOr } from "../text/words.js";

/** What an import cannot read from its source, or leaves to the user to decide. */
export const IMPORT_CODES = defineCodes({
  "import-nothing": error<{ what: string; help: string }>({
    title: "source without metrics",
    message: ({ what }) => `There are no metrics to import in ${what}.`,
    help: ({ help }) => help,
  }),
  "import-too-large": error<{ what: string; of: string; most: number }>({
    title: "more metrics than are imported",
    message: ({ what, of, most }) =>
      `There are more than ${groupDigits(most)} ${of} in ${what}, which is more than is imported.`,
    help: () => "Import a part of it.",
  }),
  "import-left-out": warning<{ name: string; reason: string; help: string }>({
    title: "family that was not imported",
    message: ({ name, reason }) => `\`${name}\` is left out. ${reason}`,
    help: ({ help }) => help,
  }),
  "import-families-left-out": warning<{ names: readonly string[]; because: string; help: string }>({
    title: "families that were not imported",
    message: ({ names, because }) =>
      names.length === 1
        ? `${listAnd(names)} is left out because ${because}.`
        : `${groupDigits(names.length)} families are left out because ${because}: ${listAnd(names, LONGEST_LIST)}.`,
    help: ({ help }) => help,
  }),
  "import-labels-unseen": warning<{ names: readonly string[] }>({
    title: "families whose labels are not known",
    message: ({ names }) =>
      names.length === 1
        ? `The labels of ${listAnd(names)} are not known, because it has no samples.`
        : `The labels of ${groupDigits(names.length)} families are not known, because they have no samples: ${listAnd(names, LONGEST_LIST)}.`,
    help: () => "Import again when the program has recorded samples, or add the `vectors` by hand.",
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
        : `${groupDigits(lines.length)} tables are not imported: ${problem}. They begin on lines ${lines.join(", ")}.`,
    help: ({ help }) => help,
  }),
  "import-column-unread": warning<{ title: string; known: readonly string[] }>({
    title: "column that was not imported",
    message: ({ title }) => `The column \`${title}\` is not imported.`,
    help: ({ known }) => `If it has one of the known meanings, rename it to ${listOr(known)}.`,
  }),
  "import-definition-unread": warning<{ name: string }>({
    title: "definition that was not imported",
    message: ({ name }) => `The definition of \`${name}\` is not imported: no family has this label.`,
    help: () => "Add the label to a family, or correct its name.",
  }),
  "metric-unresolved": warning<{ name: string | undefined; part: string; text: string; places: number }>({
    title: "metric that cannot be read from the source",
    message: ({ name, part, text, places }) => {
      const metric = name === undefined ? "A metric" : `The metric \`${name}\``;
      const what = part === "configuration" ? "configuration" : `\`${part}\``;
      return `${metric} is left out, because its ${what} ${beFor(part)} not constant: \`${text}\`${inPlaces(places)}.`;
    },
    help: () => "Add it to the schema by hand, or define it with literals and constants.",
  }),
  "metric-part-unresolved": warning<{ name: string; part: string; text: string }>({
    title: "part of a metric that cannot be read from the source",
    message: ({ name, part, text }) =>
      `The \`${part}\` of \`${name}\` ${beFor(part)} not constant: \`${text}\`.`,
    help: ({ part }) => `Write the ${WRITTEN[part] ?? part} in the schema.`,
  }),
  "metric-redeclared": warning<{ name: string; difference: string; other: string }>({
    title: "metric that is created twice, and differently",
    message: ({ name, difference, other }) =>
      `The metric \`${name}\` is also created at ${other}, with ${difference}.`,
    help: () => "The schema has the one that comes first. Make both the same, or rename one.",
  }),
  "metric-use-unresolved": warning<{ text: string; isInstrument: boolean; places: number }>({
    title: "call of an unknown metric",
    message: ({ text, isInstrument, places }) =>
      `It is not known which metric \`${text}\`${inPlaces(places)} belongs to, so labels that it may pass ${isInstrument ? "are missing, or " : ""}have open sets.`,
    help: ({ isInstrument }) =>
      isInstrument
        ? "Add these labels to the metric by hand."
        : "List the values of these labels, if you know them.",
  }),
  "summary-as-histogram": warning<{ name: string }>({
    title: "summary",
    message: ({ name }) =>
      `The summary \`${name}\` becomes a histogram with the client's default buckets: a schema has no summaries.`,
    help: () =>
      "Choose buckets around the values that you watch, and query `histogram_quantile(…)` where dashboards use `quantile`.",
  }),
  "label-unknown": warning<{ label: string; name: string }>({
    title: "label that the metric does not have",
    message: ({ label, name }) => `The metric \`${name}\` has no label \`${label}\`: the client throws here.`,
    help: () => "Add it to `labelNames`, or remove it here.",
  }),
  "import-more-findings": warning<{ count: number; what: string }>({
    title: "findings that are not printed",
    message: ({ count, what }) => `There are ${groupDigits(count)} more ${what}.`,
    help: () => "Mend the first ones, and import again.",
  }),
  "import-client-unknown": warning<{ files: readonly string[] }>({
    title: "client that cannot be observed",
    message: ({ files }) =>
      `Metrics of the client in ${listAnd(files, LONGEST_LIST)} cannot be observed, so they are not in the schema.`,
    help: () =>
      "Run with `prom-client` 13 or later, or `@prometheus-io/client`, or import the exposition of the running program.",
  }),
  "import-checker-failed": warning<Record<never, never>>({
    title: "code in which the type checker fails",
    message: () => "The type checker of TypeScript fails here, so this is not imported.",
    help: () => "Check that it compiles. If it creates a metric, add the metric to the schema by hand.",
  }),
  "metrics-package-unresolved": warning<{ name: string; calls: number }>({
    title: "package for metrics that cannot be resolved",
    message: ({ name, calls }) =>
      `\`${name}\` cannot be resolved, so what ${calls === 1 ? "its one call" : `its ${groupDigits(calls)} calls`} may record is not imported.`,
    help: () =>
      "Install the dependencies and import again, or run the program with `metricsmith import --run`.",
  }),
  "metric-views-unread": warning<{ places: number }>({
    title: "views of OpenTelemetry",
    message: ({ places }) =>
      `Views are not followed${inPlaces(places)}: they may rename metrics, drop them, or change their buckets and labels.`,
    help: () =>
      "Compare the schema with what the program exposes, `metricsmith verify http://localhost:9464/metrics`, and change it.",
  }),
});

/** Where the same finding has several places, it is printed at the first. */
function inPlaces(places: number): string {
  return places === 1 ? "" : ` (in ${groupDigits(places)} places)`;
}

export type ImportReport = Report<typeof IMPORT_CODES>;

/** What a schema has for parts of a metric's configuration that have another name there. */
const WRITTEN: Readonly<Record<string, string>> = {
  help: "description",
  configuration: "description, the buckets and, in the name, the unit",
  unit: "unit, and the name with it,",
};

/** The largest number of names in a message. */
const LONGEST_LIST = 5;

/** The verb after a part of a metric's configuration. */
function beFor(part: string): "is" | "are" {
  return part === "buckets" || part === "labelNames" ? "are" : "is";
}
