import { MOST_TEXT } from "./body/shared-texts.js";
import { optionError } from "./errors.js";
import type { BufferOptions, ClusterOptions, LimitOptions, TimeoutOptions } from "./options.js";

type Complete<Options> = { readonly [Key in keyof Options]-?: NonNullable<Options[Key]> };

/** The limits of what clients can take of the server, with every default applied. */
interface Limits {
  readonly timeouts: Complete<TimeoutOptions>;
  readonly buffers: Complete<BufferOptions>;
  readonly limits: Complete<LimitOptions>;
}

/** Time-outs and buffers are those of Authelia's listener. */
const DEFAULTS: Limits = {
  timeouts: { read: 6000, write: 6000, idle: 30_000, scrape: 60_000, close: 10_000 },
  buffers: { read: 4096 },
  limits: { connections: 256, scrapes: 20, texts: MOST_TEXT },
};

/** In milliseconds. Node's timers count in 31 bits, and fire at once for more. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** In bytes: the least that the header of a scraper's request needs. */
export const SMALLEST_BUFFER = 512;

interface Range {
  readonly unit: string;
  readonly min: number;
}

const TIMEOUT: Range = { unit: "whole milliseconds", min: 1 };
const BUFFER: Range = { unit: "a whole number of bytes", min: SMALLEST_BUFFER };
const LIMIT: Range = { unit: "a whole number", min: 1 };

/** @throws MetricsServerError if an option is not valid */
export function resolveLimits(options: {
  readonly timeouts?: TimeoutOptions | undefined;
  readonly buffers?: BufferOptions | undefined;
  readonly limits?: LimitOptions | undefined;
}): Limits {
  const timeouts = checkSection("timeouts", options.timeouts);
  const buffers = checkSection("buffers", options.buffers);
  const limits = checkSection("limits", options.limits);
  return {
    timeouts: {
      read: checkRange("timeouts.read", timeouts.read ?? DEFAULTS.timeouts.read, TIMEOUT),
      write: checkRange("timeouts.write", timeouts.write ?? DEFAULTS.timeouts.write, TIMEOUT),
      idle: checkRange("timeouts.idle", timeouts.idle ?? DEFAULTS.timeouts.idle, TIMEOUT),
      scrape: checkRange("timeouts.scrape", timeouts.scrape ?? DEFAULTS.timeouts.scrape, TIMEOUT),
      close: checkRange("timeouts.close", timeouts.close ?? DEFAULTS.timeouts.close, TIMEOUT),
    },
    buffers: { read: checkRange("buffers.read", buffers.read ?? DEFAULTS.buffers.read, BUFFER) },
    limits: {
      connections: checkRange("limits.connections", limits.connections ?? DEFAULTS.limits.connections, LIMIT),
      scrapes: checkRange("limits.scrapes", limits.scrapes ?? DEFAULTS.limits.scrapes, LIMIT),
      texts: checkRange("limits.texts", limits.texts ?? DEFAULTS.limits.texts, LIMIT),
    },
  };
}

function checkSection<Section extends object>(
  option: string,
  section: Section | undefined,
): Partial<Section> {
  if (section === undefined) return {};
  if (typeof section === "object" && section !== null) return section;
  throw optionError(option, section, "an object");
}

function checkRange(option: string, value: number, { unit, min }: Range): number {
  if (Number.isInteger(value) && value >= min && value <= LONGEST_TIMEOUT) return value;
  throw optionError(option, value, `${unit}, from ${min} to ${LONGEST_TIMEOUT}`);
}

/** Milliseconds a connection may be without a request: the time for it to begin, and for its header to arrive. */
export function idleTimeoutOf({ idle, read }: Limits["timeouts"]): number {
  return Math.min(idle + read, LONGEST_TIMEOUT);
}

/** Milliseconds a scrape waits for the workers of a cluster. @throws MetricsServerError if the option is not valid */
export function clusterTimeout(option: true | ClusterOptions): number {
  const timeout = typeof option === "object" ? (option.timeout ?? 1000) : 1000;
  if (typeof timeout === "number" && timeout >= 1 && timeout <= LONGEST_TIMEOUT) return timeout;
  throw optionError("cluster.timeout", timeout, "milliseconds, 1 or more");
}
