import * as client from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { passOn } from "../../../runtime/client.js";
import { VERSION } from "../../../runtime/process-state.js";
import { openSchema } from "../../../runtime/schemas.js";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics } from "../../fixtures/golden/client/recorders.js";
import { DURATION, MEMORY, ORDERS, STARTS } from "../../support/runtime/client-programs.js";

const GOOD = { payment: "card", express: "true", status: 200 };
const GOLDEN = "../../fixtures/golden/client/client.js";

afterEach(() => {
  vi.useRealTimers();
  vi.doUnmock("prom-client");
  vi.resetModules();
  dropIn.register.clear();
});

async function valuesOf(metric: {
  get(): Promise<{ values: { value: number }[] }>;
}): Promise<readonly number[]> {
  return (await metric.get()).values.map(({ value }) => value);
}

test("a metric is one of the client, and its methods can be taken from it", async () => {
  const orders = new dropIn.Counter(ORDERS);
  const { inc } = orders;
  inc(GOOD);
  inc(GOOD, 2);
  const child = orders.labels(GOOD);
  for (const record of [child.inc, (by: number) => inc(GOOD, by)]) record(2);
  expect(orders).toBeInstanceOf(client.Counter);
  expect(dropIn.register).toBe(client.register);
  expect(dropIn.default.Counter).toBe(dropIn.Counter);
  expect(await valuesOf(orders)).toEqual([7]);
});

test("subclasses record, and see their own fields", async () => {
  class Orders extends dropIn.Counter {
    readonly prefix = "card";
    place(): void {
      this.inc({ ...GOOD, payment: this.prefix });
    }
  }
  const orders = new Orders(ORDERS);
  orders.place();
  orders.place();
  expect(await valuesOf(orders)).toEqual([2]);
  expect(new TextDecoder().decode(metrics.expose())).toContain(
    '{payment="card",express="true",status="200"} 2\n',
  );
});

describe("spies see", () => {
  test("the calls of a metric, and of its children and timers as with the client", () => {
    const modules: readonly Pick<typeof client, "Counter" | "Gauge" | "Histogram" | "register">[] = [
      client,
      dropIn,
    ];
    const calls = modules.map((module) => {
      module.register.clear();
      const orders = new module.Counter(ORDERS);
      const duration = new module.Histogram(DURATION);
      const memory = new module.Gauge(MEMORY);
      const seen = [vi.spyOn(orders, "inc"), vi.spyOn(duration, "observe"), vi.spyOn(memory, "set")];
      orders.inc(GOOD);
      orders.labels(GOOD).inc(2);
      duration.observe({ payment: "card", status: 200 }, 1);
      duration.labels("card", "200").observe(2);
      duration.startTimer({ payment: "card" })({ status: 200 });
      duration.labels("card", "200").startTimer()();
      memory.labels().set(3);
      memory.setToCurrentTime();
      memory.startTimer()();
      return seen.map(({ mock }) => mock.calls.map((values: unknown[]) => values.length));
    });
    expect(calls[1]).toEqual(calls[0]);
  });

  test("a function that is passed on, whether they are the client's or the drop-in's", () => {
    const module = { ...client, linearBuckets: vi.fn(() => [1]), collectDefaultMetrics: () => {} };
    expect(passOn(module, "linearBuckets")).toBe(module.linearBuckets);
    const passed = passOn(module, "collectDefaultMetrics");
    const spy = vi.spyOn(module, "collectDefaultMetrics");
    passed();
    expect(spy).toHaveBeenCalledTimes(1);
    expect(dropIn.collectDefaultMetrics.metricsList).toEqual(client.collectDefaultMetrics.metricsList);
    expect(dropIn.default.exponentialBuckets(1, 2, 3)).toEqual([1, 2, 4]);
  });

  test("all calls of a class, by its prototype", () => {
    const memory = new dropIn.Gauge(MEMORY);
    const set = vi.spyOn(dropIn.Gauge.prototype, "set").mockImplementation((() => 0) as never);
    memory.set(3);
    memory.labels().set(4);
    expect(set).toHaveBeenCalledTimes(2);
    set.mockRestore();
  });
});

test("timers follow fake clocks", async () => {
  const duration = new dropIn.Histogram(DURATION);
  vi.useFakeTimers();
  const end = duration.startTimer({ payment: "card", status: 404 });
  const childEnd = duration.labels("paypal", "200").startTimer();
  vi.advanceTimersByTime(1500);
  expect([end(), childEnd()]).toEqual([1.5, 1.5]);
});

test("tests that clear the registry between them begin at 0", async () => {
  for (let time = 0; time < 3; time++) {
    dropIn.register.clear();
    const orders = new dropIn.Counter(ORDERS);
    orders.inc(GOOD, 2);
    new dropIn.Counter(STARTS).inc();
    expect(await dropIn.register.metrics()).toContain('status="200"} 2\n\n# HELP shop_starts_total');
  }
});

describe("a mock of the client's module is used as it is", () => {
  test("made by the test runner", async () => {
    vi.doMock("prom-client", { spy: false } as never);
    vi.resetModules();
    const { Counter, Gauge } = await import(GOLDEN);
    expect(vi.isMockFunction(Counter)).toBe(true);
    const orders = new Counter(ORDERS);
    orders.remove(GOOD);
    expect(orders.remove).toHaveBeenCalledWith(GOOD);
    const memory = new Gauge(MEMORY);
    memory.set(1);
    expect(memory.set).toHaveBeenCalledWith(1);
  });

  test("made by a factory, with a class or with functions", async () => {
    const inc = vi.fn();
    class Histogram {
      readonly observe = inc;
    }
    vi.doMock("prom-client", () => ({
      Counter: vi.fn(function Counter() {
        return { inc };
      }),
      Histogram,
      Gauge: {},
      register: {},
    }));
    vi.resetModules();
    const module = await import(GOLDEN);
    new module.Counter(ORDERS).inc(GOOD);
    new module.Histogram(DURATION).observe(1);
    expect(inc.mock.calls).toEqual([[GOOD], [1]]);
    expect(module.Counter).toHaveBeenCalledTimes(1);
  });

  test("in part, the rest being the client's", async () => {
    vi.doMock("prom-client", async (importOriginal) => ({
      ...(await importOriginal<typeof client>()),
      collectDefaultMetrics: vi.fn(),
    }));
    vi.resetModules();
    const module = await import(GOLDEN);
    const orders = new module.Counter({ ...ORDERS, registers: [new module.Registry()] });
    orders.inc(GOOD);
    expect(vi.isMockFunction(module.collectDefaultMetrics)).toBe(true);
    expect(await valuesOf(orders)).toEqual([1]);
  });
});

test("a metric goes on when a newer copy of the schema has its family no more", async () => {
  const orders = new dropIn.Counter(ORDERS);
  orders.inc(GOOD, 2);
  const origin = { package: "goldens", path: "client/metrics.schema.yaml", namespace: "shop" };
  openSchema({ ...origin, version: VERSION }).declare({ address: metrics.address, families: [] });
  orders.inc(GOOD);
  orders.inc({ ...GOOD, status: 404 });
  orders.inc(GOOD);
  expect(await valuesOf(orders)).toEqual([4, 1]);
  expect(metrics.schemaFamilies).toEqual([]);
});
