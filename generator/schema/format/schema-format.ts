import { z } from "zod";
import { counterFormat, gaugeFormat, histogramFormat } from "./family-format.js";
import { importsFormat } from "./import-format.js";
import { withExamples } from "./key-examples.js";
import { lintFormat } from "./lint-format.js";
import { outputsFormat } from "./output-formats.js";
import { familyPatternFormat, nameFormat, proseFormat, seriesBudgetFormat } from "./text-format.js";
import { vectorFormat } from "./vector-format.js";

export const recorderFormat = z
  .strictObject(
    {
      metrics: z
        .array(z.string("the key of a metric"), "a list of keys of metrics")
        .min(2, "a list of at least two keys of metrics")
        .describe("Keys of at least two families, which one call records.")
        .meta({ uniqueItems: true }),
      description: proseFormat.describe("What one call stands for."),
    },
    "a mapping with metrics and a description",
  )
  .meta({ id: "Recorder", description: "One function that records several families." });

export const DEFAULT_ADDRESS = "tcp://:9959/metrics";
export const DEFAULT_SERIES_BUDGET = 1_000_000;

export const serverFormat = z.strictObject(
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

/** A section can be empty: `gauges:` means the same as `gauges: {}`. */
function section<Entry extends z.ZodType>(entry: Entry) {
  return z.record(nameFormat, entry).nullable().optional();
}

/** The format of `metrics.schema.yaml`: the one definition of its keys. */
const topLevelFormat = z.strictObject({
  version: z.literal(1, "1").describe("Version of the schema format."),
  namespace: nameFormat
    .optional()
    .describe("Prefix of every metric name: `authelia` makes `request` into `authelia_request`."),
  imports: importsFormat,
  server: serverFormat
    .nullable()
    .optional()
    .describe("The metrics server. The application's options win over it."),
  outputs: outputsFormat
    .nullable()
    .optional()
    .describe(
      "The language of generated code, and further outputs beside the recorders. The key of an output switches it on.",
    ),
  initialize: z
    .boolean("true or false")
    .default(false)
    .describe("`true` exposes every label set at 0 from the start, unless a family says otherwise."),
  series_budget: seriesBudgetFormat
    .default(DEFAULT_SERIES_BUDGET)
    .describe("Maximum number of series of one family in the worst case."),
  ignore: z
    .array(familyPatternFormat, "a list of names of families")
    .nullable()
    .optional()
    .describe(
      "Families of other libraries. `verify` and `queries` ignore them. `*` stands for any characters.",
    ),
  lint: lintFormat
    .nullable()
    .optional()
    .describe("What `metricsmith lint` reports of this schema: severities of rules, and suppressions."),
  counters: section(counterFormat).describe("Counters by key."),
  gauges: section(gaugeFormat).describe("Gauges by key."),
  histograms: section(histogramFormat).describe("Histograms by key."),
  vectors: section(vectorFormat).describe(
    "Vectors by key, which is the label name unless they have a `label`.",
  ),
  recorders: section(recorderFormat).describe("Functions that record several families, by key."),
});

/** Keys that begin with `x-` have values for aliases, which are read where the aliases are. */
export const schemaFormat = topLevelFormat.meta({
  patternProperties: { "^x-": { description: "Values for aliases elsewhere in the file." } },
});

/** The JSON Schema with which editors complete, explain and check a schema file. */
export function schemaJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(schemaFormat, { io: "input" });
  return { $schema, title: "metricsmith schema", ...withExamples(rest) };
}

/** A comment for the first line of a schema: it tells an editor's YAML language server the format. */
export const EDITOR_LINE =
  "# yaml-language-server: $schema=./node_modules/metricsmith/generator/dist/schema.json";
