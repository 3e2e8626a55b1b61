import type { BufferOptions, TimeoutOptions } from "../limits.js";

/**
 * The settings of the metrics server that an application can leave to the operator: it passes them as options, the
 * operator sets `METRICSMITH_…` variables. They have the shape of Authelia's `telemetry.metrics`.
 */
export interface ServerSettings {
  /** Whether there is a server at all: with false nothing listens, and all else goes on. True by default. */
  readonly enabled?: boolean | undefined;
  /** As `parseAddress` reads it, `tcp://:9959/metrics`; by default the `server.address` of the schema. */
  readonly address?: string | undefined;
  readonly buffers?: BufferOptions | undefined;
  readonly timeouts?: Pick<TimeoutOptions, "read" | "write" | "idle"> | undefined;
  /**
   * Path of a web configuration file, the `web-config.yml` of Prometheus' exporters: TLS, what is asked of a
   * client's certificate, users and their passwords, security headers, a rate limit. It is read again when it, or
   * a certificate that it names, changes; if it is faulty then, `metrics.warn` says so and what was read before
   * holds on. Needs the package `yaml`, and for `basic_auth_users` the package `bcryptjs`.
   */
  readonly webConfigFile?: string | undefined;
  /**
   * Whether OpenMetrics is served to those who prefer it, as Prometheus does, and with it exemplars; it spells
   * upper bounds as floats, `le="1.0"`. By default, if every family of the schema is there what it is in the text
   * format: counters end in `_total`, and no histogram has a bound below zero. With true, a counter that does not
   * end in `_total` keeps its name and is of the type `unknown`.
   */
  readonly openMetrics?: boolean | undefined;
  /**
   * Whether to serve the page for people at `/`, with what is measured and plots of it. True by default. Where
   * the metrics themselves are at `/`, there is no page.
   */
  readonly page?: boolean | undefined;
}
