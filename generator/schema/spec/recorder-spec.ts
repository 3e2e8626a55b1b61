import { z } from "zod";
import { proseSpec } from "./text-spec.js";

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
