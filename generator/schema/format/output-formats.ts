import { z } from "zod";
import { HISTOGRAM_FORMS } from "../../series.js";
import { durationFormat, proseFormat } from "./text-format.js";

export const staticConfigFormat = z
  .strictObject(
    {
      targets: z
        .array(z.string("a target"), "a list of targets")
        .min(1, "a list of targets")
        .describe(
          "Hosts, as `host` or `host:port`. A target without a port has the port of `server.address`.",
        )
        .meta({ examples: [["auth-1.example.com", "auth-2.example.com:9960"]] }),
      labels: z
        .record(z.string(), z.string(), "a mapping of label names to label values")
        .nullable()
        .optional()
        .describe("Labels that Prometheus adds to every series of these targets."),
    },
    "a mapping with targets",
  )
  .meta({ id: "StaticConfig", description: "A group of targets, as in Prometheus' `static_configs`." });

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config has the same keys, but for `histograms`. */
export const scrapeFormat = z.strictObject(
  {
    job_name: z
      .string("a text")
      .optional()
      .describe("The label `job` of every series. The default is the namespace."),
    scrape_interval: durationFormat
      .optional()
      .describe("How often each target is scraped. The default is that of Prometheus' `global` section."),
    scheme: z
      .enum(["http", "https"], "`http` or `https`")
      .optional()
      .describe("Protocol of a scrape: `http` (the default) or `https`."),
    histograms: z
      .enum(HISTOGRAM_FORMS, "`classic`, `native` or `both`")
      .optional()
      .describe(
        "How Prometheus stores histograms: as series of buckets (`classic`, the default), as one native histogram with the same buckets (`native`), or `both`.",
      ),
    static_configs: z
      .array(staticConfigFormat)
      .nullable()
      .optional()
      .describe("Groups of targets with labels. The default is the server's own address."),
  },
  "a mapping",
);

export const COLUMNS = [
  "key",
  "name",
  "type",
  "vectors",
  "unit",
  "description",
  "buckets",
  "series",
  "stability",
  "owner",
  "runbook",
  "renamed_from",
  "deprecated",
] as const;

export const FAMILY_SECTIONS = ["counters", "gauges", "histograms"] as const;

const ALIGNMENTS = ["left", "center", "right"] as const;
const SHOWN_VALUES = ["all", "listed", "none"] as const;

/** Markdown has six levels, and the headings of tables and vectors are one deeper than this one. */
const HEADING_LEVEL = "a whole number from 1 to 5";

export const referenceHeadingsFormat = z.strictObject(
  {
    metrics: proseFormat.optional().describe("Heading above the tables. The default is `Recorded metrics`."),
    vectors: proseFormat
      .optional()
      .describe("Heading above the definitions of the vectors. The default is `Labels`."),
  },
  "a mapping of headings",
);

export const columnTitlesFormat = z.strictObject(
  {
    key: proseFormat.optional().describe("Title for the key in the schema. The default is `Key`."),
    name: proseFormat.optional().describe("Title for the exposed name. The default is `Name`."),
    type: proseFormat.optional().describe("Title for the type. The default is `Type`."),
    vectors: proseFormat.optional().describe("Title for the label names. The default is `Labels`."),
    unit: proseFormat.optional().describe("Title for the unit. The default is `Unit`."),
    description: proseFormat.optional().describe("Title for the description. The default is `Description`."),
    buckets: proseFormat.optional().describe("Title for the upper bounds. The default is `Buckets`."),
    series: proseFormat
      .optional()
      .describe("Title for the number of series in the worst case. The default is `Series at most`."),
    stability: proseFormat.optional().describe("Title for the stability. The default is `Stability`."),
    owner: proseFormat.optional().describe("Title for the owner. The default is `Owner`."),
    runbook: proseFormat.optional().describe("Title for links to runbooks. The default is `Runbook`."),
    renamed_from: proseFormat
      .optional()
      .describe("Title for old names that are still exposed. The default is `Old name`."),
    deprecated: proseFormat
      .optional()
      .describe("Title for the text of deprecated families. The default is `Deprecated`."),
  },
  "a mapping of columns to titles",
);

export const referenceTableFormat = z
  .strictObject(
    {
      families: z
        .array(
          z.enum(FAMILY_SECTIONS, "`counters`, `gauges` or `histograms`"),
          "a list of `counters`, `gauges` and `histograms`",
        )
        .min(1, "a list of `counters`, `gauges` and `histograms`")
        .describe("Which families the table shows, in the order of the schema."),
      heading: proseFormat
        .optional()
        .describe("Heading above the table. The default is the types of its families, such as `Counters`."),
      columns: z
        .array(z.enum(COLUMNS, "the name of a column"), "a list of columns")
        .min(1, "a list of columns")
        .optional()
        .describe(
          "What the table shows, from left to right. The default is `name`, `type` if there are several types, `vectors`, `unit`, `description`, `buckets`, `renamed_from` and `deprecated`, without columns that would be empty.",
        ),
    },
    "a mapping with families",
  )
  .meta({ id: "ReferenceTable", description: "A table of families with a heading." });

export const referenceFormat = z.strictObject(
  {
    page: z
      .string("the path of a page")
      .optional()
      .describe(
        "An existing page, as a path relative to this file. `generate` replaces what is between its lines `<!-- metricsmith:begin -->` and `<!-- metricsmith:end -->`. Without a page, it writes all of `metrics.md`.",
      )
      .meta({ examples: ["docs/telemetry.md"] }),
    title: proseFormat.optional().describe("First heading of `metrics.md`. The default is `Metrics`."),
    heading_level: z
      .int(HEADING_LEVEL)
      .min(1, HEADING_LEVEL)
      .max(5, HEADING_LEVEL)
      .default(2)
      .describe(
        "Level of the headings of metrics and of vectors, from 1 to 5. Tables and single vectors are one level deeper.",
      ),
    headings: referenceHeadingsFormat.nullable().optional().describe("Other texts for the two headings."),
    tables: z
      .array(referenceTableFormat, "a list of tables")
      .nullable()
      .optional()
      .describe("Tables of families, in order. The default is one table for each type."),
    column_titles: columnTitlesFormat.nullable().optional().describe("Other titles for columns."),
    align: z
      .enum(ALIGNMENTS, "`left`, `center` or `right`")
      .default("left")
      .describe("Alignment of all columns."),
    values: z
      .enum(SHOWN_VALUES, "`all`, `listed` or `none`")
      .default("all")
      .describe(
        "Which label values a definition shows, unless its description names them in back-ticks: `listed` shows those that the schema lists, `all` also describes all other sets, `none` shows none.",
      ),
  },
  "a mapping",
);

/** The packages of clients that the drop-in client can stand in for. */
export const CLIENT_PACKAGES = ["prom-client", "@prometheus-io/client"] as const;

const CLIENT_VALUE = "`true`, or a mapping with `of`";

export const clientFormat = z
  .strictObject(
    {
      of: z
        .enum(CLIENT_PACKAGES, "`prom-client` or `@prometheus-io/client`")
        .default("prom-client")
        .describe(
          "The package that the program imports its metrics from: `prom-client` (the default) or `@prometheus-io/client`.",
        ),
    },
    CLIENT_VALUE,
  )
  .meta({ id: "ClientOutput", description: "The drop-in client of another package." });

const LANGUAGES = ["typescript", "javascript"] as const;

export const outputsFormat = z.strictObject(
  {
    language: z
      .enum(LANGUAGES, "`typescript` or `javascript`")
      .default("typescript")
      .describe(
        "Language of the generated code. `javascript` writes `.js` with `.d.ts`, as ES modules or CommonJS by the `type` of the nearest `package.json`.",
      ),
    directory: z
      .string("a path of a folder")
      .min(1, "a path of a folder")
      .optional()
      .describe(
        "The folder that `generate` writes to, as a path relative to this file. Without it, that is `generated` beside this file. The option `--out` wins over both.",
      )
      .meta({ examples: ["src/generated"] }),
    scrape: scrapeFormat
      .nullable()
      .optional()
      .describe("Also writes `scrape.yaml`, the scrape job for Prometheus."),
    reference: referenceFormat
      .nullable()
      .optional()
      .describe("Also writes the reference of the metrics: `metrics.md`, or a section of an existing page."),
    client: z
      .union([z.boolean(CLIENT_VALUE), clientFormat], CLIENT_VALUE)
      .nullable()
      .optional()
      .describe(
        'Also writes `client.ts`, the drop-in client: it exports what `prom-client` exports, and its metrics record into the families of the schema. `{ of: "@prometheus-io/client" }` stands in for that package.',
      ),
    testing: z
      .boolean("`true` or `false`")
      .nullable()
      .optional()
      .describe("Also writes `testing.ts`, typed reads of the metrics for tests of the application."),
  },
  "a mapping of outputs",
);
