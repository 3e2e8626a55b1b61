// Serves with an application's own server: of node:http, and of the runtime where it has one.
import { createServer } from "node:http";
import { metricsFetchHandler, metricsHandler } from "@metricsmith/runtime/server";
import * as shop from "./generated/recorders.js";

shop.recordOrdersTotal({ payment: "card", express: true }, 3);
const handler = metricsHandler(shop.metrics);
const fetchHandler = metricsFetchHandler(shop.metrics);
const result = {};

const server = createServer(handler);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
result.node = await scrapes(`http://127.0.0.1:${server.address().port}/metrics`);
server.close();
server.closeAllConnections();

result.direct = await summary(await fetchHandler(new Request("http://h/metrics")));
result.own = result.node;
if (globalThis.Bun !== undefined) {
  const own = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: fetchHandler });
  result.own = await scrapes(`http://127.0.0.1:${own.port}/metrics`);
  await own.stop(true);
}
if (globalThis.Deno !== undefined) {
  const own = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) =>
    fetchHandler(request),
  );
  result.own = await scrapes(`http://127.0.0.1:${own.addr.port}/metrics`);
  await own.shutdown();
}
console.log(JSON.stringify(result));

async function scrapes(url) {
  const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
  const zipped = await fetch(url);
  const head = await fetch(url, { method: "HEAD" });
  return [await summary(plain), await summary(zipped), head.status, (await head.text()).length];
}

async function summary(response) {
  const text = await response.text();
  const orders = /^shop_orders_total\{payment="card",express="true"\} (.*)$/m.exec(text)?.[1];
  return [
    response.status,
    response.headers.get("content-type"),
    response.headers.get("content-encoding"),
    orders,
  ];
}
