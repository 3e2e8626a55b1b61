import type { ClientRegistry } from "../client/client-registry.js";
import type { ClusterOptions } from "./cluster/cluster-options.js";

/** How the metrics server serves. */
export interface MetricsServerOptions {
  /** As `parseAddress` reads it, `tcp://:9959/metrics`; by default the `server.address` of the schema. */
  readonly address?: string;
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
   * Whether OpenMetrics is served to those who prefer it, as Prometheus does, and with it exemplars; it spells
   * upper bounds as floats, `le="1.0"`. By default, if every family of the schema is there what it is in the text
   * format: counters end in `_total`, and no histogram has a bound below zero. With true, a counter that does not
   * end in `_total` keeps its name and is of the type `unknown`.
   */
  readonly openMetrics?: boolean;
  /**
   * Path of a web configuration file, the `web-config.yml` of Prometheus' exporters: TLS, what is asked of a
   * client's certificate, users and their passwords, security headers, a rate limit. It is read again when it, or
   * a certificate that it names, changes; if it is faulty then, `metrics.warn` says so and what was read before
   * holds on. Needs the package `yaml`, and for `basic_auth_users` the package `bcryptjs`.
   */
  readonly webConfigFile?: string;
  /**
   * Whether to serve the page for people at `/`, with what is measured and plots of it. True by default. Where
   * the metrics themselves are at `/`, there is no page.
   */
  readonly page?: boolean;
}
