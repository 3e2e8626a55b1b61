// Serves, and is scraped over kept connections as Prometheus scrapes.
import { once } from "node:events";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { startMetricsServer } from "@metricsmith/runtime/server";
import * as shop from "./generated/recorders.js";

shop.metrics.configure({ warn: (message) => console.error(message) });
shop.recordOrdersTotal({ payment: "card", express: true }, 3);
const server = await startMetricsServer(shop.metrics, {
  host: "127.0.0.1",
  port: 0,
  timeouts: { idle: 20_000 },
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function ask(path, { method = "GET", ...headers } = {}) {
  const request = get({ agent, port: server.port, host: "127.0.0.1", path, method, headers });
  const [response] = await once(request, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const text =
    response.headers["content-encoding"] === "gzip" ? gunzipSync(body).toString() : body.toString();
  return { status: response.statusCode, headers: response.headers, text };
}

const orders = (text) => /^shop_orders_total\{payment="card",express="true"\} (.*)$/m.exec(text)?.[1];
const result = {};
const plain = await ask("/metrics");
result.plain = [plain.status, plain.headers["content-type"], orders(plain.text)];
shop.recordOrdersTotal({ payment: "card", express: true });
const zipped = await ask("/metrics", { "accept-encoding": "gzip" });
result.zipped = [zipped.status, zipped.headers["content-encoding"], orders(zipped.text)];
const open = await ask("/metrics", { accept: "application/openmetrics-text;version=1.0.0" });
result.openMetrics = [open.headers["content-type"], open.text.endsWith("# EOF\n")];
const head = await ask("/metrics", { method: "HEAD" });
result.head = [head.status, head.text];
result.selected = (await ask("/metrics?name[]=shop_orders_total")).text.match(/^# TYPE.*/gm);
result.post = (await ask("/metrics", { method: "POST" })).status;
result.healthy = (await ask("/-/healthy")).text;
result.unknown = (await ask("/nothing")).status;
const page = await ask("/", { accept: "text/html" });
const script = /src="([^"]+)"/.exec(page.text)?.[1];
const { status, text: code } = await ask(new URL(script, "http://h/").pathname);
result.page = [page.status, page.headers["content-type"], status, code.length > 10_000];
result.sequence = [];
for (let turn = 0; turn < 20; turn++) result.sequence.push((await ask("/metrics")).status);

result.pipelined = await pipelined(5);
result.used = await startMetricsServer(shop.metrics, { host: "127.0.0.1", port: server.port }).catch(
  ({ name, message }) => `${name}: ${message.replaceAll(String(server.port), "PORT")}`,
);
agent.destroy();
await server.close();
result.closed = await ask("/metrics").then(
  ({ status }) => status,
  ({ code }) => code,
);

const socket = join(tmpdir(), `metricsmith-${process.pid}.sock`);
const unix = await startMetricsServer(shop.metrics, { address: `unix://${socket}?umask=077` });
const over = get({ socketPath: socket, path: "/" });
const [response] = await once(over, "response");
let size = 0;
for await (const chunk of response) size += chunk.length;
result.unix = [response.statusCode, size > 1000];
await unix.close();
console.log(JSON.stringify(result));

/** Requests that are sent without waiting for the responses. @returns how many were answered */
async function pipelined(count) {
  const connection = connect(server.port, "127.0.0.1");
  await once(connection, "connect");
  const request = "GET /-/healthy HTTP/1.1\r\nHost: h\r\n";
  connection.write(`${request}\r\n`.repeat(count - 1));
  connection.write(`${request}Connection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of connection) text += chunk;
  return text.match(/^HTTP\/1.1 200/gm)?.length;
}
