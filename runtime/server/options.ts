import type { NamesOf } from "../arguments.js";
import type { ClientRegistry } from "../client/registry.js";

/** Options of the server, and of a handler in an application's own server. */
export type MetricsHandlerOptions = Pick<
  MetricsServerOptions,
  "registry" | "labels" | "defaultMetrics" | "cluster" | "openMetrics"
>;

/**
 * Options of the metrics server. An option takes precedence over the environment, and the environment over `config`.
 */
export interface MetricsServerOptions extends ServerSettings {
  /** A host name or an IP address, in place of that of a TCP address; empty for all interfaces. */
  readonly host?: string;
  /** 0 to 65535, in place of that of a TCP address; 0 for any free port. */
  readonly port?: number;
  /** Begins with `/`, percent-encoded as in a URL, in place of the address's. */
  readonly path?: string;
  /**
   * The application's own registry of `prom-client` or `@prometheus-io/client`, in the text format. Its metrics are
   * served after the families. A metric with the name of a family is an error when the server starts; if it is added
   * later, it is left out.
   */
  readonly registry?: ClientRegistry;
  /**
   * Labels of all series, with their values by name, as in `{ app: "shop" }`; none by default. A family of the schema
   * with a label of the same name is an error; other metrics keep their own. Default labels of `registry` are on all
   * series, too; these labels win.
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Whether to serve the metrics of the Node process, `process_*` and `nodejs_*`, unless `registry` has those of its
   * client. True by default.
   */
  readonly defaultMetrics?: boolean;
  /**
   * In the primary of a cluster: serve the metrics of this process together with those of all workers that call
   * `answerPrimary`. Needs an installed client, which aggregates the values of all processes. False by default.
   */
  readonly cluster?: boolean | ClusterOptions;
  /** Settings that the environment may change, for example those of the application's own configuration. */
  readonly config?: ServerSettings;
  /** The `METRICSMITH_…` variables: `process.env` by default, none with `{}`. */
  readonly environment?: Environment;
  /** How long the server waits for a client, for the metrics, and for the end of requests when it is closed. */
  readonly timeouts?: TimeoutOptions | undefined;
  /** How many connections and scrapes there are at a time. */
  readonly limits?: LimitOptions;
  /**
   * The host names and IP addresses, without ports, under which requests may name the server; others get 403. By
   * default, the metrics answer to any, and so does the page, but for that of a server on loopback: it answers to names
   * of this machine, so that no page of another site can read it by a name that leads here.
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Whether the server keeps a process alive that has nothing else to do. False by default: the server ends with the
   * program, also in the middle of a scrape.
   */
  readonly keepProcessAlive?: boolean;
  /**
   * Signals that close the server within `timeouts.close`, such as `["SIGTERM", "SIGINT"]`; none by default. The process
   * then ends by the signal, unless the application listens to the signal too: then the application decides.
   */
  readonly signals?: readonly NodeJS.Signals[];
}

/** How the primary of a cluster collects the metrics of its workers. */
export interface ClusterOptions {
  /**
   * How long a scrape waits for the workers, in milliseconds: 1000 by default. It has to be less than the time-out of
   * the scrape. For a worker that has not answered by then, its previous answer counts.
   */
  readonly timeout?: number;
}

/**
 * The settings of the metrics server that an application can leave to the operator: it passes them as options, the
 * operator sets `METRICSMITH_…` variables. They have the shape of Authelia's `telemetry.metrics`.
 */
export interface ServerSettings {
  /** Whether there is a server. With false, nothing listens, and the program runs as usual. True by default. */
  readonly enabled?: boolean | undefined;
  /** In the syntax of `parseAddress`, `tcp://:9959/metrics`; by default the `server.address` of the schema. */
  readonly address?: string | undefined;
  readonly buffers?: BufferOptions | undefined;
  readonly timeouts?: Pick<TimeoutOptions, "read" | "write" | "idle"> | undefined;
  /**
   * Path of a web configuration file, the `web-config.yml` of Prometheus' exporters: TLS, requirements for a client's
   * certificate, users and their passwords, security headers, a rate limit. It is read again when it changes, or a
   * certificate that it names. If it is not valid then, `metrics.warn` says so, and the previous configuration stays in
   * effect. Needs the package `yaml`, and for `basic_auth_users` the package `bcryptjs`.
   */
  readonly webConfigFile?: string | undefined;
  /**
   * Whether OpenMetrics is served to clients that prefer it, as Prometheus does, and with it exemplars. It writes upper
   * bounds as floats, `le="1.0"`. By default, if every family of the schema is the same in it as in the text format:
   * counters end in `_total`, and no histogram has an upper bound below zero. With true, a counter that does not end in
   * `_total` keeps its name and gets the type `unknown`.
   */
  readonly openMetrics?: boolean | undefined;
  /**
   * Whether to serve the page for people at `/`, with the metrics and plots of them. True by default. If the metrics
   * themselves are at `/`, there is no page.
   */
  readonly page?: boolean | undefined;
}

/** How long the metrics server waits, in milliseconds; each 1 or more. */
export interface TimeoutOptions {
  /** For the header of a request, for all of it, and for a TLS handshake: 6000 by default. */
  readonly read?: number | undefined;
  /**
   * For a reader to take what is sent to it, a megabyte each time: 6000 by default. A reader that stops is cut off
   * after it, or half a second later; a scrape of 88 MB may take up to nine minutes.
   */
  readonly write?: number | undefined;
  /** For the next request on a connection: 30,000 by default. */
  readonly idle?: number | undefined;
  /**
   * For the metrics of a scrape to be collected, before the reply is 503: 60,000 by default. A scraper that gives a
   * shorter time-out in `X-Prometheus-Scrape-Timeout-Seconds` gets the reply half a second before that.
   */
  readonly scrape?: number | undefined;
  /** For requests in flight when the server is closed: 10,000 by default. */
  readonly close?: number | undefined;
}

/** How many bytes the metrics server holds for a connection. */
export interface BufferOptions {
  /** The largest header of a request, with its first line: 4096 by default, and 512 or more. */
  readonly read?: number | undefined;
}

/** How much the metrics server does at a time; each 1 or more. */
export interface LimitOptions {
  /**
   * Open connections: 256 by default. For a further one, the connection is closed that has been without a request for
   * longest, or else the one whose client took the fewest bytes a second of what it is sent; but none in its first
   * second, unless its requests wait for one another. If none may be closed, the new one is.
   */
  readonly connections?: number | undefined;
  /**
   * Scrapes that are collected or sent: 20 by default. For a further one, the scrape ends whose client took the fewest
   * bytes a second, by the rule of connections. If none may end, the reply is 503.
   */
  readonly scrapes?: number | undefined;
  /**
   * About how many bytes of texts of the application's registry, or of the cluster, are held for slow readers: 32 MB by
   * default, and one text if it is larger. Scrapes that begin together share a text. For a further one, that text is
   * dropped whose readers take the fewest bytes a second; none that is younger than a second.
   */
  readonly texts?: number | undefined;
}

/** Variables by their names, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const SETTING_NAMES: NamesOf<ServerSettings> = {
  enabled: true,
  address: true,
  buffers: { read: true } satisfies NamesOf<BufferOptions>,
  timeouts: { read: true, write: true, idle: true },
  webConfigFile: true,
  openMetrics: true,
  page: true,
};

/** The names of the options of `startMetricsServer`. */
export const SERVER_OPTION_NAMES: NamesOf<MetricsServerOptions> = {
  host: true,
  port: true,
  path: true,
  registry: true,
  labels: true,
  defaultMetrics: true,
  cluster: { timeout: true } satisfies NamesOf<ClusterOptions>,
  config: SETTING_NAMES,
  environment: true,
  limits: { connections: true, scrapes: true, texts: true } satisfies NamesOf<LimitOptions>,
  allowedHosts: true,
  keepProcessAlive: true,
  signals: true,
  ...SETTING_NAMES,
  timeouts: {
    read: true,
    write: true,
    idle: true,
    scrape: true,
    close: true,
  } satisfies NamesOf<TimeoutOptions>,
};

/** The names of the options of handlers. */
export const HANDLER_OPTION_NAMES: NamesOf<MetricsHandlerOptions> = {
  registry: true,
  labels: true,
  defaultMetrics: true,
  cluster: SERVER_OPTION_NAMES.cluster,
  openMetrics: true,
};
