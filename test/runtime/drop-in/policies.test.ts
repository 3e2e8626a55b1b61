import { fileURLToPath } from "node:url";
import * as client from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type RejectedSample, registerMetrics } from "../../../runtime/index.js";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics } from "../../fixtures/golden/client/recorders.js";
import { DEPTH, DURATION, MEMORY, ORDERS, VISITS } from "../../support/runtime/client-programs.js";

const GOOD = { payment: "card", express: "true", status: 200 };
const HERE = fileURLToPath(import.meta.url);

let register = new dropIn.Registry();
let registers = [register];
let warnings: { readonly message: string; readonly sample: RejectedSample | undefined }[] = [];

beforeEach(() => {
  metrics.reset();
  register.clear(); // its metrics have the families no more
  register = new dropIn.Registry();
  registers = [register];
  warnings = [];
  metrics.configure({ strict: false, warn: (message, sample) => warnings.push({ message, sample }) });
});

afterEach(() => metrics.configure({ strict: false }));

function exposed(): string {
  return new TextDecoder().decode(metrics.expose());
}

describe("what the schema cannot take", () => {
  test("is exposed beside the schema's series, counted, and warned about once, with the place of the call", async () => {
    const orders = new dropIn.Counter({ ...ORDERS, registers });
    orders.inc(GOOD);
    for (let time = 0; time < 3; time++) orders.inc({ payment: "cash", status: 200 });
    orders.labels("cash", "true", "200").inc();
    expect(await register.metrics()).toContain(
      'shop_orders_total{payment="card",express="true",status="200"} 1\nshop_orders_total{payment="cash",status="200"} 3\n',
    );
    expect(exposed()).not.toContain("cash");
    expect(exposed()).toContain(
      'metricsmith_rejected_samples_total{metric="shop_orders_total",reason="unknown_label_value"} 4\n',
    );
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        "a sample of shop_orders_total was recorded outside of the schema, by the client: " +
          'label payment is "cash"; expected one of "card", "paypal", "7"; label express is missing; expected true or false.',
      ),
    ]);
    expect(warnings[0]?.message).toContain(`Called at ${HERE}:`);
    expect(warnings[0]?.sample).toMatchObject({ metric: "shop_orders_total", kept: true });
  });

  test.each<[string, () => void]>([
    ["a child", () => new dropIn.Counter({ ...ORDERS, registers }).labels("cash", "1", "1").inc()],
    ["a gauge", () => new dropIn.Gauge({ ...DEPTH, registers }).set({ payment: "cash" }, 1)],
    [
      "a timer of a gauge",
      () => void new dropIn.Gauge({ ...DEPTH, registers }).startTimer({ payment: "cash" })(),
    ],
    ["a histogram", () => new dropIn.Histogram({ ...DURATION, registers }).observe({ payment: "cash" }, 1)],
    [
      "a timer",
      () => void new dropIn.Histogram({ ...DURATION, registers }).startTimer({ payment: "cash" })(),
    ],
    [
      "a child's timer",
      () => void new dropIn.Histogram({ ...DURATION, registers }).labels("cash", "1").startTimer()(),
    ],
  ])("names the place of %s", (_, record) => {
    record();
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining(`Called at ${HERE}:`)]);
  });

  test("throws in strict mode, and is not recorded", async () => {
    metrics.configure({ strict: true });
    const orders = new dropIn.Counter({ ...ORDERS, registers });
    const before = await register.metrics();
    expect(() => orders.inc({ payment: "cash", express: "true", status: 200 })).toThrow(
      'shop_orders_total: label payment is "cash"',
    );
    expect(await register.metrics()).toBe(before);
    expect(() => orders.inc({ ...GOOD, shop: 1 } as never)).toThrow('Added label "shop"');
  });

  test("is bounded: of a thousand further label sets, the rest is counted", async () => {
    const depth = new dropIn.Gauge({ ...DEPTH, registers });
    for (let shard = 100; shard < 1200; shard++) depth.set({ payment: "card", shard }, 1);
    depth.set({ payment: "card", shard: 100 }, 2);
    const [{ values } = { values: [] }] = (await register.getMetricsAsJSON()) as { values: object[] }[];
    expect(values).toHaveLength(1000);
    expect(values[0]).toMatchObject({ labels: { shard: 100 }, value: 2 });
    depth.remove({ payment: "card", shard: 100 });
    depth.set({ payment: "card", shard: 5000 }, 1);
    expect(await register.metrics()).toContain('shard="5000"');
  });
});

test("NaN does not stay: it is counted as rejected, and the counter goes on", async () => {
  const orders = new dropIn.Counter({ ...ORDERS, registers });
  orders.inc(GOOD, Number.NaN);
  expect(await register.metrics()).not.toContain("shop_orders_total{");
  orders.inc(GOOD, 2);
  orders.inc(GOOD, Number.NaN);
  expect(await register.metrics()).toContain('status="200"} 2\n');
  expect(exposed()).toContain('{metric="shop_orders_total",reason="not_a_number"} 2\n');
  expect(warnings[0]?.message).toContain(`Called at ${HERE}:`);
});

test("series whose joined label values are equal are two", async () => {
  const visits = new dropIn.Counter({ ...VISITS, registers });
  const configuration = { ...VISITS, name: "other", labelNames: ["a", "b"], registers: [] };
  const other = new client.Counter(configuration);
  for (const counter of [other]) {
    counter.inc({ a: "x,b:y", b: "z" });
    counter.inc({ a: "x", b: "y,b:z" });
  }
  expect((await other.get()).values).toHaveLength(1);
  visits.inc({ payment: "card", customer: "a,payment:card", status: 200 });
  visits.inc({ payment: "card", customer: "a", status: 200 }, 3);
  expect((await visits.get()).values).toHaveLength(2);
});

describe("label values of an open vector beyond its limit, and unlisted ones", () => {
  test("are recorded as the one for all others, also by the client's registry", async () => {
    const visits = new dropIn.Counter({ ...VISITS, registers });
    for (let at = 0; at < 104; at++) visits.inc({ status: 200, payment: "card", customer: `c${at}` });
    const logins = new dropIn.Counter({
      name: "shop_logins_total",
      help: "Logins.",
      labelNames: ["method", "tenant"],
      registers,
    });
    logins.inc({ tenant: "a", method: "BREW" });
    logins.labels("PUT", "a").inc(2);
    const text = await register.metrics();
    expect(text).toMatch(/shop_visits_total\{status="200",payment="card",customer="others"\} \d+\n/);
    expect(text).toContain('shop_logins_total{tenant="a",method="other"} 3\n');
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /the vector customer has as many label values .* Called at .*policies\.test\.ts:/,
      ),
    ]);
    logins.remove("PUT", "a");
    expect(await register.metrics()).toContain('shop_logins_total{tenant="a",method="other"} 3\n');
    logins.remove("other", "a");
    expect(await register.metrics()).not.toContain("shop_logins_total{");
  });
});

describe("a metric that the program declares otherwise", () => {
  test.each<[string, () => unknown, string]>([
    [
      "type",
      () => new dropIn.Gauge({ ...ORDERS, registers }),
      "shop_orders_total is not recorded by the schema: the program declares it otherwise: it is a gauge (in the schema: a counter)",
    ],
    [
      "labels",
      () => new dropIn.Counter({ ...ORDERS, labelNames: ["payment"], registers }),
      "its labels are payment (in the schema: payment, express, status)",
    ],
    [
      "buckets",
      () => new dropIn.Histogram({ ...DURATION, buckets: [1, 2], registers }),
      "its buckets are 1, 2 (in the schema: 0.01, 0.1, 1)",
    ],
  ])("is the client's, with a warning; its %s differs", (_, construct, message) => {
    expect(register.getMetricsAsArray()).toEqual([]);
    const metric = construct();
    expect(register.getMetricsAsArray()).toEqual([metric]);
    expect(warnings.map((warning) => warning.message)).toEqual([expect.stringContaining(message)]);
    expect(warnings[0]?.message).toContain(`Called at ${HERE}:`);
  });

  test("throws in strict mode, before it is registered", () => {
    metrics.configure({ strict: true });
    expect(() => new dropIn.Gauge({ ...ORDERS, registers })).toThrow(
      "it is a gauge (in the schema: a counter)",
    );
    expect(register.getMetricsAsArray()).toEqual([]);
  });
});

test("names that the schema does not have are the client's, and one warning lists those that it does not ignore", async () => {
  new dropIn.Counter({ name: "b_total", help: "B.", registers }).inc(2);
  new dropIn.Histogram({ name: "a_seconds", help: "A.", registers });
  new dropIn.Counter({ name: "library_jobs_total", help: "Ignored.", registers }).inc(3);
  expect(warnings).toEqual([]);
  expect(await register.metrics()).toContain("b_total 2\n");
  expect(await register.metrics()).toContain("library_jobs_total 3\n");
  await register.metrics();
  new dropIn.Gauge({ ...MEMORY, registers });
  await register.metrics();
  expect(warnings.map(({ message }) => message)).toEqual([
    "metricsmith: the schema does not have a_seconds, b_total: the client alone records them.",
  ]);
});

test("`metrics.reset` removes all series; a metric without labels is at 0", async () => {
  const orders = new dropIn.Counter({ ...ORDERS, registers });
  const memory = new dropIn.Gauge({ ...MEMORY, registers });
  orders.inc(GOOD, 2);
  memory.set(3);
  await register.metrics();
  metrics.reset();
  const text = await register.metrics();
  expect(text).not.toContain("shop_orders_total{");
  expect(text).toContain("shop_memory_bytes 0\n");
  memory.inc(2);
  expect(await register.metrics()).toContain("shop_memory_bytes 2\n");
});

test("a family's metric stays in a registry where the construction of another fails", () => {
  registerMetrics(metrics, register);
  const before = register.getSingleMetric(ORDERS.name);
  expect(() => new dropIn.Counter({ ...ORDERS, help: "", registers })).toThrow(
    "Missing mandatory help parameter",
  );
  expect(register.getSingleMetric(ORDERS.name)).toBe(before);
});

test("a series that has expired leaves its place to another", async () => {
  vi.useFakeTimers();
  const visitors = new dropIn.Gauge({ name: "shop_visitors", help: "V.", labelNames: ["guest"], registers });
  for (const guest of ["ada", "bob"]) visitors.set({ guest }, 1);
  exposed();
  vi.advanceTimersByTime(30 * 60_000);
  visitors.set({ guest: "bob" }, 2);
  exposed();
  vi.advanceTimersByTime(40 * 60_000);
  expect(exposed()).not.toContain("ada");
  visitors.set({ guest: "eve" }, 3);
  visitors.inc({ guest: "eve" });
  vi.useRealTimers();
  const lines = (await register.metrics()).split("\n").filter((line) => line.startsWith("shop_visitors{"));
  expect(lines).toEqual(['shop_visitors{guest="bob"} 2', 'shop_visitors{guest="eve"} 4']);
});
