import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "../support/documents.js";
import { startExample } from "../support/programs/started-example.js";
import { run } from "../support/run-program.js";

const METRICSMITH = join(ROOT, "generator/dist/program/main.js");

mkdirSync(join(ROOT, "test/.cache"), { recursive: true });
const folder = mkdtempSync(join(ROOT, "test/.cache/examples-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Copies an example to a folder in which the packages of this repository are found, too. */
function copyOf(name: string): string {
  const copy = join(folder, name);
  cpSync(join(ROOT, "examples", name), copy, { recursive: true });
  return copy;
}

async function read(url: string | undefined, init?: RequestInit): Promise<string> {
  return await (await fetch(url ?? "", init)).text();
}

function post(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

test.each(["express-shop", "next-app"])("the generated code of %s is that of its schema", async (name) => {
  const { stderr } = await run(process.execPath, [METRICSMITH, "generate", "--check"], {
    cwd: join(ROOT, "examples", name),
  });
  expect(stderr).not.toContain("differs");
});

test("express-shop counts requests and orders", async () => {
  const { addresses, stop } = await startExample(copyOf("express-shop"), ["shop", "metrics"]);
  try {
    const shop = addresses["shop"] ?? "";
    const orders = new URL("/orders", shop);
    await read(shop);
    await read(new URL("/products/3", shop).href);
    await read(new URL("/nowhere", shop).href);
    await read(orders.href, post({ payment: "card" }));
    await read(orders.href, post({ payment: "shells" }));
    const text = await read(addresses["metrics"]);
    for (const line of [
      'shop_orders_total{payment="card"} 1',
      'shop_http_requests_total{method="GET",route="/products/:id",status="2xx"} 1',
      'shop_http_requests_total{method="GET",route="/products/:id",status="4xx"} 1',
      'shop_http_requests_total{method="POST",route="/orders",status="4xx"} 1',
      'shop_http_request_duration_seconds_count{method="POST",route="/orders",status="2xx"} 1',
      "shop_http_requests_in_flight 0",
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).not.toContain("/nowhere");
  } finally {
    await stop();
  }
});

/** Starts the application, sends it requests, and gives the series of its own metrics, without those of times. */
async function seriesOf(app: string): Promise<readonly string[]> {
  const { addresses, stop } = await startExample(app, ["metrics"]);
  try {
    const metrics = addresses["metrics"] ?? "";
    await read(new URL("/basket/a", metrics).href, { method: "PUT" });
    await read(new URL("/orders", metrics).href, post({ payment: "card" }));
    const lines = (await read(metrics)).split("\n");
    return lines.filter((line) => /^shop_(?!.*_(?:bucket|sum)\b)/.test(line)).sort();
  } finally {
    await stop();
  }
}

test("fastify-adopt has the same series before and after it adopts metricsmith", async () => {
  const app = copyOf("fastify-adopt");
  const before = await seriesOf(app);
  expect(before).toContain('shop_orders_total{payment="card"} 1');
  expect(before).toHaveLength(4);
  await run(process.execPath, [METRICSMITH, "adopt", "src", "--write", "--yes"], { cwd: app });
  await expect(seriesOf(app)).resolves.toEqual(before);
}, 180_000);
