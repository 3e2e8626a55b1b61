import { register } from "prom-client";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { registerMetrics } from "../../../runtime/index.js";
import { type CounterRead, metricMatchers, openTesting } from "../../../runtime/testing/index.js";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics as clientMetrics } from "../../fixtures/golden/client/recorders.js";
import { metrics, recordOrdersTotal } from "../../fixtures/golden/testing/recorders.js";
import { readOrdersTotal, resetMetrics, withMetrics } from "../../fixtures/golden/testing/testing.js";

expect.extend(metricMatchers);

const CARD = { payment: "card", express: true, status: 200 } as const;
const ofClient = openTesting(clientMetrics);

beforeEach(() => {
  resetMetrics();
  ofClient.resetMetrics();
});

test("a read sees what the drop-in client records", async () => {
  const read = ofClient.read<CounterRead<{ payment: string }>>("shop_orders_total");
  const orders = new dropIn.Counter({
    name: "shop_orders_total",
    help: "Orders placed.",
    labelNames: ["payment", "express", "status"],
  });
  onTestFinished(() => register.clear());
  const changes = await ofClient.withMetrics(() =>
    orders.inc({ ...CARD, express: "true", status: "200" }, 2),
  );
  expect(read({ payment: "card" })).toBe(2);
  expect(changes).toHaveIncremented(read, { payment: "card" }, 2);
});

test("a read and a registry of prom-client have the same families", async () => {
  registerMetrics(metrics, register);
  onTestFinished(() => register.clear());
  recordOrdersTotal(CARD, 3);
  expect(await register.metrics()).toContain(
    'shop_orders_total{payment="card",express="true",status="200"} 3\n',
  );
  expect(readOrdersTotal(CARD)).toBe(3);
  register.resetMetrics();
  expect(readOrdersTotal()).toBe(0);
});

test("two schemas with a metric of one name are apart", async () => {
  const read = ofClient.read<CounterRead>("shop_orders_total");
  const changes = await withMetrics(() => recordOrdersTotal(CARD));
  expect([readOrdersTotal(), read()]).toEqual([1, 0]);
  expect(() => expect(changes).toHaveIncremented(read)).toThrow(
    "expect has changes that withMetrics of the testing.ts with shop_orders_total did not return",
  );
});

test("a metric that a newer schema does not have is an error", () => {
  const read = ofClient.read<CounterRead>("shop_absent_total");
  expect(() => read()).toThrow("the schema has no metric shop_absent_total: run npm run generate");
});

test("withMetrics of concurrent functions sees what both record", async () => {
  const [one, other] = await Promise.all([
    withMetrics(async () => recordOrdersTotal(CARD)),
    withMetrics(async () => recordOrdersTotal({ ...CARD, payment: "paypal" })),
  ]);
  expect([one.length, other.length]).toEqual([2, 2]);
});
