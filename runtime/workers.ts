export { type JoinOptions, joinMetrics } from "./workers/join-metrics.js";
export { shareMetrics } from "./workers/share-metrics.js";
