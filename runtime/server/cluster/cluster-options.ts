import { quoted } from "../../family/quoted.js";
import { MetricsServerError } from "../metrics-server-error.js";

/** How the primary of a cluster collects what its workers have. */
export interface ClusterOptions {
  /**
   * How long a scrape waits for the workers, in milliseconds: 1000 by default. It has to be less than the scrape's
   * own time-out. Of a worker that has not answered by then, what it had last counts.
   */
  readonly timeout?: number;
}

/** @throws MetricsServerError if the option is not valid */
export function clusterTimeout(option: true | ClusterOptions): number {
  const timeout = typeof option === "object" ? (option.timeout ?? 1000) : 1000;
  if (typeof timeout === "number" && timeout >= 1 && timeout < 2 ** 31) return timeout;
  throw new MetricsServerError(
    `the option cluster.timeout is ${quoted(timeout)}; expected milliseconds, 1 or more`,
  );
}
