import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { MetricFamily } from "../../../runtime/family/metric-family.js";
import { booleanVector, closedVector, openVector, statusClassVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { type MetricProducer, metricProducer } from "../../../runtime/opentelemetry.js";
import { type ExposedFamily, readExposition } from "../../support/properties/read-exposition.js";
import {
  metricsIn,
  type OtlpReceiver,
  type OtlpRequest,
  samplesOf,
  startOtlpReceiver,
} from "../../support/runtime/otlp-receiver.js";
import { sampleValues } from "../../support/runtime/sample-values.js";

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());

test("an OTLP receiver gets of any families what a scrape has", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(families(), { maxLength: 4 }), async (given) => {
      const named = given.map((create, at) => create(`family_${at}`));
      const metrics = new Metrics({ address: "", families: named });
      const request = await pushed(metricProducer(metrics));
      const scraped = readExposition(Buffer.from(await metrics.exposeAsync()).toString());
      const sent = metricsIn(request);
      for (const [name, family] of scraped) {
        const metric = sent.get(name);
        expect(new Map(metric === undefined ? [] : samplesOf(metric))).toEqual(finiteSamples(family));
        if (metric === undefined) continue;
        expect({ type: typeOf(metric), help: metric.description }).toEqual({
          type: family.type,
          help: family.help,
        });
      }
      expect([...sent.keys()].filter((name) => !scraped.has(name))).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test("the resource is that of the application, and the scope is this package", async () => {
  const request = await pushed(metricProducer(new Metrics({ address: "", families: [] })));
  const [{ resource, scopeMetrics }] = request.resourceMetrics as [OtlpRequest["resourceMetrics"][0]];
  expect(resource.attributes).toEqual([{ key: "service.name", value: { stringValue: "shop" } }]);
  expect(scopeMetrics.map(({ scope }) => scope)).toEqual([
    { name: "@metricsmith/runtime", version: "0.1.0" },
  ]);
});

/** What a reader of the SDK sends of a producer. */
async function pushed(producer: MetricProducer): Promise<OtlpRequest> {
  const exporter = new OTLPMetricExporter({ url: receiver.url });
  const reader = new PeriodicExportingMetricReader({ exporter, metricProducers: [producer] });
  const resource = resourceFromAttributes({ "service.name": "shop" });
  const provider = new MeterProvider({ resource, readers: [reader] });
  await reader.forceFlush();
  const [request] = receiver.take();
  await provider.shutdown();
  receiver.take();
  if (request === undefined) throw new Error("nothing was sent");
  return request;
}

function typeOf({ sum, gauge }: { readonly sum?: unknown; readonly gauge?: unknown }): string {
  if (sum !== undefined) return "counter";
  return gauge === undefined ? "histogram" : "gauge";
}

/** Series without a number are not sent, and no sum that is none. */
function finiteSamples({ samples }: ExposedFamily): ReadonlyMap<string, number> {
  return new Map(
    [...samples]
      .map(([key, value]) => [key, Number.isFinite(value) ? value : Number.NaN] as const)
      .filter(([key, value]) => !Number.isNaN(value) || key.includes("_sum")),
  );
}

/** Makes a family of a name, with random records. */
function families(): fc.Arbitrary<(name: string) => MetricFamily> {
  const vectors = fc.subarray(["done", "kind", "status", "tenant"] as const);
  const records = fc.array(fc.tuple(fc.nat({ max: 40 }), sampleValues()), { maxLength: 12 });
  const shape = { vectors, records, help: fc.string({ unit: "grapheme" }), initialize: fc.boolean() };
  return fc.record(shape).chain(({ vectors: labels, help, initialize, records: recorded }) => {
    const definition = (name: string) => ({
      name,
      help: help.replaceAll(/\p{Surrogate}/gu, ""),
      vectors: labels.map((label) => VECTORS[label]()),
      ...(labels.includes("tenant") ? {} : { initialize }),
    });
    const indexIn = ({ labelSets }: MetricFamily, place: number) => place % Math.min(labelSets, 24);
    return fc.constantFrom<(name: string) => MetricFamily>(
      (name) => {
        const family = new CounterFamily(definition(name));
        for (const [place, value] of recorded)
          family.record(indexIn(family, place), Math.abs(value), undefined);
        return family;
      },
      (name) => {
        const family = new GaugeFamily(definition(name));
        for (const [place, value] of recorded) {
          if (place % 7 === 0) family.sample(indexIn(family, place), async () => value, undefined);
          else family.set(indexIn(family, place), value, undefined);
        }
        return family;
      },
      (name) => {
        const family = new HistogramFamily({ ...definition(name), buckets: [-1, 0, 0.005, 10, 1e6] });
        for (const [place, value] of recorded) family.record(indexIn(family, place), value, undefined);
        return family;
      },
    );
  });
}

const VECTORS = {
  done: () => booleanVector("done"),
  kind: () => closedVector("kind", ['a "b"\\\n', "", "plain"]),
  status: () => statusClassVector("status"),
  tenant: () => {
    const vector = openVector("tenant", { maxValues: 3, otherwise: "other" });
    for (const value of ["a", "ü", "\u{1f600}"]) vector.ordinalOf(value);
    return vector;
  },
};
