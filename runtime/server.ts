export {
  type Address,
  AddressError,
  type FdAddress,
  parseAddress,
  type TcpAddress,
  type UnixAddress,
} from "./address.js";
export { type AnsweringWorker, type AnswerOptions, answerPrimary } from "./server/cluster/answer-primary.js";
export type { ClusterOptions } from "./server/cluster/cluster-options.js";
export { createRegistry, type RegistryOptions } from "./server/create-registry.js";
export type { BufferOptions, LimitOptions, TimeoutOptions } from "./server/limits.js";
export { metricsFetchHandler } from "./server/metrics-fetch-handler.js";
export { metricsHandler } from "./server/metrics-handler.js";
export { type MetricsServer, startMetricsServer } from "./server/metrics-server.js";
export { MetricsServerError } from "./server/metrics-server-error.js";
export type { MetricsHandlerOptions, MetricsServerOptions } from "./server/options.js";
export type { Environment } from "./server/settings/read-environment.js";
export type { ServerSettings } from "./server/settings/server-settings.js";
export type { CloseOptions } from "./server/stopping.js";
