import { AddressError, parseAddress } from "../address.js";
import { quoted } from "../family/rejection.js";
import { MetricsServerError, optionError } from "./errors.js";
import { LONGEST_TIMEOUT, SMALLEST_BUFFER } from "./limits.js";
import type { Environment, MetricsServerOptions, ServerSettings } from "./options.js";

/**
 * The options, with the settings of the environment and then of `config` for those that are left out.
 *
 * @throws MetricsServerError if the environment is not valid, or if `enabled` is neither true nor false
 */
export function resolveSettings(options: MetricsServerOptions): MetricsServerOptions {
  const { config = {} } = options;
  const layers: readonly ServerSettings[] = [
    options,
    readEnvironment(options.environment ?? process.env),
    config,
  ];
  const buffers = layers.map((layer) => layer.buffers ?? {});
  const timeouts = layers.map((layer) => layer.timeouts ?? {});
  const enabled = first(layers, "enabled");
  if (enabled !== undefined && typeof enabled !== "boolean") {
    throw optionError("enabled", enabled, "true or false");
  }
  return {
    ...options,
    enabled,
    address: first(layers, "address"),
    buffers: { read: first(buffers, "read") },
    timeouts: {
      ...options.timeouts,
      read: first(timeouts, "read"),
      write: first(timeouts, "write"),
      idle: first(timeouts, "idle"),
    },
    webConfigFile: first(layers, "webConfigFile"),
    openMetrics: first(layers, "openMetrics"),
    page: first(layers, "page"),
  };
}

function first<Layer, Key extends keyof Layer>(layers: readonly Layer[], key: Key): Layer[Key] | undefined {
  for (const layer of layers) if (layer[key] !== undefined) return layer[key];
  return undefined;
}

const PREFIX = "METRICSMITH_";

/** Variables of the command line, which may be set where programs are developed. */
const COMMAND_LINE_VARIABLES: ReadonlySet<string> = new Set(["METRICSMITH_DEBUG"]);

/** Reads the `METRICSMITH_…` variables; empty ones set nothing. @throws MetricsServerError with all mistakes */
function readEnvironment(environment: Environment): ServerSettings {
  const names: string[] = [];
  const faults: string[] = [];
  const setting = <Value>(key: string, read: (text: string) => ReadSetting<Value>): Value | undefined => {
    const name = `${PREFIX}${key}`;
    names.push(name);
    const text = environment[name];
    if (text === undefined || text === "") return undefined;
    const result = read(text);
    if ("value" in result) return result.value;
    faults.push(`${name} ${result.problem}; ${result.help}`);
    return undefined;
  };
  const settings = {
    enabled: setting("ENABLED", readBoolean),
    address: setting("ADDRESS", readAddress),
    buffers: { read: setting("BUFFERS_READ", readSize) },
    timeouts: {
      read: setting("TIMEOUTS_READ", readTimeout),
      write: setting("TIMEOUTS_WRITE", readTimeout),
      idle: setting("TIMEOUTS_IDLE", readTimeout),
    },
    webConfigFile: setting("WEB_CONFIG_FILE", readPath),
    openMetrics: setting("OPEN_METRICS", readBoolean),
    page: setting("PAGE", readBoolean),
  };
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || names.includes(name) || text === undefined || text === "") continue;
    if (COMMAND_LINE_VARIABLES.has(name) || isServiceLink(name, text)) continue;
    faults.push(`${quoted(name)} is not a setting; ${suggestSetting(name, names)}`);
  }
  if (faults.length === 0) return settings;
  throw new MetricsServerError(`the environment is not valid:\n${faults.join("\n")}`);
}

/**
 * Whether Kubernetes or Docker sets the variable for a service whose name begins with `metricsmith`:
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(name: string, text: string): boolean {
  if (/_SERVICE_(?:HOST$|PORT(?:$|_\w))/.test(name)) return true;
  if (/_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith("_PORT") && /^(?:tcp|udp|sctp):\/\//.test(text);
}

/** What to write in place of an unknown variable. */
function suggestSetting(name: string, names: readonly string[]): string {
  const key = name.slice(PREFIX.length);
  if (/^(?:LISTEN_?)?(?:HOST|PORT|PATH|URL)$/.test(key)) {
    return `write it into ${PREFIX}ADDRESS, as in tcp://127.0.0.1:9959/metrics`;
  }
  return `the settings are ${names.join(", ")}`;
}

/** The value of a setting, or what is wrong with its text. */
type ReadSetting<Value> = { readonly value: Value } | SettingFlaw;

interface SettingFlaw {
  /** The predicate of a sentence about the setting; quotes the text. */
  readonly problem: string;
  /** What to write instead. */
  readonly help: string;
}

/** In bytes. No header comes near it: a larger number is a mistake. */
const LARGEST_BUFFER = 2 ** 30;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "1"].map((text) => [text, true] as const),
  ...["false", "no", "off", "0"].map((text) => [text, false] as const),
]);

/** Upper and lower case are the same. */
function readBoolean(text: string): ReadSetting<boolean> {
  const value = BOOLEANS.get(text.toLowerCase());
  if (value !== undefined) return { value };
  return flaw(text, ", which is neither true nor false", "write true or false");
}

function readAddress(text: string): ReadSetting<string> {
  try {
    parseAddress(text);
    return { value: text };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return flaw(text, `, which ${error.problem}`, error.hint);
  }
}

/** In bytes. */
function readSize(text: string): ReadSetting<number> {
  const value = Number(text);
  const help = `write a whole number of bytes, ${SMALLEST_BUFFER} or more, such as 4096`;
  if (!/^\d+$/.test(text)) return flaw(text, ", which is not a whole number", help);
  if (value < SMALLEST_BUFFER) return flaw(text, ", which leaves no room for a request", help);
  if (value > LARGEST_BUFFER) return flaw(text, ", which is more than 1 GiB", help);
  return { value };
}

/** In milliseconds. */
function readTimeout(text: string): ReadSetting<number> {
  const value = parseDuration(text);
  const help =
    "write a whole number and its unit, such as 6s, 500ms or 1m30s, or a number of seconds, such as 6";
  if (value === undefined) return flaw(text, ", which is not a duration", help);
  if (value === 0) return flaw(text, ", which is too short for anything", help);
  if (value > LONGEST_TIMEOUT) return flaw(text, ", which is longer than the longest timer, 24 days", help);
  return { value };
}

function readPath(text: string): ReadSetting<string> {
  if (text !== "" && !text.includes("\0")) return { value: text };
  return flaw(text, ", which is not a path", "write the path of a file, such as web-config.yml");
}

function flaw(text: string, reason: string, help: string): SettingFlaw {
  return { problem: `is ${quoted(text)}${reason}`, help };
}

/** Milliseconds in each unit. Authelia's months and years are longer than any timer. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
]);

/**
 * A duration in milliseconds: whole numbers with units, `1m30s`, or a whole number of seconds; `undefined` for another
 * text.
 *
 * Source: https://www.authelia.com/configuration/prologue/common/#duration. In a rate limit of a web configuration, a
 * number alone means nanoseconds, as exporter-toolkit defines.
 */
function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:ms|[wdhms]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(?<!\d)(\d+)([a-z]+)/g)) {
    sum += Number(amount) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}
