import * as client from "prom-client";
import { describe, expect, test } from "vitest";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics, recordOrdersTotal } from "../../fixtures/golden/client/recorders.js";
import {
  DURATION,
  type LooseClient,
  type LooseRegistry,
  ORDERS,
  PROGRAMS,
} from "../../support/runtime/client-programs.js";

/** What a program can see of a registry, and what its calls have thrown. */
async function seen(
  program: (module: LooseClient, registers: LooseRegistry[]) => unknown[],
  module: unknown,
) {
  const loose = module as LooseClient; // its types refuse calls that programs without types make
  const register = new loose.Registry();
  const outcomes = program(loose, [register]);
  const json = await register.getMetricsAsJSON();
  return { outcomes, text: await register.metrics(), json: JSON.parse(JSON.stringify(json)) };
}

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
    expect(await seen(program, dropIn)).toEqual(before);
    expect(before.text).toContain("shop_");
  });
});
