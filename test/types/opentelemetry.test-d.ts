import type { MetricProducer, MetricReaderOptions } from "@opentelemetry/sdk-metrics";
import { expectTypeOf, test } from "vitest";
import { metrics } from "../../generated/recorders.js";
import { metricProducer } from "../../runtime/opentelemetry.js";

test("a producer is one of the SDK, without a cast", () => {
  expectTypeOf(metricProducer(metrics)).toExtend<MetricProducer>();
  expectTypeOf({
    metricProducers: [metricProducer([metrics], { temporality: "delta" })],
  }).toExtend<MetricReaderOptions>();
});
