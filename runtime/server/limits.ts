import { quoted } from "../family/rejection.js";
import { MetricsServerError } from "./errors.js";

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
   * For the metrics of a scrape to be collected, before it is answered with 503: 60,000 by default. A scraper that
   * says by `X-Prometheus-Scrape-Timeout-Seconds` that it waits less long is answered half a second before that.
   */
  readonly scrape?: number | undefined;
  /** For requests in flight when the server is closed: 10,000 by default. */
  readonly close?: number | undefined;
}

/** How many bytes the metrics server holds for a connection. */
export interface BufferOptions {
  /** The most that the header of a request may have, with its first line: 4096 by default, and 512 or more. */
  readonly read?: number | undefined;
}

/** How much the metrics server does at a time; each 1 or more. */
export interface LimitOptions {
  /**
   * Open connections: 256 by default. For a further one, the one is closed that has been without a request for
   * longest; if each has a request in flight, the new one.
   */
  readonly connections?: number | undefined;
  /** Scrapes that are collected or sent: 20 by default. A further one is answered with 503. */
  readonly scrapes?: number | undefined;
}

type Complete<Options> = { readonly [Key in keyof Options]-?: NonNullable<Options[Key]> };

/** What holds clients to their place, with every default applied. */
export interface Limits {
  readonly timeouts: Complete<TimeoutOptions>;
  readonly buffers: Complete<BufferOptions>;
  readonly limits: Complete<LimitOptions>;
}

/** Time-outs and buffers are those of Authelia's listener. */
const DEFAULTS: Limits = {
  timeouts: { read: 6000, write: 6000, idle: 30_000, scrape: 60_000, close: 10_000 },
  buffers: { read: 4096 },
  limits: { connections: 256, scrapes: 20 },
};

/** What a timer can wait for, and more than any limit needs. */
const MOST = 2 ** 31 - 1;

/** In bytes: what the header of a scraper's request takes at least. */
export const SMALLEST_BUFFER = 512;

const TIMEOUT: Range = { unit: "whole milliseconds", least: 1 };
const BUFFER: Range = { unit: "a whole number of bytes", least: SMALLEST_BUFFER };
const LIMIT: Range = { unit: "a whole number", least: 1 };

/** @throws MetricsServerError if an option is not valid */
export function resolveLimits(options: {
  readonly timeouts?: TimeoutOptions | undefined;
  readonly buffers?: BufferOptions | undefined;
  readonly limits?: LimitOptions | undefined;
}): Limits {
  const timeouts = sectionOf("timeouts", options.timeouts);
  const buffers = sectionOf("buffers", options.buffers);
  const limits = sectionOf("limits", options.limits);
  return {
    timeouts: {
      read: checked("timeouts.read", timeouts.read ?? DEFAULTS.timeouts.read, TIMEOUT),
      write: checked("timeouts.write", timeouts.write ?? DEFAULTS.timeouts.write, TIMEOUT),
      idle: checked("timeouts.idle", timeouts.idle ?? DEFAULTS.timeouts.idle, TIMEOUT),
      scrape: checked("timeouts.scrape", timeouts.scrape ?? DEFAULTS.timeouts.scrape, TIMEOUT),
      close: checked("timeouts.close", timeouts.close ?? DEFAULTS.timeouts.close, TIMEOUT),
    },
    buffers: { read: checked("buffers.read", buffers.read ?? DEFAULTS.buffers.read, BUFFER) },
    limits: {
      connections: checked("limits.connections", limits.connections ?? DEFAULTS.limits.connections, LIMIT),
      scrapes: checked("limits.scrapes", limits.scrapes ?? DEFAULTS.limits.scrapes, LIMIT),
    },
  };
}

/** How long a connection may be without a request, in milliseconds: until one begins, and until it has arrived. */
export function patienceOf({ idle, read }: Limits["timeouts"]): number {
  return Math.min(idle + read, MOST);
}

interface Range {
  readonly unit: string;
  readonly least: number;
}

function sectionOf<Section extends object>(name: string, given: Section | undefined): Partial<Section> {
  if (given === undefined) return {};
  if (typeof given === "object" && given !== null) return given;
  throw new MetricsServerError(`the option ${name} is ${quoted(given)}; expected an object`);
}

function checked(name: string, given: number, { unit, least }: Range): number {
  if (Number.isInteger(given) && given >= least && given <= MOST) return given;
  throw new MetricsServerError(
    `the option ${name} is ${quoted(given)}; expected ${unit}, from ${least} to ${MOST}`,
  );
}

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
