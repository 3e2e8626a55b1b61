import fc from "fast-check";
import { expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { Metrics } from "../../../runtime/metrics.js";
import { metricProducer } from "../../../runtime/opentelemetry.js";

/** The suffixes that Prometheus makes of units: its documentation of OTLP, and the codes of its own table. */
const SUFFIXES: Readonly<Record<string, string>> = {
  s: "seconds",
  ms: "milliseconds",
  min: "minutes",
  d: "days",
  By: "bytes",
  Cel: "celsius",
  m: "meters",
  W: "watts",
  "%": "percent",
};

const UNITS = [
  "seconds",
  "milliseconds",
  "days",
  "bytes",
  "celsius",
  "meters",
  "watts",
  "percent",
  "ratio",
  "requests",
];
const WORDS = fc.constantFrom(
  "shop",
  "queue",
  "wait",
  "http",
  "size",
  "seconds",
  "bytes",
  "days",
  "2xx",
  "a1",
);

test("a name stays that of the scrape where Prometheus adds suffixes, whatever the unit", async () => {
  const named = fc.record({
    words: fc.array(WORDS, { minLength: 1, maxLength: 4 }),
    unit: fc.option(fc.constantFrom(...UNITS), { nil: undefined }),
    hasUnit: fc.boolean(),
    type: fc.constantFrom("counter" as const, "gauge" as const, "histogram" as const),
  });
  await fc.assert(
    fc.asyncProperty(named, async ({ words, unit, hasUnit, type }) => {
      const end = [
        ...(hasUnit && unit !== undefined ? [unit] : []),
        ...(type === "counter" ? ["total"] : []),
      ];
      const name = ["app", ...words, ...end].join("_");
      const definition = { name, help: "Help.", unit, vectors: [] };
      const family =
        type === "counter"
          ? new CounterFamily(definition)
          : type === "gauge"
            ? new GaugeFamily(definition)
            : new HistogramFamily({ ...definition, buckets: [1] });
      const { resourceMetrics } = await metricProducer(
        new Metrics({ address: "", families: [family] }),
      ).collect();
      const sent = resourceMetrics.scopeMetrics[0]?.metrics[0]?.descriptor;
      expect(withSuffixes(sent?.name ?? "", sent?.unit ?? "", type)).toBe(name);
      if (hasUnit && unit !== undefined) expect(sent?.unit).not.toBe("");
    }),
    { numRuns: 60 },
  );
});

/** The name that Prometheus gives to a metric by `UnderscoreEscapingWithSuffixes`. */
function withSuffixes(name: string, unit: string, type: "counter" | "gauge" | "histogram"): string {
  let words = name.split("_").filter((word) => word !== "");
  const suffix = SUFFIXES[unit];
  if (suffix !== undefined && !words.includes(suffix)) words.push(suffix);
  if (type === "counter") words = [...words.filter((word) => word !== "total"), "total"];
  if (type === "gauge" && unit === "1") words = [...words.filter((word) => word !== "ratio"), "ratio"];
  return words.join("_");
}
