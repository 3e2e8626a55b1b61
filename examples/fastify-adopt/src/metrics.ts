import { Counter, Gauge, Histogram, register } from "prom-client";

export { register };

export const orders = new Counter({
  name: "shop_orders_total",
  help: "Orders placed",
  labelNames: ["payment"] as const,
});

export const baskets = new Gauge({ name: "shop_baskets", help: "Baskets that are not ordered yet" });

export const requestDuration = new Histogram({
  name: "shop_request_duration_seconds",
  help: "Time taken to answer a request",
  labelNames: ["method", "route", "code"] as const,
  buckets: [0.01, 0.1, 1],
});
