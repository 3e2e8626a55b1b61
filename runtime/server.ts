export {
  type Address,
  AddressError,
  type FdAddress,
  parseAddress,
  type TcpAddress,
  type UnixAddress,
} from "./address.js";
export type { CloseOptions } from "./server/close.js";
export { type AnsweringWorker, type AnswerOptions, answerPrimary } from "./server/cluster/cluster-worker.js";
export { MetricsServerError } from "./server/errors.js";
export { metricsFetchHandler, metricsHandler } from "./server/handlers.js";
export { createRegistry, type RegistryOptions } from "./server/installed-client.js";
export { type MetricsServer, startMetricsServer } from "./server/metrics-server.js";
export type {
  BufferOptions,
  ClusterOptions,
  Environment,
  LimitOptions,
  MetricsHandlerOptions,
  MetricsServerOptions,
  ServerSettings,
  TimeoutOptions,
} from "./server/options.js";
