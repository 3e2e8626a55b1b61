import { expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector } from "../../../runtime/vector/boolean-vector.js";
import { exposedText } from "./exposed-text.js";

const definition = { name: "a", vectors: [booleanVector("ok")] };

test.each([
  [
    "a counter",
    { family: new CounterFamily({ ...definition, help: "All." }), want: "All.\n# TYPE a counter\n" },
  ],
  ["a gauge", { family: new GaugeFamily({ ...definition, help: "" }), want: "\n# TYPE a gauge\n" }],
  [
    "a histogram with a hostile help",
    {
      family: new HistogramFamily({ ...definition, help: 'a "\\"\n# TYPE b gauge\nü', buckets: [1] }),
      want: 'a "\\\\"\\n# TYPE b gauge\\nü\n# TYPE a histogram\n',
    },
  ],
])("%s without series is exposed as its HELP and TYPE lines", (_, { family, want }) => {
  expect(exposedText(family)).toBe(`# HELP a ${want}`);
});
