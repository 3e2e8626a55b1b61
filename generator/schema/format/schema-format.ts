import { z } from "zod";
import { counterSpec, gaugeSpec, histogramSpec } from "./family-format.js";
import { referenceSpec, scrapeSpec } from "./output-formats.js";
import { familyPatternSpec, nameSpec, proseSpec, seriesBudgetSpec } from "./text-format.js";
import { vectorSpec } from "./vector-format.js";

export const recorderSpec = z
  .strictObject(
    {
      metrics: z
        .array(z.string("the key of a metric"), "a list of keys of metrics")
        .min(2, "a list of at least two keys of metrics")
        .describe("Keys of the counters, gauges and histograms that one call records; at least two."),
      description: proseSpec.describe("What one call stands for."),
    },
    "a mapping with metrics and a description",
  )
  .meta({ id: "Recorder", description: "One call that records several metrics." });

export const DEFAULT_ADDRESS = "tcp://:9959/metrics";
export const DEFAULT_SERIES_BUDGET = 1_000_000;

export const serverSpec = z.strictObject(
  {
    address: z
      .string("an address")
      .default(DEFAULT_ADDRESS)
      .describe(
        "Where the metrics are served: `tcp://[host]:port[/path]`, `unix:///run/app.sock?umask=0117&path=metrics`, `unix://@abstract` or `fd://3`.",
      )
      .meta({ examples: [DEFAULT_ADDRESS, "unix:///run/app.sock?umask=0117&path=metrics"] }),
  },
  "a mapping with an address",
);

export const outputsSpec = z.strictObject(
  {
    scrape: scrapeSpec
      .nullable()
      .optional()
      .describe("Writes `scrape.yaml`: the job by which Prometheus scrapes the program's hosts."),
    reference: referenceSpec
      .nullable()
      .optional()
      .describe("Writes `metrics.md`, or a section of an existing page: the reference of the metrics."),
  },
  "a mapping of outputs",
);

/** A section may be left empty: `gauges:` and `gauges: {}` say the same. */
function section<Entry extends z.ZodType>(entry: Entry) {
  return z.record(nameSpec, entry).nullable().optional();
}

/** The format of `metrics.schema.yaml`, and the one place that defines its keys. */
export const schemaSpec = z.strictObject({
  version: z.literal(1, "1").describe("Version of the schema format."),
  namespace: nameSpec
    .optional()
    .describe("Prefix of every metric name: `authelia` makes `request` into `authelia_request`."),
  imports: z
    .array(z.string("a relative path of a YAML file"), "a list of relative paths of YAML files")
    .nullable()
    .optional()
    .describe("Files that share vectors, metrics and recorders; paths are relative to this file."),
  server: serverSpec
    .nullable()
    .optional()
    .describe("The server of the metrics; what an application passes wins."),
  outputs: outputsSpec
    .nullable()
    .optional()
    .describe("What is generated beside the recorders; each is switched on by its key."),
  initialize: z
    .boolean("true or false")
    .default(false)
    .describe("Whether the metrics expose every label set at 0 from the start, unless one says otherwise."),
  series_budget: seriesBudgetSpec
    .default(DEFAULT_SERIES_BUDGET)
    .describe("How many samples any one family may expose at worst."),
  ignore: z
    .array(familyPatternSpec, "a list of names of families")
    .nullable()
    .optional()
    .describe(
      "Families that the program exposes beside these, and `verify` leaves alone; `*` stands for any characters.",
    ),
  counters: section(counterSpec).describe("Counters by key."),
  gauges: section(gaugeSpec).describe("Gauges by key."),
  histograms: section(histogramSpec).describe("Histograms by key."),
  vectors: section(vectorSpec).describe("Label names with the values they may take."),
  recorders: section(recorderSpec).describe("Calls that record several metrics at once."),
});

/** The JSON Schema that editors use for completion, hovers and first checks of a schema file. */
export function schemaJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(schemaSpec, { io: "input" });
  return { $schema, title: "metricsmith schema", ...rest };
}

/** The first line of a schema, by which an editor with a YAML language server knows its format. */
export const EDITOR_LINE =
  "# yaml-language-server: $schema=./node_modules/metricsmith/generator/dist/schema.json";
