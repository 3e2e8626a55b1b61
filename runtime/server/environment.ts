import { AddressError, parseAddress } from "../address.js";
import { quoted } from "../family/rejection.js";
import { MetricsServerError } from "./errors.js";
import { type ServerSettings, SMALLEST_BUFFER } from "./limits.js";

/** A setting that was read from text, or what is wrong with the text. */
export type ReadSetting<Value> = { readonly value: Value } | SettingFlaw;

interface SettingFlaw {
  /** The predicate of a sentence about the setting; quotes the text. */
  readonly problem: string;
  /** What to write instead. */
  readonly help: string;
}

/** Node's timers count milliseconds in 31 bits, and fire at once for more. */
const LONGEST = 2 ** 31 - 1;

/** What no header and no slice of a response comes near; a number with more digits has a mistake in it. */
const LARGEST = 2 ** 30;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "1"].map((text) => [text, true] as const),
  ...["false", "no", "off", "0"].map((text) => [text, false] as const),
]);

/** In any case of letters. */
export function readBoolean(text: string): ReadSetting<boolean> {
  const value = BOOLEANS.get(text.toLowerCase());
  if (value !== undefined) return { value };
  return flaw(text, ", which is neither true nor false", "write true or false");
}

export function readAddress(text: string): ReadSetting<string> {
  try {
    parseAddress(text);
    return { value: text };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return flaw(text, `, which ${error.problem}`, error.hint);
  }
}

/** In bytes. */
export function readSize(text: string): ReadSetting<number> {
  const value = Number(text);
  const help = `write a whole number of bytes, ${SMALLEST_BUFFER} or more, as 4096`;
  if (!/^\d+$/.test(text)) return flaw(text, ", which is not a whole number", help);
  if (value < SMALLEST_BUFFER) return flaw(text, ", which leaves no room for a request", help);
  if (value > LARGEST) return flaw(text, ", which is more than 1 GiB", help);
  return { value };
}

/** In milliseconds. */
export function readTimeout(text: string): ReadSetting<number> {
  const value = parseDuration(text);
  const help = "write a whole number and its unit, as 6s, 500ms or 1m30s, or a number of seconds, as 6";
  if (value === undefined) return flaw(text, ", which is no duration", help);
  if (value === 0) return flaw(text, ", in which nothing can be done", help);
  if (value > LONGEST) return flaw(text, ", which is longer than timers count, 24 days", help);
  return { value };
}

/** A path as it is written. */
export function readPath(text: string): ReadSetting<string> {
  if (text !== "" && !text.includes("\0")) return { value: text };
  return flaw(text, ", which is no path", "write the path of a file, as web-config.yml");
}

function flaw(text: string, reason: string, help: string): SettingFlaw {
  return { problem: `is ${quoted(text)}${reason}`, help };
}

/** Variables by their names, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = "METRICSMITH_";

/** What the command line reads, which may be set where programs are developed. */
const OF_THE_COMMAND_LINE: ReadonlySet<string> = new Set(["METRICSMITH_DEBUG"]);

/**
 * What the `METRICSMITH_…` variables set. One that is empty sets nothing.
 *
 * @throws MetricsServerError for values that are not valid, and variables that are not known: all of them at once
 */
export function readEnvironment(environment: Environment): ServerSettings {
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
    if (OF_THE_COMMAND_LINE.has(name) || isServiceLink(name, text)) continue;
    faults.push(`${quoted(name)} is no setting; ${meant(name, names)}`);
  }
  if (faults.length === 0) return settings;
  throw new MetricsServerError(`the environment is not valid:\n${faults.join("\n")}`);
}

/**
 * Whether a variable is one of those that Kubernetes and Docker set for a service whose name begins with
 * `metricsmith`: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function isServiceLink(name: string, text: string): boolean {
  if (/_SERVICE_(?:HOST|PORT(?:_\w+)?)$/.test(name)) return true;
  if (/_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith("_PORT") && /^(?:tcp|udp|sctp):\/\//.test(text);
}

/** What to write in place of a variable that is not known. */
function meant(name: string, names: readonly string[]): string {
  const key = name.slice(PREFIX.length);
  if (/^(?:LISTEN_?)?(?:HOST|PORT|PATH|URL)$/.test(key)) {
    return `write it into ${PREFIX}ADDRESS, as in tcp://127.0.0.1:9959/metrics`;
  }
  return `the settings are ${names.join(", ")}`;
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
 * A duration in milliseconds: whole numbers with units, `1m30s`, or a whole number of seconds; `undefined` if it is
 * none.
 *
 * Source: https://www.authelia.com/configuration/prologue/common/#duration. Where a rate limit of a web
 * configuration has a number alone, it is nanoseconds, as that format says.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:ms|[wdhms]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+)([a-z]+)/g)) {
    sum += Number(amount) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}
