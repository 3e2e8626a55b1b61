// Serves scrapes of some megabytes, compressed in several blocks, while series change.
import { randomBytes } from "node:crypto";
import { CounterFamily, Metrics, openVector } from "@metricsmith/runtime/codegen";
import { metricsFetchHandler, startMetricsServer } from "@metricsmith/runtime/server";

const name = openVector("name", { maxValues: 50_000, otherwise: "other" });
const family = new CounterFamily({ name: "visits_total", help: "Visits.", vectors: [name] });
const metrics = new Metrics({ address: "", families: [family] });
const values = Array.from({ length: 40_000 }, () => randomBytes(32).toString("base64"));
for (const value of values) family.record(name.ordinalOf(value), 1, undefined);
const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, defaultMetrics: false });
const result = [];
for (let turn = 0; turn < 3; turn++) {
  const response = await fetch(server.url, { headers: { "accept-encoding": "gzip" } });
  const text = await response.text();
  const samples = text.match(/^visits_total\{.*\} \d+$/gm) ?? [];
  const sum = samples.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" "))), 0);
  result.push([response.status, response.headers.get("content-encoding"), samples.length, sum]);
  for (let at = 0; at < 100; at++) family.record(name.ordinalOf(values[at * 7]), 2, undefined);
}
const readers = await Promise.all(
  Array.from(
    { length: 5 },
    async () => (await (await fetch(server.url)).arrayBuffer()).byteLength > 2_000_000,
  ),
);
await server.close();

// A client that is gone ends the work for it: by cancelling, or with the runtime's own server.
const handler = metricsFetchHandler(metrics);
const inFlight = async () =>
  /^promhttp_metric_handler_requests_in_flight (.*)$/m.exec(
    await (await handler(new Request("http://h/"))).text(),
  )?.[1];
const reader = (await handler(new Request("http://h/"))).body.getReader();
await reader.read();
const before = await inFlight();
await reader.cancel();
const abort = new AbortController();
let stop = () => {};
if (globalThis.Bun !== undefined) {
  const own = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: handler });
  stop = () => own.stop(true);
  await (await fetch(own.url, { signal: abort.signal })).body.getReader().read();
}
if (globalThis.Deno !== undefined) {
  const own = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) =>
    handler(request),
  );
  stop = () => own.shutdown();
  const url = `http://127.0.0.1:${own.addr.port}`;
  await (await fetch(url, { signal: abort.signal })).body.getReader().read();
}
abort.abort();
await new Promise((resolve) => setTimeout(resolve, 300));
const after = await inFlight();
await stop();
console.log(JSON.stringify({ result, readers, before, after }));
