import { Registry } from "prom-client";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { registerMetrics } from "../../runtime/client/registry.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { closedVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { metricProducer } from "../../runtime/opentelemetry.js";
import { VERSION } from "../../runtime/process-state.js";
import { openSchema } from "../../runtime/schemas.js";
import { servedMetrics } from "../../runtime/served-metrics.js";
import { collectFamilies, withOldNames } from "../../runtime/server/cluster/cluster-families.js";
import { createScrape } from "../../runtime/server/scrape.js";
import * as dropIn from "../fixtures/golden/renames/client.js";
import {
  bindOrdersPlacedTotal,
  metrics,
  recordOrdersPlacedTotal,
  recordRequestDurationSeconds,
  removeOrdersPlacedTotal,
  sampleQueueLength,
  setQueueLength,
} from "../fixtures/golden/renames/recorders.js";
import { readOrdersPlacedTotal, withMetrics } from "../fixtures/golden/renames/testing.js";
import { SimulatedThreads } from "../support/runtime/simulated-threads.js";

const RENAMES = [
  ["shop_orders_placed_total", "shop_orders_total"],
  ["shop_queue_length", "shop_queue"],
  ["shop_request_duration_seconds", "shop_request_time"],
] as const;

beforeEach(() => metrics.reset());

function textOf(given: Metrics | readonly Metrics[], format?: "openmetrics"): string {
  return [...servedMetrics(given).slices(format)].map((slice) => Buffer.from(slice).toString()).join("");
}

/** The lines of a family and its samples, with the family's name as `NAME`. */
function linesOf(text: string, name: string): readonly string[] {
  const lines = text
    .split("\n")
    .filter((line) => new RegExp(`^(# [A-Z]+ )?${name}(_bucket|_sum|_count)?[ {]`).test(line));
  return lines.map((line) => line.replace(name, "NAME"));
}

function samplesOf(text: string, name: string): readonly string[] {
  return linesOf(text, name).filter((line) => !line.startsWith("#"));
}

function recordAll(): void {
  recordOrdersPlacedTotal({ payment: "paypal" }, 2);
  bindOrdersPlacedTotal({ payment: "card" }).record(3);
  recordRequestDurationSeconds({ payment: "card" }, 0.7);
  setQueueLength(4);
}

describe("a family with an old name", () => {
  test.each(RENAMES)("%s is exposed under it, with the same samples", (name, old) => {
    for (const _ of [1, 2, 3]) {
      recordAll(); // the second exposition updates a cached text
      const text = textOf(metrics);
      expect(samplesOf(text, name)).not.toEqual([]);
      expect(samplesOf(text, old)).toEqual(samplesOf(text, name));
      const [help, type] = linesOf(text, old);
      expect(help).toContain(` (old name of ${name})`);
      expect(type).toBe(linesOf(text, name)[1]);
      expect(Buffer.from(metrics.expose()).toString()).toBe(textOf(metrics));
    }
  });

  test("is a family of its own in OpenMetrics, with type, unit and exemplars", () => {
    const exemplar = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
    recordOrdersPlacedTotal({ payment: "card" }, 1, exemplar);
    recordRequestDurationSeconds({ payment: "card" }, 0.7, exemplar);
    const text = textOf(metrics, "openmetrics");
    expect(text).toContain("# TYPE shop_orders counter\n");
    for (const [name, old] of RENAMES) expect(samplesOf(text, old)).toEqual(samplesOf(text, name));
    expect(samplesOf(text, "shop_orders_total")[0]).toContain('# {trace_id="4bf9');
    expect(text).toContain("# UNIT shop_request_duration_seconds seconds\n");
    expect(text).not.toContain("# UNIT shop_request_time"); // the old name does not end in the unit
  });

  test("counts the series of both names", () => {
    recordAll();
    const text = textOf(metrics);
    expect(samplesOf(text, "metricsmith_series")).toEqual([
      'NAME{metric="shop_orders_placed_total"} 2',
      'NAME{metric="shop_orders_total"} 2',
      'NAME{metric="shop_requests_total"} 1',
      'NAME{metric="shop_queue_length"} 1',
      'NAME{metric="shop_queue"} 1',
      'NAME{metric="shop_request_duration_seconds"} 5',
      'NAME{metric="shop_request_time"} 5',
    ]);
  });

  test("loses a removed series under both", () => {
    recordAll();
    removeOrdersPlacedTotal({ payment: "card" });
    const text = textOf(metrics);
    for (const name of ["shop_orders_placed_total", "shop_orders_total"])
      expect(samplesOf(text, name)).toEqual(['NAME{payment="paypal"} 2']);
  });

  test("is read by tests under its own name, and changes once", async () => {
    const changes = await withMetrics(recordAll);
    expect(changes.map(({ metric }) => metric)).toEqual([
      "shop_orders_placed_total",
      "shop_orders_placed_total",
      "shop_queue_length",
      "shop_request_duration_seconds",
    ]);
    expect(readOrdersPlacedTotal({ payment: "card" })).toBe(3);
  });
});

describe("other readers have both names", () => {
  test("a client's registry, which resets and removes both", async () => {
    recordAll();
    const registry = new Registry();
    registerMetrics(metrics, registry);
    registerMetrics(metrics, registry);
    const text = await registry.metrics();
    for (const [name, old] of RENAMES) {
      expect(samplesOf(text, old)).not.toEqual([]);
      expect([...samplesOf(text, old)].sort()).toEqual([...samplesOf(text, name)].sort());
      expect(registry.getSingleMetric(old)).toBeDefined();
    }
    registry.resetMetrics();
    expect(samplesOf(await registry.metrics(), "shop_orders_total")).toEqual([]);
  });

  test("a cluster's primary", () => {
    recordAll();
    const collected = withOldNames(collectFamilies(metrics.ownFamilies, {}), metrics);
    for (const [name, old] of RENAMES) {
      const [one, other] = [name, old].map((wanted) => collected.find((family) => family.name === wanted));
      expect(other?.help).toBe(`${one?.help} (old name of ${name})`);
      expect(JSON.stringify(other?.values).replaceAll(old, name)).toBe(JSON.stringify(one?.values));
    }
  });

  test("OpenTelemetry's metric producer", async () => {
    recordAll();
    const { resourceMetrics } = await metricProducer(metrics).collect();
    const found = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    for (const [name, old] of RENAMES) {
      const [one, other] = [name, old].map((wanted) =>
        found.find(({ descriptor }) => descriptor.name === wanted),
      );
      expect(one).toBeDefined();
      expect(other?.dataPoints).toEqual(one?.dataPoints);
    }
  });

  test("a program with worker threads, where each record counts once", () => {
    const vectors = [closedVector("kind", ["a", "b"])];
    const create = () => {
      const jobs = new CounterFamily({
        name: "jobs_done_total",
        help: "Jobs.",
        vectors,
        oldName: "jobs_total",
      });
      return { metrics: new Metrics({ address: "", families: [jobs] }), jobs };
    };
    const threads = new SimulatedThreads(create);
    threads.main.jobs.record(1, 2, undefined);
    const other = threads.start();
    other.jobs.record(1, 5, undefined);
    const text = textOf(threads.main.metrics);
    expect(samplesOf(text, "jobs_total")).toEqual(['NAME{kind="b"} 7']);
    expect(samplesOf(text, "jobs_done_total")).toEqual(['NAME{kind="b"} 7']);
  });
});

describe("the drop-in client", () => {
  test.each([
    ["new", "shop_orders_placed_total", "shop_orders_total"],
    ["old", "shop_orders_total", "shop_orders_placed_total"],
  ])("records a metric of the %s name into the family, and exposes both", async (_, name, other) => {
    const register = new dropIn.Registry();
    const orders = new dropIn.Counter({ name, help: "h", labelNames: ["payment"], registers: [register] });
    orders.inc({ payment: "card" }, 6);
    expect(readOrdersPlacedTotal({ payment: "card" })).toBe(6);
    const text = await register.metrics();
    expect(samplesOf(text, name)).toEqual(['NAME{payment="card"} 6']);
    expect(samplesOf(text, other)).toEqual(['NAME{payment="card"} 6']);
    expect(register.getSingleMetric(name)).toBe(orders);
    register.clear();
  });
});

describe("several schemas", () => {
  let schemas = 0;

  /** @param families creates the families of a schema */
  function load(
    path: string,
    families: (
      schema: ReturnType<typeof openSchema>,
    ) => readonly (CounterFamily | GaugeFamily | HistogramFamily)[],
  ): Metrics {
    const schema = openSchema({ version: VERSION, package: `old-names-${schemas++}`, path, namespace: "" });
    return new Metrics(
      { address: "", families: families(schema) },
      schema.declare({ address: "", families: families(schema) }),
    );
  }

  test("clash if one declares an old name of the other otherwise", () => {
    const one = load("a.yaml", (schema) => [
      schema.family(CounterFamily, { name: "jobs_done_total", help: "h", vectors: [], oldName: "jobs" }),
    ]);
    const other = load("b.yaml", (schema) => [
      schema.family(GaugeFamily, { name: "jobs", help: "h", vectors: [] }),
    ]);
    expect(() => servedMetrics([one, other])).toThrow(
      /jobs is declared by two schemas, a\.yaml .* and b\.yaml/,
    );
    const series = load("c.yaml", (schema) => [
      schema.family(HistogramFamily, { name: "took", help: "h", vectors: [], buckets: [1], oldName: "wait" }),
    ]);
    const sum = load("d.yaml", (schema) => [
      schema.family(GaugeFamily, { name: "wait_sum", help: "h", vectors: [] }),
    ]);
    expect(() => servedMetrics([series, sum])).toThrow(/wait_sum is declared by two schemas/);
  });

  test("add up if one still has a counter of the name", () => {
    const families: CounterFamily[] = [];
    const one = load("e.yaml", (schema) => {
      families[0] = schema.family(CounterFamily, {
        name: "tasks_done_total",
        help: "h",
        vectors: [],
        oldName: "tasks_total",
      });
      return [families[0]];
    });
    const other = load("f.yaml", (schema) => {
      families[1] = schema.family(CounterFamily, { name: "tasks_total", help: "h", vectors: [] });
      return [families[1]];
    });
    one.families.find(({ name }) => name === "tasks_done_total");
    for (const member of [one, other]) {
      const [family] = member.schemaFamilies;
      if (family?.type === "counter") family.record(0, 2, undefined);
    }
    const text = textOf([one, other]);
    expect(samplesOf(text, "tasks_total")).toEqual(["NAME 4"]);
    expect(samplesOf(text, "tasks_done_total")).toEqual(["NAME 2"]);
  });

  test("a newer copy of the code can add the old name, and end it", () => {
    const origin = { version: VERSION, package: "old-names-copies", path: "x.yaml", namespace: "" };
    const copy = (oldName?: string) => {
      const schema = openSchema(origin);
      const jobs = schema.family(CounterFamily, {
        name: "copied_total",
        help: "h",
        vectors: [],
        ...(oldName !== undefined && { oldName }),
      });
      return { jobs, declared: schema.declare({ address: "", families: [jobs] }) };
    };
    const first = copy();
    const served = new Metrics(first.declared.definition, first.declared);
    first.jobs.record(0, 1, undefined);
    expect(samplesOf(textOf(served), "copy_total")).toEqual([]);
    copy("copy_total").jobs.record(0, 1, undefined);
    expect(samplesOf(textOf(served), "copy_total")).toEqual(["NAME 2"]);
    copy();
    expect(samplesOf(textOf(served), "copy_total")).toEqual([]);
    expect(samplesOf(textOf(served), "copied_total")).toEqual(["NAME 2"]);
  });
});

describe("a sampled gauge with an old name", () => {
  test("is read once for both, also if a scrape asks for the old name alone", async () => {
    const read = vi.fn(() => 7);
    sampleQueueLength(read);
    expect(samplesOf(textOf(metrics), "shop_queue")).toEqual(["NAME 7"]);
    expect(read).toHaveBeenCalledTimes(1);
    const scrape = createScrape({ metrics, registry: undefined, processMetrics: undefined });
    const slices = await scrape({ names: new Set(["shop_queue"]) });
    const parts: string[] = [];
    for (let next = slices.next(); next.done !== true; next = slices.next())
      parts.push(Buffer.from(next.value ?? []).toString());
    expect(samplesOf(parts.join(""), "shop_queue")).toEqual(["NAME 7"]);
    expect(parts.join("")).not.toContain("shop_queue_length 7");
    expect(read).toHaveBeenCalledTimes(2);
  });
});
