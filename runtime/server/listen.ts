import type { Server } from "node:http";
import type { Address } from "./address.js";
import { hostAndPort } from "./endpoint.js";
import { MetricsServerError } from "./metrics-server-error.js";

/**
 * Listens, without a host on all interfaces, and gives the port: the one asked for, or for 0 any free one.
 *
 * @throws MetricsServerError if the address cannot be listened on; its cause is Node's error
 */
export async function listen(server: Server, { host, port, path }: Address): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(host === "" ? { port } : { port, host }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (cause) {
    throw new MetricsServerError(
      `cannot listen on ${hostAndPort({ host, port, path })}: ${reasonOf(cause, host)}; ` +
        "pass another address, host or port to startMetricsServer, or change server.address in the schema",
      { cause },
    );
  }
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : port;
}

function reasonOf(cause: unknown, host: string): string {
  if (!(cause instanceof Error)) return String(cause);
  switch ("code" in cause ? cause.code : undefined) {
    case "EADDRINUSE":
      return "the port is already in use";
    case "EACCES":
      return "permission denied (a port below 1024 may need a privilege)";
    case "EADDRNOTAVAIL":
      return `this machine does not have the address ${JSON.stringify(host)}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${JSON.stringify(host)} cannot be resolved`;
    default:
      return cause.message;
  }
}
