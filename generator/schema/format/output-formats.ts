import { z } from "zod";
import { proseSpec } from "./text-format.js";

/** What is expected of a duration, in words that `translateIssue` knows. */
export const DURATION = "a duration such as `15s`";

export const staticConfigSpec = z
  .strictObject(
    {
      targets: z
        .array(z.string("a target"), "a list of targets")
        .min(1, "a list of targets")
        .describe("Hosts, as `host` or `host:port`; without a port, that of `server.address`.")
        .meta({ examples: [["auth-1.example.com", "auth-2.example.com:9960"]] }),
      labels: z
        .record(z.string(), z.string(), "a mapping of label names to label values")
        .nullable()
        .optional()
        .describe("Labels that Prometheus puts on every series of these targets."),
    },
    "a mapping with targets",
  )
  .meta({ id: "StaticConfig", description: "Targets that are listed, as in Prometheus' `static_configs`." });

/**
 * The keys are those of Prometheus' own scrape_config:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 */
export const scrapeSpec = z.strictObject(
  {
    job_name: z
      .string("a text")
      .optional()
      .describe("The label `job` of every series; the namespace when left out."),
    scrape_interval: z
      .string(DURATION)
      .meta({
        pattern: "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
        examples: ["15s", "1m30s", "500ms"],
      })
      .optional()
      .describe("How often each target is scraped; as Prometheus' `global` section says when left out."),
    scheme: z
      .enum(["http", "https"], "`http` or `https`")
      .optional()
      .describe("The protocol of a scrape; `http` when left out."),
    static_configs: z
      .array(staticConfigSpec)
      .nullable()
      .optional()
      .describe("The targets, in groups; the server's own address when left out."),
  },
  "a mapping",
);

/** What a column of a table may show. */
export const COLUMNS = [
  "key",
  "name",
  "type",
  "vectors",
  "unit",
  "description",
  "buckets",
  "series",
  "deprecated",
] as const;

/** The sections of families, as a table names those that it shows. */
export const FAMILY_SECTIONS = ["counters", "gauges", "histograms"] as const;

const ALIGNMENTS = ["left", "center", "right"] as const;
const SHOWN_VALUES = ["all", "listed", "none"] as const;

/** Two more levels than this do not exist: tables and vectors are one below. */
const HEADING_LEVEL = "a whole number from 1 to 5";

export const referenceHeadingsSpec = z.strictObject(
  {
    metrics: proseSpec.optional().describe("Above the tables; `Recorded metrics` when left out."),
    vectors: proseSpec.optional().describe("Above the definitions of the vectors; `Labels` when left out."),
  },
  "a mapping of headings",
);

export const columnTitlesSpec = z.strictObject(
  {
    key: proseSpec.optional().describe("Of the key in the schema; `Key` when left out."),
    name: proseSpec.optional().describe("Of the exposed name; `Name` when left out."),
    type: proseSpec.optional().describe("Of the type; `Type` when left out."),
    vectors: proseSpec.optional().describe("Of the label names; `Labels` when left out."),
    unit: proseSpec.optional().describe("Of the unit; `Unit` when left out."),
    description: proseSpec.optional().describe("Of the description; `Description` when left out."),
    buckets: proseSpec.optional().describe("Of the upper bounds; `Buckets` when left out."),
    series: proseSpec
      .optional()
      .describe("Of the number of series in the worst case; `Series at most` when left out."),
    deprecated: proseSpec
      .optional()
      .describe("Of what is said of deprecated families; `Deprecated` when left out."),
  },
  "a mapping of columns to titles",
);

export const referenceTableSpec = z
  .strictObject(
    {
      families: z
        .array(
          z.enum(FAMILY_SECTIONS, "`counters`, `gauges` or `histograms`"),
          "a list of `counters`, `gauges` and `histograms`",
        )
        .min(1, "a list of `counters`, `gauges` and `histograms`")
        .describe("Which families the table shows; they stand in the order of the schema."),
      heading: proseSpec
        .optional()
        .describe("Above the table; the types of its families when left out, such as `Counters`."),
      columns: z
        .array(z.enum(COLUMNS, "the name of a column"), "a list of columns")
        .min(1, "a list of columns")
        .optional()
        .describe(
          "What the table shows, from left to right. When left out: `name`, `type` where there are several, `vectors`, `unit`, `description`, `buckets` and `deprecated`, without those that would be empty.",
        ),
    },
    "a mapping with families",
  )
  .meta({ id: "ReferenceTable", description: "A table of families, with a heading of its own." });

export const referenceSpec = z.strictObject(
  {
    page: z
      .string("the path of a page")
      .optional()
      .describe(
        "An existing page, relative to this file. What stands between its lines `<!-- metricsmith:begin -->` and `<!-- metricsmith:end -->` is replaced; when left out, `metrics.md` is written as a whole.",
      )
      .meta({ examples: ["docs/telemetry.md"] }),
    title: proseSpec.optional().describe("First heading of a whole page; `Metrics` when left out."),
    heading_level: z
      .int(HEADING_LEVEL)
      .min(1, HEADING_LEVEL)
      .max(5, HEADING_LEVEL)
      .default(2)
      .describe("Depth of the headings of metrics and vectors; tables and vectors are one deeper."),
    headings: referenceHeadingsSpec.nullable().optional().describe("Other words for the headings."),
    tables: z
      .array(referenceTableSpec, "a list of tables")
      .nullable()
      .optional()
      .describe("Tables of families, in order; one for each type when left out."),
    column_titles: columnTitlesSpec.nullable().optional().describe("Other words for the titles of columns."),
    align: z
      .enum(ALIGNMENTS, "`left`, `center` or `right`")
      .default("left")
      .describe("How all columns are aligned."),
    values: z
      .enum(SHOWN_VALUES, "`all`, `listed` or `none`")
      .default("all")
      .describe(
        "Which label values a definition gives, unless its description names them in back-ticks: `all` says of every vector what it may be, `listed` gives those that the schema lists, `none` leaves them to the descriptions.",
      ),
  },
  "a mapping",
);
