import type { AddressInfo } from "node:net";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { metrics } from "../generated/recorders.js";
import { createShop } from "./app.js";

const shop = createShop().listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1", async () => {
  const server = await startMetricsServer(metrics, {
    host: "127.0.0.1",
    port: Number(process.env["METRICS_PORT"] ?? 9959),
  });
  const { port } = shop.address() as AddressInfo;
  console.log(`shop: http://127.0.0.1:${port}/products/1\nmetrics: ${server.url}`);
});
