import { beforeEach, describe, expect, test } from "vitest";
import { registerMetrics } from "../../../runtime/index.js";
import { createScrape } from "../../../runtime/server/scrape.js";
import * as dropIn from "../../fixtures/golden/client/client.js";
import {
  metrics,
  recordOrdersTotal,
  recordRequestDurationSeconds,
} from "../../fixtures/golden/client/recorders.js";
import { DEPTH, DURATION, MEMORY, ORDERS } from "../../support/runtime/client-programs.js";

const CARD = { payment: "card", express: true, status: 200 } as const;

let register = new dropIn.Registry();

beforeEach(() => {
  metrics.reset();
  metrics.configure({ warn: () => {} });
  register.clear(); // its metrics have the families no more
  register = new dropIn.Registry();
});

function construct() {
  const registers = [register];
  const orders = new dropIn.Counter({ ...ORDERS, registers });
  orders.inc({ ...CARD, express: "true" }, 2);
  return { orders, duration: new dropIn.Histogram({ ...DURATION, registers }) };
}

/** What the metrics server gives. */
async function scraped(format: "text" | "openmetrics" = "text"): Promise<string> {
  const scrape = createScrape({ metrics, registry: register, processMetrics: undefined });
  const slices = await scrape({ format });
  const parts: Uint8Array[] = [];
  for (let next = slices.next(); next.done !== true; next = slices.next()) {
    if (next.value !== undefined) parts.push(new Uint8Array(next.value));
  }
  return Buffer.concat(parts).toString();
}

function timesOf(line: string, text: string): number {
  return text.split("\n").filter((candidate) => candidate.startsWith(line)).length;
}

describe("a registry with `registerMetrics` and the drop-in has each family once", () => {
  test.each<[string, () => unknown]>([
    [
      "registered first",
      () => {
        registerMetrics(metrics, register);
        return construct();
      },
    ],
    [
      "registered last, and twice",
      () => {
        construct();
        registerMetrics(metrics, register);
        registerMetrics(metrics, register);
      },
    ],
    [
      "cleared in between",
      () => {
        construct();
        registerMetrics(metrics, register);
        register.clear();
        registerMetrics(metrics, register);
        construct();
      },
    ],
  ])("%s", async (_, program) => {
    program();
    recordOrdersTotal({ payment: "paypal", express: false, status: 404 });
    for (const text of [await register.metrics(), await scraped()]) {
      expect(timesOf("# TYPE shop_orders_total ", text)).toBe(1);
      expect(timesOf("# TYPE shop_request_duration_seconds ", text)).toBe(1);
      expect(timesOf("# TYPE shop_visits_total ", text)).toBe(1);
      expect(timesOf("# TYPE metricsmith_rejected_samples_total ", text)).toBe(1);
      expect(timesOf('shop_orders_total{payment="card",express="true",status="200"} 2', text)).toBe(1);
      expect(timesOf('shop_orders_total{payment="paypal",express="false",status="404"} 1', text)).toBe(1);
    }
  });

  test("a metric that is declared otherwise keeps its name", async () => {
    registerMetrics(metrics, register);
    const other = new dropIn.Gauge({ ...ORDERS, registers: [register] });
    other.set(CARD as never, 3);
    registerMetrics(metrics, register);
    for (const text of [await register.metrics(), await scraped()]) {
      expect(timesOf("# TYPE shop_orders_total gauge", text)).toBe(1);
      expect(timesOf("# TYPE shop_orders_total ", text)).toBe(1);
    }
  });
});

describe("the metrics server with the registry of the drop-in has each family once", () => {
  test.each(["text", "openmetrics"] as const)("with what the schema cannot take, in %s", async (format) => {
    const { orders, duration } = construct();
    recordRequestDurationSeconds({ payment: "7", status: 500 }, 0.2);
    expect(timesOf("shop_orders_total{", await scraped(format))).toBe(1);
    orders.inc({ payment: "cash" });
    duration.zero({ payment: "card", status: 201 });
    const text = await scraped(format);
    const name = format === "text" ? "shop_orders_total" : "shop_orders";
    expect(timesOf(`# TYPE ${name} counter`, text)).toBe(1);
    expect(timesOf("shop_orders_total{", text)).toBe(2);
    expect(timesOf('shop_orders_total{payment="cash"} 1', text)).toBe(1);
    expect(timesOf('shop_request_duration_seconds_count{payment="card",status="201"} 0', text)).toBe(1);
    expect(timesOf('shop_request_duration_seconds_count{payment="7",status="500"} 1', text)).toBe(1);
  });

  test("with a twin of a metric in another registry, and with a `collect` function", async () => {
    new dropIn.Counter({ ...ORDERS, registers: [new dropIn.Registry()] }).inc(
      { ...CARD, express: "true" },
      7,
    );
    construct();
    new dropIn.Gauge({
      ...DEPTH,
      registers: [register],
      collect() {
        this.set({ payment: "card", shard: 1 }, 4);
      },
    });
    new dropIn.Gauge({ ...MEMORY, registers: [register] }).set(9);
    const text = await scraped();
    expect(timesOf('shop_orders_total{payment="card",express="true",status="200"} 2', text)).toBe(1);
    expect(timesOf("shop_orders_total{", text)).toBe(1);
    expect(timesOf('shop_queue_depth{payment="card",shard="1"} 4', text)).toBe(1);
    expect(timesOf("# TYPE shop_memory_bytes ", text)).toBe(1);
    expect(timesOf("shop_memory_bytes 9", text)).toBe(1);
  });
});
