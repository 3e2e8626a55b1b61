import { z } from "zod";
import { LEGAL_UNIT, nameSpec, proseSpec, seriesBudgetSpec } from "./text-format.js";

const familyShape = {
  vectors: z
    .array(z.string("the name of a vector"), "a list of names of vectors")
    .default([])
    .describe("Names of vectors: the label names, in the order in which they are exposed."),
  description: proseSpec.describe(
    "What the metric counts or measures. Becomes the HELP text and the documentation.",
  ),
  unit: z
    .string("a word")
    .regex(LEGAL_UNIT, "a word")
    .optional()
    .describe("Base unit of what is recorded, such as `seconds` or `bytes`.")
    .meta({ examples: ["seconds", "bytes", "ratio"] }),
  renamed_from: nameSpec
    .optional()
    .describe(
      "The key, or the whole exposed name, that the metric had before: `diff` then takes it for the same one.",
    ),
  deprecated: proseSpec.optional().describe("Why the metric is going away, and what to use instead."),
  initialize: z
    .boolean("true or false")
    .optional()
    .describe(
      "Whether every label set is exposed at 0 from the start, so that `rate()` sees the first event; the schema's `initialize` when left out.",
    ),
  series_budget: seriesBudgetSpec
    .optional()
    .describe(
      "How many samples this family may expose at worst; the schema's `series_budget` when left out.",
    ),
};

export const counterSpec = z.strictObject(familyShape, "a mapping with a description").meta({
  id: "Counter",
  description: "Counts events; only ever goes up.",
});

const COMBINES = ["sum", "max", "min", "average", "last"] as const;

export const gaugeSpec = z
  .strictObject(
    {
      ...familyShape,
      combine: z
        .enum(COMBINES, "`sum`, `max`, `min`, `average` or `last`")
        .optional()
        .describe(
          "How the values of several processes or threads make one: their `sum` (the default), the greatest, the least, their average, or the one that was set last.",
        ),
    },
    "a mapping with a description",
  )
  .meta({ id: "Gauge", description: "A value that goes up and down." });

export const histogramSpec = z
  .strictObject(
    {
      ...familyShape,
      buckets: z
        .array(z.number("a finite number"), "a list of upper bounds")
        .min(1, "a list of upper bounds")
        .describe("Finite upper bounds in ascending order; `+Inf` is implied."),
    },
    "a mapping with a description and buckets",
  )
  .meta({ id: "Histogram", description: "Counts observations by upper bound, and sums them." });
