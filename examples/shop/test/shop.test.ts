import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { register } from "prom-client";
import { createApp } from "../src/app.js";

const server = createServer(createApp());
let url = "";

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

after(async () => {
  writeFileSync("metrics.txt", await metrics()); // for `metricsmith verify`
  server.closeAllConnections();
  server.close();
});

function send(method: string, path: string, body: object): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url + path, { method, headers, body: JSON.stringify(body) });
}

async function metrics(): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}

test("logins are counted by their result", async () => {
  await send("POST", "/login", { password: "secret" });
  await send("POST", "/login", { password: "guess" });
  const { values } = (await register.getSingleMetric("shop_logins_total")?.get()) ?? { values: [] };
  assert.deepEqual(
    values.map(({ labels, value }) => [labels["result"], value]),
    [
      ["ok", 1],
      ["failed", 1],
    ],
  );
});

test("an order takes the basket, and puts two jobs into queues", async () => {
  for (const customer of ["ann", "bob", "cid"]) {
    await send("PUT", `/basket/${customer}`, { items: ["socks"] });
  }
  assert.equal((await send("POST", "/basket/ann/order", { payment: "card" })).status, 201);
  assert.equal((await send("POST", "/basket/bob/order", { payment: "paypal", gift: true })).status, 201);
  const text = await metrics();
  assert.match(text, /^shop_orders_total\{payment="card",gift="false",service="shop"\} 1$/m);
  assert.match(text, /^shop_orders_total\{payment="paypal",gift="true",service="shop"\} 1$/m);
  assert.match(text, /^shop_mail_queue_size\{service="shop"\} 2$/m);
  assert.match(text, /^shop_baskets\{service="shop"\} 1$/m);
});

test("a request is measured by its route", async () => {
  assert.equal((await send("POST", "/basket/nobody/order", {})).status, 404);
  assert.match(await metrics(), /_count\{.*route="\/basket\/:customer\/order",code="404"\} 1$/m);
});
