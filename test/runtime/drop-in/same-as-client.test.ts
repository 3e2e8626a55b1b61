import * as client from "prom-client";
import { describe, expect, test, vi } from "vitest";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics, recordOrdersTotal } from "../../fixtures/golden/client/recorders.js";
import {
  type ClientProgram,
  DURATION,
  type LooseClient,
  ORDERS,
  PROGRAMS,
} from "../../support/runtime/client-programs.js";

/** What a program can see of a registry, and what its calls have thrown. */
async function seen(program: ClientProgram, module: unknown) {
  const loose = module as LooseClient; // its types refuse calls that programs without types make
  const register = new loose.Registry();
  const outcomes = JSON.stringify(await program(loose, [register]));
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

/** The clients, and a drop-in of each. A further copy of the generated code shares the families of the first. */
async function versions() {
  const pairs: { readonly name: string; readonly real: unknown; readonly adopted: unknown }[] = [
    { name: "prom-client", real: client, adopted: dropIn },
  ];
  for (const name of ["prom-client-14", "@prometheus-io/client"]) {
    const real: unknown = await vi.importActual(name);
    vi.resetModules();
    vi.doMock("prom-client", () => real as object); // a module is an object
    pairs.push({ name, real, adopted: await import("../../fixtures/golden/client/client.js") });
  }
  vi.doUnmock("prom-client");
  return pairs;
}

describe.each(await versions())(
  "a program gives with the drop-in of $name what it gives without",
  ({ real, adopted }) => {
    test.each(Object.entries(PROGRAMS))("%s", async (_, program) => {
      metrics.configure({ warn: () => {} });
      const before = await seen(program, real);
      expect(await seen(program, adopted)).toEqual(before);
      expect(before.text).toContain("shop_");
    });
  },
);
