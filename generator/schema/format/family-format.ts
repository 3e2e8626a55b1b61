import { z } from "zod";
import { lifecycleShape } from "./lifecycle-format.js";
import { LEGAL_UNIT, proseFormat, seriesBudgetFormat } from "./text-format.js";

const familyShape = {
  vectors: z
    .array(z.string("the name of a vector"), "a list of names of vectors")
    .default([])
    .describe("The labels, as names of vectors, in the order in which they are exposed.")
    .meta({ uniqueItems: true }),
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
  ...lifecycleShape,
  initialize: z
    .boolean("true or false")
    .optional()
    .describe(
      "`true` exposes every label set at 0 from the start, so that `rate()` sees the first event. It needs closed vectors. The schema's `initialize` is the default.",
    ),
  uneven: z
    .boolean("true or false")
    .optional()
    .describe(
      "`true` says that some label sets lack labels or buckets that others have. `verify` then accepts samples without them.",
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

const NUMBER = "a finite number";
const COUNT = "a whole number from 1 to 500";

const countFormat = z
  .int(COUNT)
  .min(1, COUNT)
  .max(500, COUNT)
  .describe("The number of upper bounds, without `+Inf`.");

export const exponentialFormat = z.strictObject(
  {
    start: z.number(NUMBER).describe("The lowest upper bound, above 0.").meta({ exclusiveMinimum: 0 }),
    factor: z
      .number(NUMBER)
      .describe("What each upper bound is multiplied by, above 1.")
      .meta({ exclusiveMinimum: 1 }),
    count: countFormat,
  },
  "a mapping with start, factor and count",
);

export const linearFormat = z.strictObject(
  {
    start: z.number(NUMBER).describe("The lowest upper bound."),
    width: z
      .number(NUMBER)
      .describe("What is added to each upper bound, above 0.")
      .meta({ exclusiveMinimum: 0 }),
    count: countFormat,
  },
  "a mapping with start, width and count",
);

const computedBucketsFormat = z.strictObject(
  {
    exponential: exponentialFormat.optional().describe("Upper bounds that grow by a factor."),
    linear: linearFormat.optional().describe("Upper bounds of one distance."),
  },
  "a list of upper bounds",
);

export const listedBucketsFormat = z
  .array(z.number(NUMBER), "a list of upper bounds")
  .min(1, "a list of upper bounds")
  .meta({ uniqueItems: true });

export const bucketsFormat = z
  .union([listedBucketsFormat, computedBucketsFormat])
  .describe("Finite upper bounds in ascending order, or `exponential` or `linear` ones. `+Inf` is implied.");

const EXPECTED_HISTOGRAM = "a mapping with a description and buckets";

const objectivesFormat = z
  .array(z.number(NUMBER), "a list of values")
  .min(1, "a list of values")
  .optional()
  .describe(
    "Values that service level objectives and alerts ask for, such as `.3` where nine of ten replies take at most 300 ms. `lint` says which of them are no upper bound.",
  )
  .meta({ uniqueItems: true, examples: [[0.3, 1]] });

/** The format of a histogram whose buckets are listed. */
export const listedHistogramFormat = z.strictObject(
  { ...familyShape, objectives: objectivesFormat, buckets: listedBucketsFormat },
  EXPECTED_HISTOGRAM,
);

/** The format of a histogram whose buckets are read by a function of their own. */
export const computedHistogramFormat = z.strictObject(
  { ...familyShape, objectives: objectivesFormat, buckets: z.unknown() },
  EXPECTED_HISTOGRAM,
);

export const histogramFormat = z
  .strictObject(
    {
      ...familyShape,
      objectives: objectivesFormat,
      buckets: bucketsFormat,
    },
    EXPECTED_HISTOGRAM,
  )
  .meta({
    id: "Histogram",
    description: "Observed values: their number, their sum, and how many are at most each upper bound.",
  });
