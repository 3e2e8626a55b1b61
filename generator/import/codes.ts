import { defineCodes, error, type Report, warning } from "../diagnostics/define.js";
import { groupDigits, listAnd, listOr } from "../text/words.js";

/** What an import cannot read from its source, or leaves to the user to decide. */
export const IMPORT_CODES = defineCodes({
  "import-nothing": error<{ what: string; help: string }>({
    title: "source without metrics",
    explanation:
      "The source has nothing that an import knows as a metric. It is most likely the wrong file or folder, or the metrics are created in a way that only shows at run time.",
    wrong: "export const answer = 42;",
    right: 'new Counter({ name: "orders_total", help: "Orders placed." });',
    message: ({ what }) => `There are no metrics to import in ${what}.`,
    help: ({ help }) => help,
  }),
  "import-too-large": error<{ what: string; of: string; most: number }>({
    title: "more metrics than are imported",
    explanation:
      "The source has more metrics than a schema is meant for. The bound keeps a broken or hostile source from taking all memory.",
    withoutExample: "An example would be longer than a page.",
    message: ({ what, of, most }) =>
      `There are more than ${groupDigits(most)} ${of} in ${what}, which is more than is imported.`,
    help: () => "Import a part of it.",
  }),
  "import-left-out": warning<{ name: string; reason: string; help: string }>({
    title: "family that was not imported",
    explanation:
      "The family cannot be in a schema as it is: its name, a label or its kind has no counterpart there. It is left out rather than changed without a word.",
    wrong: `| Metric        | Type    | Description      |
| ------------- | ------- | ---------------- |
| delay_seconds | summary | Time to deliver. |`,
    right: `| Metric       | Type    | Description    |
| ------------ | ------- | -------------- |
| orders_total | counter | Orders placed. |`,
    message: ({ name, reason }) => `\`${name}\` is left out. ${reason}`,
    help: ({ help }) => help,
  }),
  "import-families-left-out": warning<{ names: readonly string[]; because: string; help: string }>({
    title: "families that were not imported",
    explanation:
      "The families are of a kind that a schema does not have, belong to another namespace, or to a library that declares them itself.",
    wrong: `# TYPE build info
build_info{version="1.4"} 1
# EOF`,
    right: `# TYPE build_info gauge
build_info{version="1.4"} 1`,
    message: ({ names, because }) =>
      names.length === 1
        ? `${listAnd(names)} is left out because ${because}.`
        : `${groupDigits(names.length)} families are left out because ${because}: ${listAnd(names, LONGEST_LIST)}.`,
    help: ({ help }) => help,
  }),
  "import-labels-unseen": warning<{ names: readonly string[] }>({
    title: "families whose labels are not known",
    explanation:
      "A family without samples does not show its labels. In the schema it has none, until somebody adds them.",
    wrong: "# TYPE orders_total counter",
    right: `# TYPE orders_total counter
orders_total{payment="card"} 1`,
    message: ({ names }) =>
      names.length === 1
        ? `The labels of ${listAnd(names)} are not known, because it has no samples.`
        : `The labels of ${groupDigits(names.length)} families are not known, because they have no samples: ${listAnd(names, LONGEST_LIST)}.`,
    help: () => "Import again when the program has recorded samples, or add the `vectors` by hand.",
  }),
  "import-to-decide": warning<{ problem: string; help: string }>({
    title: "import that leaves something to decide",
    explanation:
      "The source can mean several things, and the import has taken one. The schema is sound, but should be read at this place.",
    wrong: `## Counters

| Name         | Vectors   | Description    |
| ------------ | --------- | -------------- |
| orders_total | \`payment\` | Orders placed. |`,
    right: `## Counters

| Name         | Vectors   | Description    |
| ------------ | --------- | -------------- |
| orders_total | \`payment\` | Orders placed. |

## Vector Definitions

### payment

How it is paid.`,
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "import-tables-unread": warning<{ problem: string; lines: readonly number[]; help: string }>({
    title: "tables that were not imported",
    explanation:
      "A table of the Markdown page has no column that names metrics, or is of another kind, so that it is not imported.",
    wrong: `| Setting | Meaning |
| ------- | ------- |
| \`port\`  | a port  |`,
    right: `| Name           | Type    | Description    |
| -------------- | ------- | -------------- |
| \`orders_total\` | counter | Orders placed. |`,
    message: ({ problem, lines }) =>
      lines.length === 1
        ? `This table is not imported: ${problem}.`
        : `${groupDigits(lines.length)} tables are not imported: ${problem}. They begin on lines ${lines.join(", ")}.`,
    help: ({ help }) => help,
  }),
  "import-column-unread": warning<{ title: string; known: readonly string[] }>({
    title: "column that was not imported",
    explanation:
      "A column of a table has a title that is not known, so that what stands in it is not in the schema.",
    wrong: `| Name           | Type    | Purpose        |
| -------------- | ------- | -------------- |
| \`orders_total\` | counter | Orders placed. |`,
    right: `| Name           | Type    | Description    |
| -------------- | ------- | -------------- |
| \`orders_total\` | counter | Orders placed. |`,
    message: ({ title }) => `The column \`${title}\` is not imported.`,
    help: ({ known }) => `If it has one of the known meanings, rename it to ${listOr(known)}.`,
  }),
  "import-definition-unread": warning<{ name: string }>({
    title: "definition that was not imported",
    explanation:
      "The page defines the values of a label that no family has. The label is misspelt on one of the two sides.",
    wrong: `## Counters

| Name         | Vectors   | Description    |
| ------------ | --------- | -------------- |
| orders_total | \`payment\` | Orders placed. |

## Vector Definitions

### paymant

How it is paid.`,
    right: `## Counters

| Name         | Vectors   | Description    |
| ------------ | --------- | -------------- |
| orders_total | \`payment\` | Orders placed. |

## Vector Definitions

### payment

How it is paid.`,
    message: ({ name }) => `The definition of \`${name}\` is not imported: no family has this label.`,
    help: () => "Add the label to a family, or correct its name.",
  }),
  "metric-unresolved": warning<{ name: string | undefined; part: string; text: string; places: number }>({
    title: "metric that cannot be read from the source",
    explanation:
      "A metric is created with a name, type or configuration that is only known at run time, so that the source alone does not tell what it is.",
    wrong: 'new Counter({ name: process.env.NAME, help: "Orders placed." });',
    right: 'new Counter({ name: "orders_total", help: "Orders placed." });',
    message: ({ name, part, text, places }) => {
      const metric = name === undefined ? "A metric" : `The metric \`${name}\``;
      const what = part === "configuration" ? "configuration" : `\`${part}\``;
      return `${metric} is left out, because its ${what} ${beFor(part)} not constant: \`${text}\`${inPlaces(places)}.`;
    },
    help: () => "Add it to the schema by hand, or define it with literals and constants.",
  }),
  "metric-part-unresolved": warning<{ name: string; part: string; text: string }>({
    title: "part of a metric that cannot be read from the source",
    explanation:
      "One part of the metric, such as its buckets, is only known at run time. The metric is in the schema, with a placeholder for this part.",
    wrong: 'new Counter({ name: "orders_total", help: process.env.HELP });',
    right: 'new Counter({ name: "orders_total", help: "Orders placed." });',
    message: ({ name, part, text }) =>
      `The \`${part}\` of \`${name}\` ${beFor(part)} not constant: \`${text}\`.`,
    help: ({ part }) => `Write the ${WRITTEN[part] ?? part} in the schema.`,
  }),
  "metric-redeclared": warning<{ name: string; difference: string; other: string }>({
    title: "metric that is created twice, and differently",
    explanation:
      "Two places create a metric of one name, and do not agree on what it is. At run time, the second one fails or is another metric than its author thinks.",
    wrong: `new Counter({ name: "orders_total", help: "Orders placed." });
new Counter({ name: "orders_total", help: "Orders placed.", labelNames: ["payment"] });`,
    right: `new Counter({ name: "orders_total", help: "Orders placed." });
new Counter({ name: "paid_orders_total", help: "Orders paid.", labelNames: ["payment"] });`,
    message: ({ name, difference, other }) =>
      `The metric \`${name}\` is also created at ${other}, with ${difference}.`,
    help: () => "The schema has the one that comes first. Make both the same, or rename one.",
  }),
  "metric-use-unresolved": warning<{ text: string; isInstrument: boolean; places: number }>({
    title: "call of an unknown metric",
    explanation:
      "A call records something, and the source does not tell into which metric. Labels and values that only this call uses are not in the schema.",
    wrong: 'metrics[name].inc({ payment: "card" });',
    right: 'orders.inc({ payment: "card" });',
    message: ({ text, isInstrument, places }) =>
      `It is not known which metric \`${text}\`${inPlaces(places)} belongs to, so labels that it may pass ${isInstrument ? "are missing, or " : ""}have open sets.`,
    help: ({ isInstrument }) =>
      isInstrument
        ? "Add these labels to the metric by hand."
        : "List the values of these labels, if you know them.",
  }),
  "summary-as-histogram": warning<{ name: string }>({
    title: "summary",
    explanation:
      "A summary computes quantiles in the program, where they cannot be added up over several programs. A schema has histograms, from which Prometheus computes them.",
    wrong: 'new Summary({ name: "delay_seconds", help: "Time to deliver." });',
    right: 'new Histogram({ name: "delay_seconds", help: "Time to deliver.", buckets: [0.5, 1] });',
    message: ({ name }) =>
      `The summary \`${name}\` becomes a histogram with the client's default buckets: a schema has no summaries.`,
    help: () =>
      "Choose buckets around the values that you watch, and query `histogram_quantile(…)` where dashboards use `quantile`.",
  }),
  "label-unknown": warning<{ label: string; name: string }>({
    title: "label that the metric does not have",
    explanation: "The call passes a label that the metric was not created with. The client throws there.",
    wrong: `const orders = new Counter<string>({ name: "orders_total", help: "Orders." });
orders.inc({ payment: "card" });`,
    right: `const orders = new Counter<string>({ name: "orders_total", help: "Orders.", labelNames: ["payment"] });
orders.inc({ payment: "card" });`,
    message: ({ label, name }) => `The metric \`${name}\` has no label \`${label}\`: the client throws here.`,
    help: () => "Add it to `labelNames`, or remove it here.",
  }),
  "import-more-findings": warning<{ count: number; what: string }>({
    title: "findings that are not printed",
    explanation:
      "There are so many findings that not all are printed. The first ones mostly have the same cause as the rest.",
    withoutExample: "It only counts other findings.",
    message: ({ count, what }) => `There are ${groupDigits(count)} more ${what}.`,
    help: () => "Mend the first ones, and import again.",
  }),
  "import-client-unknown": warning<{ files: readonly string[] }>({
    title: "client that cannot be observed",
    explanation:
      "The program records with a client that `--run` cannot watch, so that the metrics of this client are missing in the schema.",
    wrong: "npm install prom-client@11",
    right: "npm install prom-client@15",
    message: ({ files }) =>
      `Metrics of the client in ${listAnd(files, LONGEST_LIST)} cannot be observed, so they are not in the schema.`,
    help: () =>
      "Run with `prom-client` 13 or later, or `@prometheus-io/client`, or import the exposition of the running program.",
  }),
  "import-checker-failed": warning<Record<never, never>>({
    title: "code in which the type checker fails",
    explanation:
      "TypeScript's type checker fails with an internal error in this code, so that what the code creates is not known.",
    withoutExample: "It is a fault of the checker, which no valid code should cause.",
    message: () => "The type checker of TypeScript fails here, so this is not imported.",
    help: () => "Check that it compiles. If it creates a metric, add the metric to the schema by hand.",
  }),
  "metrics-package-unresolved": warning<{ name: string; calls: number }>({
    title: "package for metrics that cannot be resolved",
    explanation:
      "The source imports a package for metrics that is not installed. What its calls create cannot be followed without its types.",
    wrong: "metricsmith import src",
    right: "npm ci && metricsmith import src",
    message: ({ name, calls }) =>
      `\`${name}\` cannot be resolved, so what ${calls === 1 ? "its one call" : `its ${groupDigits(calls)} calls`} may record is not imported.`,
    help: () =>
      "Install the dependencies and import again, or run the program with `metricsmith import --run`.",
  }),
  "metric-views-unread": warning<{ places: number }>({
    title: "views of OpenTelemetry",
    explanation:
      "A view of OpenTelemetry changes what an instrument becomes: its name, its labels or its buckets. Views are not followed, so that the schema may differ from what is exposed.",
    wrong: 'new MeterProvider({ views: [{ instrumentName: "orders", name: "purchases" }] });',
    right: "new MeterProvider();",
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
