export { createRegistry, type RegistryOptions } from "./server/create-registry.js";
export { type MetricsServer, startMetricsServer } from "./server/metrics-server.js";
export { MetricsServerError } from "./server/metrics-server-error.js";
export type { MetricsServerOptions } from "./server/options.js";
