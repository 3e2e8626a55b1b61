export { shareMetrics } from "./workers/main-thread.js";
export { type JoinOptions, joinMetrics } from "./workers/worker-thread.js";
