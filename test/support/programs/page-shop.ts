import {
  booleanVector,
  CounterFamily,
  closedVector,
  GaugeFamily,
  HistogramFamily,
  Metrics,
} from "@metricsmith/runtime/codegen";

/** A program with a family of each type, and one that has recorded nothing. */
export function shop() {
  const method = closedVector("method", ["GET", "POST"]);
  const requests = new CounterFamily({
    name: "shop_requests_total",
    help: "Requests answered.",
    vectors: [booleanVector("paid"), method],
  });
  const stock = new GaugeFamily({ name: "shop_stock", help: "Things in stock.", vectors: [] });
  const duration = new HistogramFamily({
    name: "shop_duration",
    unit: "seconds",
    help: "Time taken.",
    vectors: [method],
    buckets: [0.1, 0.2, 0.4],
  });
  const refunds = new CounterFamily({ name: "shop_refunds_total", help: "Refunds.", vectors: [method] });
  const metrics = new Metrics({ address: "", families: [requests, stock, duration, refunds] });
  const record = () => {
    requests.record(0, 3, { paid: false, method: "GET" });
    requests.record(3, 1, { paid: true, method: "POST" });
    stock.set(0, 42, {});
    for (const seconds of [0.05, 0.15, 0.15, 0.35]) duration.record(0, seconds, { method: "GET" });
  };
  record();
  const timer = setInterval(record, 100);
  return { metrics, stop: () => clearInterval(timer) };
}
