/** A client, or a drop-in of it, for calls that its types refuse. */
export interface LooseClient {
  readonly Counter: new (configuration?: object) => LooseMetric;
  readonly Gauge: new (configuration?: object) => LooseMetric;
  readonly Histogram: new (configuration?: object) => LooseMetric;
  readonly Registry: {
    new (contentType?: string): LooseRegistry;
    readonly OPENMETRICS_CONTENT_TYPE: string;
    merge(registers: readonly LooseRegistry[]): LooseRegistry;
  };
  readonly AggregatorRegistry: { aggregate(processes: readonly object[]): LooseRegistry };
}

type Method = (...values: readonly unknown[]) => unknown;

interface LooseChild {
  readonly inc: Method;
  readonly dec: Method;
  readonly set: Method;
  readonly observe: Method;
  readonly startTimer: (...values: readonly unknown[]) => (...values: readonly unknown[]) => number;
  readonly setToCurrentTime: Method;
}

export interface LooseMetric extends LooseChild {
  readonly name: string;
  readonly labels: (...values: readonly unknown[]) => LooseChild;
  readonly remove: Method;
  readonly reset: Method;
  readonly zero: Method;
  readonly get: () => Promise<object>;
}

interface LooseRegistry {
  metrics(): Promise<string>;
  getMetricsAsJSON(): Promise<object[]>;
  getMetricsAsArray(): object[];
  getSingleMetric(name: string): unknown;
  getSingleMetricAsString(name: string): Promise<string>;
  removeSingleMetric(name: string): void;
  setDefaultLabels(labels: object): void;
  resetMetrics(): void;
  clear(): void;
}

const LOGINS = { name: "shop_logins_total", help: "Logins.", labelNames: ["method", "tenant"] };
export const ORDERS = {
  name: "shop_orders_total",
  help: "Orders.",
  labelNames: ["payment", "express", "status"],
};
export const VISITS = {
  name: "shop_visits_total",
  help: "Visits.",
  labelNames: ["payment", "customer", "status"],
};
export const STARTS = { name: "shop_starts_total", help: "Starts." };
export const DEPTH = { name: "shop_queue_depth", help: "Waiting.", labelNames: ["payment", "shard"] };
export const MEMORY = { name: "shop_memory_bytes", help: "Memory." };
export const DURATION = {
  name: "shop_request_duration_seconds",
  help: "Time.",
  labelNames: ["payment", "status"],
  buckets: [0.01, 0.1, 1],
};
export const START = { name: "shop_start_duration_seconds", help: "Time.", buckets: [0.5, 1] };

/** What a call returns or throws, in a form that can be compared. */
export function outcome(call: () => unknown): string {
  try {
    call();
    return "returns";
  } catch (error) {
    return String(error);
  }
}

export type ClientProgram = (
  module: LooseClient,
  registers: LooseRegistry[],
) => readonly unknown[] | Promise<readonly unknown[]>;

/** Programs that construct metrics and call them. They return what else can be seen of them. */
export const PROGRAMS: Readonly<Record<string, ClientProgram>> = {
  "a counter's label sets, in the order of their first use": ({ Counter }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    orders.inc({ status: 500, payment: "paypal", express: true });
    orders.inc({ payment: "card", express: false, status: 200 }, 3);
    orders.inc({ payment: "card", express: "false", status: "200" }, 0.5);
    orders.labels("card", "true", "404").inc(2);
    orders.labels({ payment: "7", express: true, status: 404 }).inc();
    orders.inc({ payment: "7", status: 404, express: true }, 0);
    return [];
  },
  "numbers in place of texts, and values that are only like others": ({ Counter }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    orders.inc({ payment: 7, express: true, status: 200 });
    orders.inc({ payment: "7", express: "true", status: "0200" });
    orders.inc({ payment: "7 ", express: "True", status: 200.5 });
    return [];
  },
  "labels that are missing, or null": ({ Counter }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    orders.inc();
    orders.inc(4);
    orders.inc({});
    orders.inc({ payment: "card" });
    orders.inc({ payment: "card", express: undefined, status: 200 });
    orders.inc({ payment: null, express: true, status: 200 });
    return [outcome(() => orders.inc(null)), outcome(() => orders.inc(undefined, 3))];
  },
  "errors of a counter": ({ Counter }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    const labels = { payment: "card", express: true, status: 200 };
    return [
      outcome(() => orders.inc(labels, -1)),
      outcome(() => orders.inc({ ...labels, shop: "a" })),
      outcome(() => orders.inc(labels, "5")),
      outcome(() => orders.inc(labels, Number.POSITIVE_INFINITY)),
      outcome(() => orders.inc(labels, null)),
      outcome(() => orders.labels("card")),
      outcome(() => orders.labels({ payment: "card", shop: "a" }).inc()),
      outcome(() => orders.remove("card")),
      outcome(() => orders.remove({ shop: "a" })),
      outcome(() => new Counter({ ...ORDERS, registers })),
      outcome(() => new Counter({ ...ORDERS, registers, name: "no name" })),
      outcome(() => new Counter({ ...STARTS, registers, labelNames: ["a b"] })),
      outcome(() => new Counter({ name: STARTS.name, registers })),
      outcome(() => new Counter(undefined)),
    ];
  },
  "a counter that is removed, reset, and counts again": ({ Counter }, registers) => {
    const [first, second] = [new Counter({ ...LOGINS, registers }), new Counter({ ...STARTS, registers })];
    first.inc({ method: "GET", tenant: "a" });
    first.inc({ method: "POST", tenant: "b" });
    first.inc({ tenant: "a" });
    first.remove({ method: "GET", tenant: "a" });
    first.remove("POST", "none");
    first.inc({ tenant: "a", method: "GET" });
    second.inc(5);
    second.reset();
    second.inc();
    second.remove();
    return [];
  },
  "a counter without labels": ({ Counter }, registers) => {
    const starts = new Counter({ ...STARTS, registers });
    starts.inc();
    starts.inc(2.5);
    starts.inc(undefined, 9);
    starts.inc({}, 3);
    starts.labels().inc(2);
    return [outcome(() => starts.inc(-1)), outcome(() => starts.inc({ a: 1 }))];
  },
  "gauges that are set, increased and decreased": ({ Gauge }, registers) => {
    const [depth, memory] = [new Gauge({ ...DEPTH, registers }), new Gauge({ ...MEMORY, registers })];
    depth.set({ shard: 3, payment: "card" }, 5);
    depth.set({ payment: "card", shard: "3" }, 6);
    depth.inc({ shard: 3, payment: "card" });
    depth.dec({ payment: "paypal", shard: -2 }, 4);
    depth.dec({ payment: "paypal", shard: -2 });
    depth.labels("7", "0").set(1);
    depth.labels({ payment: "7", shard: 0 }).dec(0.5);
    depth.labels("7", "0").inc();
    depth.set({ payment: "cash", shard: 9 }, 1);
    depth.set({ payment: "card", shard: 1 }, Number.NaN);
    depth.set({ payment: "card", shard: 2 }, Number.NEGATIVE_INFINITY);
    memory.set(12);
    memory.inc();
    memory.inc(3);
    memory.dec();
    memory.dec(2);
    memory.set({}, 4);
    return [
      outcome(() => depth.set({ payment: "card", shard: 1 }, "1")),
      outcome(() => depth.set({ payment: "card", shop: 1 }, 1)),
      outcome(() => depth.inc({ payment: "card", shard: 1 }, null)),
      outcome(() => depth.labels("card")),
      outcome(() => depth.labels({ shop: "a" })),
      outcome(() => memory.set(undefined)),
      outcome(() => memory.inc("2")),
    ];
  },
  "a gauge that is removed and reset": ({ Gauge }, registers) => {
    const [depth, memory] = [new Gauge({ ...DEPTH, registers }), new Gauge({ ...MEMORY, registers })];
    const child = depth.labels("card", "1");
    child.set(4);
    depth.set({ payment: "card", shard: 2 }, 2);
    depth.remove({ payment: "card", shard: 1 });
    child.inc(3);
    memory.set(5);
    memory.reset();
    depth.set({ payment: "card" }, 2);
    depth.remove({ payment: "card" });
    return [];
  },
  histograms: ({ Histogram }, registers) => {
    const [duration, start] = [
      new Histogram({ ...DURATION, registers }),
      new Histogram({ ...START, registers }),
    ];
    for (const value of [0, 0.01, 0.011, 1, 2, -1]) duration.observe({ status: 200, payment: "card" }, value);
    duration.observe({ payment: "card", status: "200" }, 0.3);
    duration.labels("paypal", "500").observe(0.05);
    duration.labels({ payment: "paypal", status: 500 }).observe(0.05);
    duration.observe({ payment: "paypal" }, 7);
    duration.observe({ payment: "bitcoin", status: 1 }, 7);
    duration.zero({ payment: "7", status: 201 });
    duration.zero({ payment: "paypal", status: 500 });
    duration.observe({ payment: "paypal", status: 500 }, 0.7);
    start.observe(0.7);
    start.observe(0);
    start.observe({}, 3);
    start.labels().observe(2);
    return [
      outcome(() => duration.observe({ payment: "card", status: 200 }, Number.NaN)),
      outcome(() => duration.observe({ payment: "card", status: 200 }, "1")),
      outcome(() => duration.observe({ payment: "card", shop: "a" }, 1)),
      outcome(() => duration.labels("card")),
      outcome(() => duration.labels({ shop: "a" })),
      outcome(() => start.observe(Number.POSITIVE_INFINITY)),
      outcome(() => start.observe(undefined)),
    ];
  },
  "a histogram that is removed and reset": ({ Histogram }, registers) => {
    const [duration, start] = [
      new Histogram({ ...DURATION, registers }),
      new Histogram({ ...START, registers }),
    ];
    const child = duration.labels("card", "200");
    child.observe(1);
    duration.observe({ payment: "7", status: 404 }, 1);
    duration.remove("card", "200");
    child.observe(2);
    duration.remove({ payment: "7", status: 404 });
    start.observe(1);
    start.reset();
    return [];
  },
  "series of one label set under several types": ({ Counter }, registers) => {
    const logins = new Counter({ ...LOGINS, registers });
    for (const tenant of [1, "1", true, "true", "é", '\n"\\', "", "a".repeat(90)]) {
      logins.inc({ method: "GET", tenant });
    }
    return [];
  },
  "metrics in several registries, and by a collect function": (module, registers) => {
    const [only] = registers;
    const other = new module.Registry();
    other.setDefaultLabels({ app: "shop" });
    only?.setDefaultLabels({ app: "shop", payment: "none" });
    const orders = new module.Counter({ ...ORDERS, registers: [...registers, other] });
    orders.inc({ payment: "card", express: true, status: 200 });
    new module.Gauge({
      ...DEPTH,
      registers,
      aggregator: "max",
      collect(this: LooseMetric) {
        this.inc({ payment: "card", shard: 1 }, 2);
      },
    });
    return [only?.getSingleMetric(ORDERS.name) === orders, other.getMetricsAsArray().length];
  },
  "metrics that are constructed again after the registry was cleared": async (
    { Counter, Gauge },
    registers,
  ) => {
    const [register] = registers;
    const first = new Counter({ ...ORDERS, registers });
    const child = first.labels("card", "true", "200");
    child.inc(3);
    const before = await register?.metrics();
    register?.clear();
    const second = new Counter({ ...ORDERS, registers });
    second.inc({ payment: "7", express: false, status: 404 });
    child.inc(2);
    first.inc({ payment: "paypal", express: true, status: 500 });
    new Gauge({ ...DEPTH, registers }).set({ payment: "card", shard: 1 }, 4);
    register?.removeSingleMetric(DEPTH.name);
    new Gauge({ ...DEPTH, registers }).inc({ payment: "card", shard: 1 });
    return [before, await first.get(), await second.get()];
  },
  "metrics of one name side by side, merged and aggregated": async (module, registers) => {
    const [others, none] = [[new module.Registry()], []];
    const metrics = [registers, others, none].map(
      (list) => new module.Histogram({ ...DURATION, registers: list }),
    );
    for (const [at, metric] of metrics.entries()) {
      metric.observe({ payment: "card", status: 200 + at }, 0.05);
      metric.observe({ payment: "card", status: 200 }, at);
    }
    const [one, other] = [registers[0], others[0]];
    if (one === undefined || other === undefined) return [];
    const json = [await one.getMetricsAsJSON(), await other.getMetricsAsJSON()];
    return [
      await module.AggregatorRegistry.aggregate(json).metrics(),
      outcome(() => module.Registry.merge([one, other])),
      await module.Registry.merge([one, new module.Registry()]).metrics(),
      await other.getSingleMetricAsString(DURATION.name),
      await Promise.all(metrics.map((metric) => metric.get())),
    ];
  },
  "a registry that resets its metrics": async ({ Counter, Gauge, Histogram }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    orders.inc({ payment: "card", express: true, status: 200 }, 3);
    orders.inc({ payment: "cash" }, 3);
    new Gauge({ ...MEMORY, registers }).set(3);
    new Counter({ ...STARTS, registers }).inc(3);
    new Histogram({ ...START, registers }).observe(3);
    registers[0]?.resetMetrics();
    orders.inc({ status: 200, payment: "card", express: true }, 4);
    return [];
  },
  "an OpenMetrics registry, and a text registry with the same counter": async (module, registers) => {
    const other = new module.Registry(module.Registry.OPENMETRICS_CONTENT_TYPE);
    const orders = new module.Counter({ ...ORDERS, registers: [...registers, other] });
    orders.inc({ payment: "card", express: true, status: 200 }, 3);
    return [await other.metrics(), await other.metrics()];
  },
  "exemplars with labels of other names": async (module, registers) => {
    const other = new module.Registry(module.Registry.OPENMETRICS_CONTENT_TYPE);
    new module.Gauge({ ...MEMORY, registers }).set(1);
    if (!("incWithExemplar" in module.Counter.prototype) || registers.length === 0) return [];
    const options = { registers: [other], enableExemplars: true };
    const orders = new module.Counter({ ...ORDERS, ...options });
    const duration = new module.Histogram({ ...DURATION, ...options });
    const labels = { payment: "card", express: true, status: 200 };
    const exemplarLabels = { order: "a", trace_id: "b" };
    orders.inc({ labels, value: 3, exemplarLabels });
    orders.inc({ labels, exemplarLabels: { order: "c" } });
    orders.inc({ labels });
    orders.inc({ labels: { payment: "cash" }, exemplarLabels });
    duration.observe({ labels: { payment: "card", status: 200 }, value: 0.05, exemplarLabels });
    duration.observe({ labels: { payment: "card", status: 200 }, value: 7, exemplarLabels });
    duration.observe({ labels: { status: 404 }, value: 7, exemplarLabels });
    const long = { order: "x".repeat(200) };
    const outcomes = [
      outcome(() => orders.inc({ labels, exemplarLabels: long })),
      outcome(() =>
        duration.observe({ labels: { payment: "7", status: 1 }, value: 2, exemplarLabels: long }),
      ),
      outcome(() => duration.observe({ labels: { payment: "7", status: 201 }, exemplarLabels })),
      outcome(() => new module.Counter({ ...STARTS, registers, enableExemplars: true })),
    ];
    return [...outcomes, (await other.metrics()).replace(/(# \{.*?\} \S+) \S+$/gm, "$1 TIME")];
  },
};
