/** Called by Next when its server starts: serves the metrics of all routes, on a port of their own. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startMetricsServer } = await import("@metricsmith/runtime/server");
  const { metrics } = await import("./generated/recorders.js");
  const server = await startMetricsServer(metrics, {
    host: "127.0.0.1",
    port: Number(process.env.METRICS_PORT ?? 9959),
  });
  console.log(`metrics: ${server.url}`);
}
