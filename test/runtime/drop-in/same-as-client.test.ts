import * as client from "prom-client";
import { describe, expect, test } from "vitest";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics, recordOrdersTotal } from "../../fixtures/golden/client/recorders.js";

/** Either module: programs use them alike. */
type Module = Pick<typeof client, "Counter" | "Gauge" | "Histogram" | "Registry" | "AggregatorRegistry">;

const LOGINS = { name: "shop_logins_total", help: "Logins.", labelNames: ["method", "tenant"] };
const ORDERS = { name: "shop_orders_total", help: "Orders.", labelNames: ["payment", "express", "status"] };
const STARTS = { name: "shop_starts_total", help: "Starts." };
const DEPTH = { name: "shop_queue_depth", help: "Waiting.", labelNames: ["payment", "shard"] };
const MEMORY = { name: "shop_memory_bytes", help: "Memory." };
const DURATION = {
  name: "shop_request_duration_seconds",
  help: "Time.",
  labelNames: ["payment", "status"],
  buckets: [0.01, 0.1, 1],
};
const START = { name: "shop_start_duration_seconds", help: "Time.", buckets: [0.5, 1] };

/** What a call returns or throws, in a form that can be compared. */
function outcome(call: () => unknown): string {
  try {
    call();
    return "returns";
  } catch (error) {
    return String(error);
  }
}

/** What a program can see of a registry, and what its calls have thrown. */
async function seen(program: (module: Module, registers: client.Registry[]) => unknown[], module: Module) {
  const register = new module.Registry();
  const outcomes = program(module, [register]);
  const json = await register.getMetricsAsJSON();
  return { outcomes, text: await register.metrics(), json: JSON.parse(JSON.stringify(json)) };
}

/** Programs that construct metrics and call them. They return what their calls have thrown. */
const PROGRAMS: Readonly<Record<string, (module: Module, registers: client.Registry[]) => unknown[]>> = {
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
    orders.inc({ payment: "card", express: undefined, status: 200 } as never);
    orders.inc({ payment: null, express: true, status: 200 } as never);
    return [outcome(() => orders.inc(null as never)), outcome(() => orders.inc(undefined as never, 3))];
  },
  "errors of a counter": ({ Counter }, registers) => {
    const orders = new Counter({ ...ORDERS, registers });
    const labels = { payment: "card", express: true, status: 200 };
    return [
      outcome(() => orders.inc(labels, -1)),
      outcome(() => orders.inc({ ...labels, shop: "a" } as never)),
      outcome(() => orders.inc(labels, "5" as never)),
      outcome(() => orders.inc(labels, Number.POSITIVE_INFINITY)),
      outcome(() => orders.inc(labels, null as never)),
      outcome(() => orders.labels("card")),
      outcome(() => orders.labels({ payment: "card", shop: "a" } as never).inc()),
      outcome(() => orders.remove("card")),
      outcome(() => orders.remove({ shop: "a" } as never)),
      outcome(() => new Counter({ ...ORDERS, registers })),
      outcome(() => new Counter({ ...ORDERS, registers, name: "no name" })),
      outcome(() => new Counter({ ...STARTS, registers, labelNames: ["a b"] })),
      outcome(() => new Counter({ name: STARTS.name, registers } as never)),
      outcome(() => new Counter(undefined as never)),
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
    starts.inc(undefined, 9 as never);
    starts.inc({}, 3);
    starts.labels().inc(2);
    return [outcome(() => starts.inc(-1)), outcome(() => starts.inc({ a: 1 } as never))];
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
      outcome(() => depth.set({ payment: "card", shard: 1 }, "1" as never)),
      outcome(() => depth.set({ payment: "card", shop: 1 } as never, 1)),
      outcome(() => depth.inc({ payment: "card", shard: 1 }, null as never)),
      outcome(() => depth.labels("card")),
      outcome(() => depth.labels({ shop: "a" } as never)),
      outcome(() => memory.set(undefined as never)),
      outcome(() => memory.inc("2" as never)),
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
      outcome(() => duration.observe({ payment: "card", status: 200 }, "1" as never)),
      outcome(() => duration.observe({ payment: "card", shop: "a" } as never, 1)),
      outcome(() => duration.labels("card")),
      outcome(() => duration.labels({ shop: "a" } as never)),
      outcome(() => start.observe(Number.POSITIVE_INFINITY)),
      outcome(() => start.observe(undefined as never)),
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
      logins.inc({ method: "GET", tenant } as never);
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
      collect() {
        this.inc({ payment: "card", shard: 1 }, 2);
      },
    });
    return [only?.getSingleMetric(ORDERS.name) === orders, other.getMetricsAsArray().length];
  },
};

test("what a program records is in the families of the schema, once", async () => {
  metrics.reset();
  const register = new dropIn.Registry();
  const orders = new dropIn.Counter({ ...ORDERS, registers: [register] });
  const duration = new dropIn.Histogram({ ...DURATION, registers: [register] });
  orders.inc({ payment: "card", express: "true", status: "200" }, 2);
  recordOrdersTotal({ payment: "card", express: true, status: 200 }, 5);
  duration.labels("paypal", "404").observe(0.5);
  const exposed = new TextDecoder().decode(metrics.expose());
  expect(exposed).toContain('shop_orders_total{payment="card",express="true",status="200"} 7\n');
  expect(exposed).toContain('shop_request_duration_seconds_bucket{payment="paypal",status="404",le="1"} 1\n');
  expect(await register.metrics()).toContain(
    'shop_orders_total{payment="card",express="true",status="200"} 7\n',
  );
  expect(orders).toBeInstanceOf(client.Counter);
});

describe("a program gives with the drop-in what it gives with the client", () => {
  test.each(Object.entries(PROGRAMS))("%s", async (_, program) => {
    metrics.configure({ warn: () => {} });
    const before = await seen(program, client);
    expect(await seen(program, dropIn as unknown as Module)).toEqual(before);
    expect(before.text).toContain("shop_");
  });
});
