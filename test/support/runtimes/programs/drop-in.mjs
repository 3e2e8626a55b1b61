// Metrics of the drop-in client record into the schema's families, and the others into prom-client.
import { startMetricsServer } from "@metricsmith/runtime/server";
import { Counter, Gauge, Histogram, register } from "./generated/client.js";
import { metrics } from "./generated/recorders.js";

metrics.configure({ warn: (message) => console.error(message) });
const orders = new Counter({
  name: "shop_orders_total",
  help: "Orders.",
  labelNames: ["payment", "express"],
});
orders.inc({ payment: "card", express: "true" }, 2);
orders.labels("paypal", "false").inc();
new Gauge({ name: "shop_largest_order", help: "L." }).set(4);
const duration = new Histogram({
  name: "shop_request_duration_seconds",
  help: "D.",
  labelNames: ["status"],
  buckets: [0.1, 1],
});
duration.observe({ status: "2xx" }, 0.5);
const end = duration.startTimer({ status: "4xx" });
end();
const other = new Counter({ name: "application_total", help: "Another metric." });
other.inc(5);

const lines = (text) =>
  text
    .split("\n")
    .filter((line) =>
      /^(shop_orders_total|shop_largest|application_total|shop_request_duration_seconds_count)/.test(line),
    );
const own = await register.metrics();
const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, registry: register });
const text = await (await fetch(server.url)).text();
await server.close();
console.log(
  JSON.stringify({
    own: lines(own).sort(),
    served: lines(text).sort(),
    value: await orders.get().then(({ values }) => values.length),
  }),
);
