import type { Address } from "../address.js";
import { processState } from "../process-state.js";
import type { ServedMetrics } from "../served-metrics.js";
import { addressName } from "./endpoint.js";
import { MetricsServerError } from "./errors.js";
import type { MetricsServerOptions } from "./options.js";

/** What a server is started with. */
interface ServerStart {
  readonly metrics: ServedMetrics;
  readonly address: Address;
  readonly settings: MetricsServerOptions;
}

interface RunningServer extends ServerStart {
  /** What `startOnce` returns. */
  readonly server: Promise<unknown>;
}

/** By address. A server on any free port is not here: another one has another port. */
const running = processState("servers", () => new Map<string, RunningServer>());

/**
 * Starts a server, or returns the one that already listens on its address for the same metrics: hot reload, and programs
 * that are bundled in several parts, start it again.
 *
 * @param open starts the server, and calls its argument when the server stops listening
 * @throws MetricsServerError if the running server has other settings
 */
export async function startOnce<Server>(
  start: ServerStart,
  open: (forget: () => void) => Promise<Server>,
): Promise<Server> {
  const key = keyOf(start.address);
  if (key === undefined) return open(() => {});
  const existing = running.get(key);
  if (existing?.metrics === start.metrics) {
    checkSettings(existing, start);
    return existing.server as Promise<Server>; // the caller is always the same function
  }
  if (existing !== undefined) return open(() => {}).catch((error) => explain(error, existing));
  const forget = () => {
    if (running.get(key) === started) running.delete(key);
  };
  const started: RunningServer = { ...start, server: open(forget) };
  running.set(key, started);
  started.server.catch(forget);
  return started.server as Promise<Server>;
}

function keyOf(address: Address): string | undefined {
  switch (address.network) {
    case "unix":
      return `unix ${address.socket}`;
    case "fd":
      return `fd ${address.fd}`;
    case "tcp":
    case "tcp4":
    case "tcp6":
      return address.port === 0 ? undefined : `${address.network} ${address.host} ${address.port}`;
  }
}

/** @throws the error of a server that cannot listen, with the reason why this process listens there already */
function explain(error: unknown, { metrics }: RunningServer): never {
  if (!(error instanceof MetricsServerError)) throw error;
  const others = metrics.members.map(({ schema }) => schema).filter((schema) => schema !== "");
  throw new MetricsServerError(
    `${error.message}; this process has a metrics server there, of ${others.join(" and ") || "other metrics"}: ` +
      "to serve several schemas together, pass a list, as in startMetricsServer([metrics, others])",
    { cause: error.cause },
  );
}

function checkSettings(existing: RunningServer, start: ServerStart): void {
  const different = differentSettings(existing, start);
  if (different.length === 0) return;
  throw new MetricsServerError(
    `a metrics server for these metrics already listens on ${addressName(start.address)}, with other settings ` +
      `(${different.join(", ")}); close it first (await server.close()), pass the same settings, or another address`,
  );
}

/** Options that are parts of the address, or that the other options have been resolved from. */
const RESOLVED = ["enabled", "address", "host", "port", "path", "config", "environment"];

function differentSettings(existing: RunningServer, start: ServerStart): readonly string[] {
  const before = new Map(Object.entries(existing.settings));
  const now = new Map(Object.entries(start.settings));
  const names = [...new Set([...before.keys(), ...now.keys()])].filter((name) => !RESOLVED.includes(name));
  const different = names.filter((name) => !isSame(name, before.get(name), now.get(name)));
  return existing.address.path === start.address.path ? different : ["path", ...different];
}

function isSame(name: string, before: unknown, now: unknown): boolean {
  // A registry is an object of a client; the other options are values, and lists and objects of values.
  return name === "registry" ? before === now : JSON.stringify(before) === JSON.stringify(now);
}
