import { Registry } from "prom-client";
import { describe, expect, test, vi } from "vitest";
import { registerMetrics } from "../../runtime/client/registry.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { type Metrics, metricsOf } from "../../runtime/metrics.js";
import { VERSION } from "../../runtime/process-state.js";
import { openSchema } from "../../runtime/schemas.js";
import { servedMetrics } from "../../runtime/served-metrics.js";

interface Loaded {
  readonly metrics: Metrics;
  readonly only: CounterFamily;
  readonly tasks: CounterFamily;
  readonly tenants: CounterFamily;
  readonly recordTenant: (tenant: string) => void;
  readonly observe: (value: number) => void;
  readonly set: (value: number) => void;
}

let schemas = 0;

/** Two schemas have one family of their own, and others that both declare. */
function load(name: "app" | "library", { kinds = ["a", "b"], path = `${schemas++}.yaml` } = {}): Loaded {
  const schema = openSchema({ version: VERSION, package: name, path, namespace: "" });
  const kind = schema.closedVector("kind", kinds);
  const tenant = schema.openVector("tenant", { maxValues: 2, otherwise: "other" });
  const only = schema.family(CounterFamily, { name: `${name}_only_total`, help: "Only.", vectors: [] });
  const tasks = schema.family(CounterFamily, { name: "tasks_total", help: "Tasks.", vectors: [kind] });
  const tenants = schema.family(CounterFamily, {
    name: "tenants_total",
    help: "Tenants.",
    vectors: [tenant],
  });
  const seconds = schema.family(HistogramFamily, {
    name: "seconds",
    help: "Time.",
    vectors: [],
    buckets: [1],
  });
  const queue = schema.family(GaugeFamily, { name: "queue", help: "Queue.", vectors: [], combine: "max" });
  const metrics = metricsOf(
    schema.declare({
      address: `tcp://127.0.0.1:9959/${name}`,
      families: [only, tasks, tenants, seconds, queue],
    }),
  );
  return {
    metrics,
    only,
    tasks,
    tenants,
    recordTenant: (value) => tenants.record(tenant.ordinalOf(value), 1, { tenant: value }),
    observe: (value) => seconds.record(0, value, undefined),
    set: (value) => queue.set(0, value, undefined),
  };
}

function expose(metrics: readonly Metrics[]): string {
  const slices = [...servedMetrics(metrics).slices()];
  return slices.map((slice) => new TextDecoder().decode(slice)).join("");
}

function samplesOf(text: string, name: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith(name));
}

describe("the metrics of two schemas, served together", () => {
  test("have the families of both, and one for those that both declare alike", () => {
    const [app, library] = [load("app"), load("library")];
    app.only.record(0, 1, undefined);
    library.only.record(0, 2, undefined);
    app.tasks.record(0, 3, undefined);
    library.tasks.record(0, 4, undefined);
    library.tasks.record(1, 5, undefined);
    app.observe(0.5);
    library.observe(2);
    app.set(4);
    library.set(7);
    const text = expose([app.metrics, library.metrics]);
    expect(text.match(/^# TYPE \S+/gm)).toEqual([
      "# TYPE app_only_total",
      "# TYPE tasks_total",
      "# TYPE tenants_total",
      "# TYPE seconds",
      "# TYPE queue",
      "# TYPE library_only_total",
      "# TYPE metricsmith_rejected_samples_total",
      "# TYPE metricsmith_folded_label_values_total",
      "# TYPE metricsmith_series",
    ]);
    expect(samplesOf(text, "tasks_total")).toEqual(['tasks_total{kind="a"} 7', 'tasks_total{kind="b"} 5']);
    expect(samplesOf(text, "seconds")).toEqual([
      'seconds_bucket{le="1"} 1',
      'seconds_bucket{le="+Inf"} 2',
      "seconds_sum 2.5",
      "seconds_count 2",
    ]);
    expect(samplesOf(text, "queue")).toEqual(["queue 7"]);
    expect(samplesOf(text, "library_only_total")).toEqual(["library_only_total 2"]);
    library.tasks.record(1, 1, undefined);
    expect(samplesOf(expose([app.metrics, library.metrics]), "tasks_total")).toContain(
      'tasks_total{kind="b"} 6',
    );
  });

  test("have the label values of both vectors, if they are open, each with its own limit", () => {
    const [app, library] = [load("app"), load("library")];
    for (const tenant of ["x", "y", "z"]) app.recordTenant(tenant);
    for (const tenant of ["y", "w"]) library.recordTenant(tenant);
    for (const { metrics } of [app, library]) metrics.configure({ warn: () => {} });
    const text = expose([app.metrics, library.metrics]);
    expect(samplesOf(text, "tenants_total")).toEqual([
      'tenants_total{tenant="other"} 1',
      'tenants_total{tenant="x"} 1',
      'tenants_total{tenant="y"} 2',
      'tenants_total{tenant="w"} 1',
    ]);
    expect(samplesOf(text, "metricsmith_folded_label_values_total")).toEqual([
      'metricsmith_folded_label_values_total{vector="tenant"} 1',
    ]);
  });

  test("have metricsmith's own metrics once, for the families of both", () => {
    const [app, library] = [load("app"), load("library")];
    for (const { metrics } of [app, library]) metrics.configure({ warn: () => {} });
    app.only.record(0, -1, undefined);
    library.only.record(0, -1, undefined);
    app.observe(Number.NaN);
    library.observe(Number.NaN);
    const text = expose([app.metrics, library.metrics]);
    expect(samplesOf(text, "metricsmith_rejected_samples_total")).toEqual([
      'metricsmith_rejected_samples_total{metric="app_only_total",reason="negative"} 1',
      'metricsmith_rejected_samples_total{metric="seconds",reason="not_a_number"} 2',
      'metricsmith_rejected_samples_total{metric="library_only_total",reason="negative"} 1',
    ]);
    expect(samplesOf(text, 'metricsmith_series{metric="library_only_total"}')).toHaveLength(1);
  });

  test("forget series that are removed", () => {
    const [app, library] = [load("app"), load("library")];
    app.tasks.record(0, 1, undefined);
    library.tasks.record(1, 1, undefined);
    app.observe(1);
    expose([app.metrics, library.metrics]);
    app.metrics.reset();
    const text = expose([app.metrics, library.metrics]);
    expect(samplesOf(text, "tasks_total")).toEqual(['tasks_total{kind="b"} 1']);
    expect(samplesOf(text, "seconds_count")).toEqual(["seconds_count 0"]);
  });

  test("are one object for one list, and have the address of the first", () => {
    const [app, library] = [load("app"), load("library")];
    const served = servedMetrics([app.metrics, library.metrics]);
    expect(servedMetrics([app.metrics, library.metrics, app.metrics])).toBe(served);
    expect(served.address).toBe("tcp://127.0.0.1:9959/app");
    expect(servedMetrics([app.metrics, app.metrics])).toBe(app.metrics);
  });

  test("cannot be served if both declare a name, and differently", () => {
    const [app, library] = [
      load("app", { path: "a.yaml" }),
      load("library", { path: "l.yaml", kinds: ["a"] }),
    ];
    expect(() => servedMetrics([app.metrics, library.metrics])).toThrow(
      "tasks_total is declared by two schemas, a.yaml of app and l.yaml of library, and differently " +
        "(of the second: values of kind: without b); rename one of them",
    );
  });

  test("cannot be served if a sample of one has the name of a metric of the other", () => {
    const app = load("app", { path: "b.yaml" });
    const schema = openSchema({ version: VERSION, package: "other", path: "o.yaml", namespace: "" });
    const count = schema.family(GaugeFamily, { name: "seconds_count", help: "h", vectors: [] });
    const other = metricsOf(schema.declare({ address: "", families: [count] }));
    expect(() => servedMetrics([app.metrics, other])).toThrow(
      /^seconds_count is declared by two schemas, b\.yaml of app and o\.yaml of other/,
    );
  });

  test("drop at a scrape the series that have expired in both", () => {
    const now = vi.spyOn(performance, "now");
    const loadExpiring = (path: string) => {
      const schema = openSchema({ version: VERSION, package: "expiring", path, namespace: "" });
      const tenant = schema.openVector("tenant", { maxValues: 2, otherwise: "other", expireAfter: 10 });
      const common = { help: "h", vectors: [tenant] };
      const calls = schema.family(CounterFamily, { ...common, name: "calls_total" });
      const level = schema.family(GaugeFamily, { ...common, name: "level" });
      const seconds = schema.family(HistogramFamily, { ...common, name: "seconds", buckets: [1] });
      const record = (value: string) => {
        for (const family of [calls, seconds]) family.record(tenant.ordinalOf(value), 1, undefined);
        level.set(tenant.ordinalOf(value), 1, undefined);
      };
      return {
        record,
        metrics: metricsOf(schema.declare({ address: "", families: [calls, level, seconds] })),
      };
    };
    const [one, other] = [loadExpiring("1.yaml"), loadExpiring("2.yaml")];
    const exposed = (at: number) => {
      now.mockReturnValue(at);
      const text = expose([one.metrics, other.metrics]);
      return samplesOf(text, "calls").concat(samplesOf(text, "level"), samplesOf(text, "seconds_count"));
    };
    for (const { record } of [one, other]) record("a");
    one.record("b");
    expect(exposed(0)).toHaveLength(6);
    other.record("a");
    expect(exposed(10)).toEqual([
      'calls_total{tenant="a"} 3', // also what the other schema has counted, which it has not recorded since
      'level{tenant="a"} 2',
      'seconds_count{tenant="a"} 3',
    ]);
    expect(exposed(20)).toEqual([]);
    now.mockRestore();
  });

  test("follow a newer copy of one schema, and warn of a clash that it brings", () => {
    const [app, library] = [load("app"), load("library", { path: "newer.yaml" })];
    const warn = vi.fn();
    app.metrics.configure({ warn });
    const before = expose([app.metrics, library.metrics]);
    const newer = load("library", { path: "newer.yaml", kinds: ["a", "c"] });
    newer.only.record(0, 9, undefined);
    newer.tasks.record(1, 1, undefined);
    app.tasks.record(1, 1, undefined);
    const text = expose([app.metrics, library.metrics]);
    expect(before).toContain("library_only_total 0");
    expect(text).toContain("library_only_total 9");
    expect(samplesOf(text, "tasks_total")).toEqual(['tasks_total{kind="b"} 1']);
    expose([app.metrics, library.metrics]);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/tasks_total is declared by two schemas/)]]);
  });
});

describe("a registry of a client", () => {
  test("takes several schemas, at once or one after another, and each once", async () => {
    const [app, library] = [load("app"), load("library")];
    app.tasks.record(0, 1, undefined);
    library.tasks.record(0, 1, undefined);
    const [atOnce, inTurn] = [new Registry(), new Registry()];
    registerMetrics([app.metrics, library.metrics], atOnce);
    for (const { metrics } of [app, library, app]) registerMetrics(metrics, inTurn);
    const text = await atOnce.metrics();
    expect(samplesOf(text, "tasks_total")).toEqual(['tasks_total{kind="a"} 2']);
    expect((await inTurn.metrics()).split("\n").sort()).toEqual(text.split("\n").sort());
  });

  test("follows a newer copy of a schema", async () => {
    const app = load("app", { path: "registered.yaml" });
    const registry = new Registry();
    registerMetrics(app.metrics, registry);
    app.tasks.record(0, 1, undefined);
    const newer = load("app", { path: "registered.yaml", kinds: ["c"] });
    newer.tasks.record(0, 2, undefined);
    newer.only.record(0, 1, undefined);
    registerMetrics(newer.metrics, registry);
    const text = await registry.metrics();
    expect(samplesOf(text, "tasks_total")).toEqual(['tasks_total{kind="c"} 2']);
    expect(samplesOf(text, "app_only_total")).toEqual(["app_only_total 1"]);
  });

  test("stays empty after it was cleared, also when a newer copy is loaded", () => {
    const app = load("app", { path: "cleared.yaml" });
    const registry = new Registry();
    registerMetrics(app.metrics, registry);
    registry.clear();
    load("app", { path: "cleared.yaml", kinds: ["c"] });
    expect(registry.getMetricsAsArray()).toEqual([]);
    registerMetrics(app.metrics, registry);
    load("app", { path: "cleared.yaml", kinds: ["d"] });
    expect(registry.getMetricsAsArray()).toHaveLength(app.metrics.families.length);
  });

  test("gets the families again after it was cleared, and no others", async () => {
    const [app, library] = [load("app"), load("library")];
    const registry = new Registry();
    registerMetrics(app.metrics, registry);
    registry.clear();
    registerMetrics(library.metrics, registry);
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names).toContain("library_only_total");
    expect(names).not.toContain("app_only_total");
  });
});
