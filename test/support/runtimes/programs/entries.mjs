// Records the requests of a handler, pushes, and gives the metrics to OpenTelemetry and to tests.
import { fetchMetrics } from "@metricsmith/runtime/http/fetch";
import { metricProducer } from "@metricsmith/runtime/opentelemetry";
import { pushMetrics } from "@metricsmith/runtime/push";
import { metricMatchers } from "@metricsmith/runtime/testing";
import * as shop from "./generated/recorders.js";

const withMetrics = fetchMetrics({ duration: shop.recordRequestDurationSeconds });
const handler = withMetrics("/orders", async (request) => {
  if (request.method === "POST") throw new Error("the handler fails");
  return new Response("hello", { status: 201 });
});
const request = (method) => new Request("http://localhost/orders", { method });
const { status } = await handler(request("GET"));
const thrown = await handler(request("POST")).catch(({ message }) => message);

const pushed = [];
const gateway = {
  url: "http://localhost:9091",
  job: "shop",
  grouping: { instance: "a/b" },
  fetch: async (url, { method, body }) => {
    const text = await new Response(body).text();
    pushed.push([
      method,
      String(url),
      text.includes('shop_request_duration_seconds_count{status="2xx"} 1\n'),
    ]);
    return new Response("");
  },
};
const { ok } = await pushMetrics(shop.metrics, gateway).push();

const { resourceMetrics, errors } = await metricProducer(shop.metrics).collect();
const families = resourceMetrics.scopeMetrics[0].metrics;
const durations = families.find(({ descriptor }) => descriptor.name === "shop_request_duration_seconds");
const points = durations.dataPoints.map(({ attributes, value }) => [attributes.status, value.count]).sort();

const matchers = Object.keys(metricMatchers);
console.log(JSON.stringify({ status, thrown, pushed, ok, points, errors, matchers }));
