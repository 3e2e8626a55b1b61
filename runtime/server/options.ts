import type { ClientRegistry } from "../client/registry.js";
import { quoted } from "../family/rejection.js";
import { MetricsServerError } from "./errors.js";
import type { LimitOptions, ServerSettings, TimeoutOptions } from "./limits.js";
import type { Environment } from "./environment.js";

/** What the server serves, and what a handler in an application's own server does. */
export type MetricsHandlerOptions = Pick<
  MetricsServerOptions,
  "registry" | "defaultMetrics" | "cluster" | "openMetrics"
>;

/**
 * How the metrics server serves. A setting that is given here holds before that of the environment, which holds
 * before that of `config`.
 */
export interface MetricsServerOptions extends ServerSettings {
  /** A name or an IP address, in place of that of a TCP address; empty for all interfaces. */
  readonly host?: string;
  /** 0 to 65535, in place of that of a TCP address; 0 for any free port. */
  readonly port?: number;
  /** Begins with `/`, percent-encoded as in a URL, in place of the address's. */
  readonly path?: string;
  /**
   * The application's own registry of `prom-client` or `@prometheus-io/client`, in the text format. Its
   * metrics are served after the families. A metric of it by the name of a family is an error at the
   * start; added later, it is left out.
   */
  readonly registry?: ClientRegistry;
  /**
   * Whether to serve Node's process metrics, if `prom-client` or `@prometheus-io/client` is installed, but for
   * those that `registry` has. True by default.
   */
  readonly defaultMetrics?: boolean;
  /**
   * In the primary of a cluster: serve what all workers that call `answerPrimary` have recorded, with what this
   * process has. A client must be installed, which makes one value of those of all processes. False by default.
   */
  readonly cluster?: boolean | ClusterOptions;
  /**
   * Settings that the environment may change, for example those of the application's own configuration.
   */
  readonly config?: ServerSettings;
  /** Where `METRICSMITH_…` variables are looked for: `process.env` by default, nowhere with `{}`. */
  readonly environment?: Environment;
  /** How long the server waits for a client, for the metrics, and for an end of requests when it is closed. */
  readonly timeouts?: TimeoutOptions | undefined;
  /** How many connections and scrapes there are at a time. */
  readonly limits?: LimitOptions;
  /**
   * Whether a process that has nothing else to do goes on as long as the server listens. False by default: the server
   * ends with the program, also in the middle of a scrape.
   */
  readonly keepProcessAlive?: boolean;
  /**
   * Signals at which the server is closed, by `timeouts.close`, as `["SIGTERM", "SIGINT"]`; none by default. The process
   * then ends by the signal, unless the application listens to it too, which then decides.
   */
  readonly signals?: readonly NodeJS.Signals[];
}

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
