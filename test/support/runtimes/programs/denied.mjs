// Starts a server that the runtime does not allow.
import { startMetricsServer } from "@metricsmith/runtime/server";
import { metrics } from "./generated/recorders.js";

const options = { host: "127.0.0.1", port: 9959 };
const { name, message } = await startMetricsServer(metrics, options).catch((error) => error);
console.log(JSON.stringify({ name, message }));
