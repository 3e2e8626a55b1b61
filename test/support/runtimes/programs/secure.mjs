// TLS, users and their passwords, by a web configuration file.
import { once } from "node:events";
import { get } from "node:https";
import { startMetricsServer } from "@metricsmith/runtime/server";
import * as shop from "./generated/recorders.js";

const server = await startMetricsServer(shop.metrics, {
  host: "127.0.0.1",
  port: 0,
  webConfigFile: "web-config.yml",
});

async function ask(headers = {}) {
  const request = get({
    port: server.port,
    host: "127.0.0.1",
    path: server.path,
    rejectUnauthorized: false,
    agent: false,
    headers,
  });
  const [response] = await once(request, "response");
  let size = 0;
  for await (const chunk of response) size += chunk.length;
  return [response.statusCode, size > 1000];
}

const basic = (password) => ({ authorization: `Basic ${btoa(`a:${password}`)}` });
const result = {
  scheme: server.url.slice(0, 6),
  none: await ask(),
  wrong: await ask(basic("wrong")),
  right: [],
};
for (let turn = 0; turn < 3; turn++) result.right.push(await ask(basic("secret")));
const plain = await fetch(server.url.replace("https", "http")).then(
  ({ status }) => status,
  () => "refused",
);
await server.close();
console.log(JSON.stringify({ ...result, plain: plain === 200 ? "served" : "refused" }));
