import { ValueType } from "@opentelemetry/api";
import { AggregationTemporality, DataPointType } from "@opentelemetry/sdk-metrics";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { MetricFamily } from "../../../runtime/family/metric-family.js";
import { booleanVector, openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { DATA_POINT_TYPES, DOUBLE, TEMPORALITIES } from "../../../runtime/opentelemetry/metric-data.js";
import { metricProducer } from "../../../runtime/opentelemetry.js";
import { observeProcess } from "../../../runtime/process.js";
import {
  record,
  SimulatedThreads,
  program as threadProgram,
} from "../../support/runtime/simulated-threads.js";

const ORIGIN = performance.timeOrigin;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 2_000_000_000_000 });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("the numbers of the SDK's enums are those of the SDK", () => {
  const { HISTOGRAM, GAUGE, SUM } = DataPointType;
  expect(DATA_POINT_TYPES).toEqual({ histogram: HISTOGRAM, gauge: GAUGE, sum: SUM });
  const { DELTA, CUMULATIVE } = AggregationTemporality;
  expect(TEMPORALITIES).toEqual({ delta: DELTA, cumulative: CUMULATIVE });
  expect(DOUBLE).toBe(ValueType.DOUBLE);
});

describe("the start of a series", () => {
  test("is that of the process at first, and then the last collection without it", async () => {
    const { jobs, collect } = program();
    jobs.record(0, 1, undefined);
    await expect(collect("jobs_total")).resolves.toEqual([{ done: "false", value: 1, start: ORIGIN }]);
    vi.setSystemTime(2_000_000_001_000);
    await collect("jobs_total");
    jobs.record(1, 3, undefined);
    vi.setSystemTime(2_000_000_002_000);
    await expect(collect("jobs_total")).resolves.toEqual([
      { done: "false", value: 1, start: ORIGIN },
      { done: "true", value: 3, start: 2_000_000_001_000 },
    ]);
  });

  test.each<[string, (program: ReturnType<typeof programOf>) => unknown]>([
    ["a removal", ({ jobs, took }) => [jobs, took].map((family) => family.remove({ done: false }))],
    ["a removal of all", ({ jobs, took }) => [jobs, took].map((family) => family.clear())],
    ["a reset", ({ metrics }) => metrics.reset()],
  ])("is later after %s, also if it then has more than before", async (_, remove) => {
    const given = program();
    const { jobs, took, collect } = given;
    for (const family of [jobs, took]) family.record(0, 1, undefined);
    await collect("jobs_total");
    remove(given);
    for (let count = 0; count < 2; count++) for (const family of [jobs, took]) family.record(0, 2, undefined);
    vi.setSystemTime(2_000_000_005_000);
    await expect(collect("jobs_total")).resolves.toEqual([
      { done: "false", value: 4, start: 2_000_000_000_000 },
    ]);
    await expect(collect("took_seconds")).resolves.toMatchObject([
      { value: { count: 2 }, start: 2_000_000_000_000 },
    ]);
  });

  test("is later for a label set that has the place of one that has expired", async () => {
    let clock = 0;
    vi.spyOn(performance, "now").mockImplementation(() => clock);
    const tenant = openVector("tenant", { maxValues: 1, otherwise: "other", expireAfter: 1000 });
    const family = new CounterFamily({ name: "calls_total", help: "Calls.", vectors: [tenant] });
    const collect = collector([family]);
    family.record(tenant.ordinalOf("a"), 1, undefined);
    await collect("calls_total");
    clock = 1500;
    vi.setSystemTime(2_000_000_001_500);
    await expect(collect("calls_total")).resolves.toBeUndefined();
    family.record(tenant.ordinalOf("b"), 5, undefined);
    await expect(collect("calls_total")).resolves.toEqual([
      { tenant: "b", value: 5, start: 2_000_000_001_500 },
    ]);
  });

  test("is never after the end, even if the clock is set back", async () => {
    const { jobs, producer, collect } = program();
    await collect("jobs_total");
    jobs.record(0, 1, undefined);
    vi.setSystemTime(1_999_999_000_000);
    const point = (await dataOf(producer, "jobs_total"))?.dataPoints[0];
    expect(point?.startTime).toEqual([1_999_999_000, 0]);
    expect(point?.endTime).toEqual([1_999_999_000, 0]);
  });
});

describe("delta temporality", () => {
  test("has what was recorded since the last collection, and no series without that", async () => {
    const { jobs, took, level, collect } = program("delta");
    jobs.record(0, 2, undefined);
    took.record(0, 0.5, undefined);
    level.set(0, 7, undefined);
    await expect(collect("jobs_total")).resolves.toEqual([{ done: "false", value: 2, start: ORIGIN }]);
    vi.setSystemTime(2_000_000_001_000);
    jobs.record(0, 3, undefined);
    jobs.record(1, 1, undefined);
    took.record(0, 2, undefined);
    await expect(collect("jobs_total")).resolves.toEqual([
      { done: "false", value: 3, start: 2_000_000_000_000 },
      { done: "true", value: 1, start: 2_000_000_000_000 },
    ]);
    await expect(collect("jobs_total")).resolves.toBeUndefined();
    took.record(0, 0.25, undefined);
    await expect(collect("took_seconds")).resolves.toEqual([
      {
        done: "false",
        start: 2_000_000_001_000,
        value: { buckets: { boundaries: [1], counts: [1, 0] }, sum: 0.25, count: 1 },
      },
    ]);
    await expect(collect("level")).resolves.toMatchObject([{ value: 7 }]);
  });

  test("has all that was recorded since a removal", async () => {
    const { jobs, collect } = program("delta");
    jobs.record(0, 2, undefined);
    await collect("jobs_total");
    jobs.remove({ done: false });
    jobs.record(0, 3, undefined);
    await expect(collect("jobs_total")).resolves.toMatchObject([{ value: 3 }]);
  });

  test("is apart for each producer", async () => {
    const { jobs, metrics, collect } = program("delta");
    const other = collectorOf(metricProducer(metrics, { temporality: "delta" }));
    jobs.record(0, 2, undefined);
    await collect("jobs_total");
    jobs.record(0, 3, undefined);
    await expect(other("jobs_total")).resolves.toMatchObject([{ value: 5 }]);
    await expect(collect("jobs_total")).resolves.toMatchObject([{ value: 3 }]);
  });
});

describe("units", () => {
  test.each([
    ["took_seconds", "seconds", "s"],
    ["sent_bytes", "bytes", "By"],
    ["hit_ratio", "ratio", "1"],
    ["room_celsius", "celsius", "Cel"],
    ["open_requests", "requests", "{requests}"],
    ["open", "requests", "{requests}"],
    ["hits", "ratio", ""], // Prometheus would make hits_ratio of it
    ["plain", undefined, ""],
  ])("%s in %s has %j", async (name, unit, want) => {
    const family = new GaugeFamily({ name, help: "Help.", unit, vectors: [] });
    const producer = metricProducer(new Metrics({ address: "", families: [family] }));
    expect((await dataOf(producer, name))?.descriptor.unit).toBe(want);
  });

  test("a counter has that before _total", async () => {
    const family = new CounterFamily({ name: "sent_bytes_total", help: "Help.", unit: "bytes", vectors: [] });
    const producer = metricProducer(new Metrics({ address: "", families: [family] }));
    const { descriptor } = (await dataOf(producer, "sent_bytes_total")) ?? {};
    expect(descriptor).toEqual({ name: "sent_bytes_total", description: "Help.", unit: "By", valueType: 1 });
  });
});

describe("exemplars", () => {
  const traced = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };

  test("are in the points of counters and histograms, each in one collection", async () => {
    const { jobs, took, producer } = program();
    jobs.record(0, 2, undefined, traced);
    took.record(0, 0.5, undefined, traced);
    took.record(0, 3, undefined, traced);
    const exemplar = { ...traced, filteredAttributes: {}, timestamp: [2_000_000_000, 0] };
    const { resourceMetrics } = await producer.collect();
    const [sum, histogram] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
    expect(sum?.dataPoints[0]?.exemplars).toEqual([{ ...exemplar, value: 2 }]);
    expect(histogram?.dataPoints[0]?.exemplars).toEqual([
      { ...exemplar, value: 0.5 },
      { ...exemplar, value: 3 },
    ]);
    vi.setSystemTime(2_000_000_001_000);
    await producer.collect();
    expect((await dataOf(producer, "jobs_total"))?.dataPoints[0]?.exemplars).toBeUndefined();
  });
});

describe("sampled gauges", () => {
  test("are read at a collection, which waits no longer than the reader says", async () => {
    const level = new GaugeFamily({ name: "level", help: "Level.", vectors: [booleanVector("done")] });
    const warn = vi.fn();
    const metrics = new Metrics({ address: "", families: [level] });
    metrics.configure({ warn });
    level.sample(0, async () => 3, undefined);
    level.sample(1, () => new Promise(() => {}), undefined);
    const { resourceMetrics, errors } = await metricProducer(metrics).collect({ timeoutMillis: 5 });
    expect(errors).toEqual([]);
    const [data] = resourceMetrics.scopeMetrics[0]?.metrics ?? [];
    expect(data?.dataPoints.map(({ value }) => value)).toEqual([3]);
    expect(warn.mock.calls.map(([message]) => message)).toEqual([expect.stringContaining("within 0.005 s")]);
  });

  test("are waited for where the reader has no end", async () => {
    const { level, producer } = program();
    level.sample(0, () => new Promise((resolve) => setTimeout(resolve, 20, 4)), undefined);
    const { resourceMetrics } = await producer.collect({ timeoutMillis: Infinity });
    expect(resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value).toBe(4);
  });

  test("in strict mode, one that fails is an error of the collection, and the others are there", async () => {
    const { jobs, level, metrics, producer } = program();
    metrics.configure({ strict: true });
    jobs.record(0, 1, undefined);
    level.sample(0, () => "much" as unknown as number, undefined);
    const { resourceMetrics, errors } = await producer.collect();
    expect(errors.map(String)).toEqual([expect.stringMatching(/level/)]);
    expect(resourceMetrics.scopeMetrics[0]?.metrics.map(({ descriptor }) => descriptor.name)).toContain(
      "jobs_total",
    );
  });

  test("have no point while they have no finite value", async () => {
    const { level, collect } = program();
    level.set(0, Number.NaN, undefined);
    await expect(collect("level")).resolves.toBeUndefined();
    level.set(0, Infinity, undefined);
    await expect(collect("level")).resolves.toBeUndefined();
    level.set(0, 1, undefined);
    await expect(collect("level")).resolves.toMatchObject([{ value: 1 }]);
  });
});

describe("which metrics there are", () => {
  test("those of several schemas, and those that describe them", async () => {
    const [first, second] = [program(), program()];
    first.jobs.record(0, 1, undefined);
    second.jobs.record(0, 2, undefined);
    const collect = collectorOf(metricProducer([first.metrics, second.metrics]));
    await expect(collect("jobs_total")).resolves.toMatchObject([{ value: 3 }]);
    await expect(collect("metricsmith_series")).resolves.toContainEqual(
      expect.objectContaining({ metric: "jobs_total", value: 1 }),
    );
  });

  test("in the main thread, what other threads have recorded", async () => {
    const threads = new SimulatedThreads(threadProgram);
    const thread = threads.start();
    const collect = collectorOf(metricProducer(threads.main.metrics));
    record(threads.main, "plain", {}, 1);
    record(thread, "plain", {}, 2);
    record(thread, "waits", { tenant: "a", kind: "b" }, 4);
    await expect(collect("plain_total")).resolves.toEqual([{ value: 3, start: ORIGIN }]);
    threads.end(thread.id);
    await expect(collect("plain_total")).resolves.toEqual([{ value: 3, start: ORIGIN }]);
    await expect(collect("waits")).resolves.toMatchObject([{ tenant: "a", kind: "b", value: { count: 1 } }]);
  });

  test("those of the process where it is asked for", async () => {
    const processMetrics = observeProcess();
    try {
      const { metrics } = program();
      const collect = collectorOf(metricProducer(metrics, { processMetrics }));
      const [memory] = (await collect("process_resident_memory_bytes")) ?? [];
      expect(memory?.["value"]).toBeGreaterThan(1e6);
      await expect(collect("nodejs_version_info")).resolves.toMatchObject([{ version: process.version }]);
    } finally {
      processMetrics.close();
    }
  });

  test("those of a newer copy of the schema, once it is loaded", async () => {
    const { metrics, collect } = program();
    const added = new CounterFamily({ name: "added_total", help: "Added.", vectors: [] });
    metrics.redefine({ address: "", families: [...metrics.schemaFamilies, added] });
    await expect(collect("added_total")).resolves.toMatchObject([{ value: 0 }]);
  });
});

describe("what is refused", () => {
  const { metrics } = program();
  test.each<[unknown, unknown, RegExp]>([
    [undefined, {}, /^metricProducer: the metrics are undefined; pass the `metrics`/],
    [[], {}, /^metricProducer: the metrics are an empty list/],
    [metrics, { temperality: "delta" }, /no option temperality; did you mean temporality\?/],
    [metrics, { temporality: "lowmemory" }, /temporality is "lowmemory"; expected "cumulative" or "delta"/],
    [metrics, { processMetrics: true }, /processMetrics is true; expected what observeProcess\(\) returns/],
  ])("%o, %o", (given, options, message) => {
    expect(() => metricProducer(given as Metrics, options as { temporality: "delta" })).toThrow(message);
  });
});

type Collected = Record<string, unknown>[] | undefined;

function program(temporality?: "cumulative" | "delta") {
  const given = programOf();
  const producer = metricProducer(given.metrics, temporality === undefined ? {} : { temporality });
  return { ...given, producer, collect: collectorOf(producer) };
}

function programOf() {
  const common = { help: "Help.", vectors: [booleanVector("done")] };
  const jobs = new CounterFamily({ ...common, name: "jobs_total" });
  const took = new HistogramFamily({ ...common, name: "took_seconds", unit: "seconds", buckets: [1] });
  const level = new GaugeFamily({ ...common, name: "level" });
  return { metrics: new Metrics({ address: "", families: [jobs, took, level] }), jobs, took, level };
}

function collector(families: readonly MetricFamily[]) {
  return collectorOf(metricProducer(new Metrics({ address: "", families })));
}

/** Collects, and gives the points of one metric: labels, value, and start in milliseconds since 1970. */
function collectorOf(producer: ReturnType<typeof metricProducer>): (name: string) => Promise<Collected> {
  return async (name) => {
    const data = await dataOf(producer, name);
    return data?.dataPoints.map(({ attributes, value, startTime: [seconds, nanoseconds] }) => ({
      ...attributes,
      value,
      start: seconds === Math.floor(ORIGIN / 1000) ? ORIGIN : seconds * 1000 + nanoseconds / 1e6,
    }));
  };
}

async function dataOf(producer: ReturnType<typeof metricProducer>, name: string) {
  const { resourceMetrics } = await producer.collect();
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics.find(({ descriptor }) => descriptor.name === name);
}
