import { z } from "zod";
import { LEGAL_UNIT, nameFormat, proseFormat, seriesBudgetFormat } from "./text-format.js";

const familyShape = {
  vectors: z
    .array(z.string("the name of a vector"), "a list of names of vectors")
    .default([])
    .describe("The labels, as names of vectors, in the order in which they are exposed."),
  description: proseFormat.describe(
    "What the metric counts or measures. It becomes the HELP text and the documentation.",
  ),
  unit: z
    .string("a word")
    .regex(LEGAL_UNIT, "a word")
    .optional()
    .describe(
      "Base unit of the values, such as `seconds` or `bytes`. A histogram in a unit of time gets a timer.",
    )
    .meta({ examples: ["seconds", "bytes", "ratio"] }),
  renamed_from: nameFormat
    .optional()
    .describe("Key or exposed name that the family had before. `diff` then compares the two as one family."),
  deprecated: proseFormat
    .optional()
    .describe(
      "Why the metric goes away, and what to use instead. Recorders of the family are marked `@deprecated`.",
    ),
  initialize: z
    .boolean("true or false")
    .optional()
    .describe(
      "`true` exposes every label set at 0 from the start, so that `rate()` sees the first event. It needs closed vectors. The schema's `initialize` is the default.",
    ),
  series_budget: seriesBudgetFormat
    .optional()
    .describe(
      "Maximum number of series of this family in the worst case. The schema's `series_budget` is the default.",
    ),
};

export const counterFormat = z.strictObject(familyShape, "a mapping with a description").meta({
  id: "Counter",
  description: "A number of events, which only goes up.",
});

const COMBINES = ["sum", "max", "min", "average", "last"] as const;

export const gaugeFormat = z
  .strictObject(
    {
      ...familyShape,
      combine: z
        .enum(COMBINES, "`sum`, `max`, `min`, `average` or `last`")
        .optional()
        .describe(
          "How the values of several threads or processes make one: `sum` (the default), `max`, `min`, `average`, or `last` for the value that was set last.",
        ),
    },
    "a mapping with a description",
  )
  .meta({ id: "Gauge", description: "A value that goes up and down." });

export const histogramFormat = z
  .strictObject(
    {
      ...familyShape,
      buckets: z
        .array(z.number("a finite number"), "a list of upper bounds")
        .min(1, "a list of upper bounds")
        .describe("Finite upper bounds in ascending order. `+Inf` is implied."),
    },
    "a mapping with a description and buckets",
  )
  .meta({
    id: "Histogram",
    description: "Observed values: their number, their sum, and how many are at most each upper bound.",
  });
