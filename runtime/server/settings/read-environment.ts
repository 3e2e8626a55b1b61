import { quoted } from "../../family/quoted.js";
import { MetricsServerError } from "../metrics-server-error.js";
import {
  type ReadSetting,
  readAddress,
  readBoolean,
  readPath,
  readSize,
  readTimeout,
} from "./read-setting.js";
import type { ServerSettings } from "./server-settings.js";

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
