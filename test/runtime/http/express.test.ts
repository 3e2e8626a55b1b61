import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { expressMetrics } from "../../../runtime/http/express.js";
import {
  addHttpRequestsInFlight,
  metrics,
  recordHttpRequest,
  recordHttpRequestDurationSeconds,
  recordHttpRequestsTotal,
} from "../../fixtures/golden/http/recorders.js";

afterEach(() => metrics.reset());

async function listen(app: express.Express): Promise<string> {
  const server = createServer(app).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("expressMetrics", () => {
  test("counts and times a request by method, code and route", async () => {
    const app = express();
    app.use(
      expressMetrics({
        requests: recordHttpRequestsTotal,
        duration: recordHttpRequestDurationSeconds,
        inFlight: addHttpRequestsInFlight,
      }),
    );
    app.get("/users/:id", (request, response) => {
      response.send(request.params.id);
    });
    const origin = await listen(app);
    await (await fetch(`${origin}/users/1`)).text();
    await (await fetch(`${origin}/users/2`)).text();
    await (await fetch(`${origin}/nothing`)).text();
    const text = new TextDecoder().decode(metrics.expose());
    expect(text).toContain('shop_http_requests_total{method="GET",code="200",route="/users/:id"} 2\n');
    expect(text).toContain('shop_http_requests_total{method="GET",code="404",route="unmatched"} 1\n');
  });

  test("takes one recorder of several metrics", async () => {
    const app = express();
    app.use(expressMetrics(recordHttpRequest));
    app.get("/", (_request, response) => {
      response.send("hello");
    });
    await (await fetch(await listen(app))).text();
    const text = new TextDecoder().decode(metrics.expose());
    expect(text).toContain('shop_http_requests_total{method="GET",code="200",route="/"} 1\n');
    expect(text).toContain('shop_http_response_size_bytes_sum{route="/"} 5\n');
  });
});
