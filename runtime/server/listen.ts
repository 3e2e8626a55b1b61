import { lookup } from "node:dns/promises";
import { fstatSync } from "node:fs";
import type { Server } from "node:http";
import { isIP } from "node:net";
import type { Address, TcpAddress } from "../address.js";
import { addressName, type Endpoint } from "./endpoint.js";
import { MetricsServerError } from "./errors.js";
import { bind, CannotListen, listenOnSocket } from "./unix-socket.js";

/**
 * Listens, on TCP without a host on all interfaces, and says where: on the port asked for, or for 0 any free
 * one; on an inherited descriptor, what its socket is bound to.
 *
 * @throws MetricsServerError if the address cannot be listened on; its cause is Node's error
 */
export async function listen(server: Server, address: Address): Promise<Endpoint> {
  try {
    await begin(server, address);
  } catch (error) {
    const cause = error instanceof CannotListen ? error.cause : error;
    throw new MetricsServerError(
      `cannot listen on ${addressName(address)}: ${reasonOf(error, address)}; ${wayOut(address)}`,
      { cause },
    );
  }
  const bound = server.address();
  const { network, path } = address;
  if (typeof bound !== "object" || bound === null) return { network, host: undefined, port: undefined, path };
  return { network, host: address.host ?? bound.address, port: bound.port, path };
}

async function begin(server: Server, address: Address): Promise<void> {
  switch (address.network) {
    case "unix":
      return listenOnSocket(server, address);
    case "fd":
      checkDescriptor(address.fd);
      // In a worker of a cluster, it would be a descriptor of the primary, unless exclusive.
      return bind(server, { fd: address.fd, exclusive: true });
    case "tcp": {
      const { host, port } = address;
      return bind(server, host === "" ? { port } : { port, host });
    }
    case "tcp4":
      return bind(server, {
        port: address.port,
        host: await ipAddress(address, { family: 4, any: "0.0.0.0" }),
      });
    case "tcp6": {
      const host = await ipAddress(address, { family: 6, any: "::" });
      return bind(server, { port: address.port, host, ipv6Only: true });
    }
  }
}

/** A descriptor that is no socket would be closed with the server that could not listen on it. */
function checkDescriptor(fd: number): void {
  try {
    if (fstatSync(fd).isSocket()) return;
  } catch (cause) {
    throw new CannotListen("the process has not inherited a descriptor of that number", { cause });
  }
  throw new CannotListen("it is no socket");
}

/** Node itself would take a name's first address, of whichever family. */
async function ipAddress(
  { host }: TcpAddress,
  { family, any }: { readonly family: 4 | 6; readonly any: string },
): Promise<string> {
  if (host === "") return any;
  return isIP(host) === 0 ? (await lookup(host, { family })).address : host;
}

function reasonOf(cause: unknown, { network, host }: Address): string {
  if (!(cause instanceof Error)) return String(cause);
  if (network === "unix") return cause.message;
  const quoted = JSON.stringify(host);
  switch ("code" in cause ? cause.code : undefined) {
    case "EADDRINUSE":
      return "the port is already in use";
    case "EACCES":
      return "permission denied (a port below 1024 may need a privilege)";
    case "EADDRNOTAVAIL":
      return `this machine does not have the address ${quoted}`;
    case "EAFNOSUPPORT":
      return `this machine has no ${network === "tcp4" ? "IPv4" : "IPv6"}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${quoted} cannot be resolved`;
    case "EINVAL":
      return network === "fd" ? "it is no socket that can be listened on" : cause.message;
    default:
      return cause.message;
  }
}

function wayOut({ network }: Address): string {
  const options = network === "unix" || network === "fd" ? "address" : "address, host or port";
  return `pass another ${options} to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema`;
}
