import { lookup } from "node:dns/promises";
import { chmodSync, fstatSync, lstatSync, type Stats, statSync, unlinkSync } from "node:fs";
import type { Server } from "node:http";
import { connect, isIP, type ListenOptions } from "node:net";
import { dirname } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { Address, TcpAddress, UnixAddress } from "../address.js";
import { addressName, type Endpoint } from "./endpoint.js";
import { MetricsServerError } from "./errors.js";
import { rememberSocketFile } from "./socket-file.js";

/**
 * Listens on an address. A TCP address without a host means all interfaces, port 0 any free port.
 *
 * @returns where the server listens: of an inherited descriptor, the address that its socket is bound to
 * @throws MetricsServerError if that fails; its cause is Node's error
 */
export async function listen(server: Server, address: Address): Promise<Endpoint> {
  try {
    await listenOn(server, address);
  } catch (error) {
    const cause = error instanceof ListenError ? error.cause : error;
    throw new MetricsServerError(
      `cannot listen on ${addressName(address)}: ${explain(error, address)}; ${suggestion(address)}`,
      { cause },
    );
  }
  const bound = server.address();
  const { network, path } = address;
  if (typeof bound !== "object" || bound === null) return { network, host: undefined, port: undefined, path };
  return { network, host: address.host ?? bound.address, port: bound.port, path };
}

async function listenOn(server: Server, address: Address): Promise<void> {
  switch (address.network) {
    case "unix":
      return listenOnSocket(server, address);
    case "fd":
      checkDescriptor(address.fd);
      // Without `exclusive`, it would mean a descriptor of the primary in a worker of a cluster.
      return bind(server, { fd: address.fd, exclusive: true });
    case "tcp": {
      const { host, port } = address;
      checkPermission(host === "" ? "0.0.0.0" : host, port);
      return bind(server, host === "" ? { port } : { port, host });
    }
    case "tcp4": {
      const { port } = address;
      const host = await ipAddress(address, { family: 4, any: "0.0.0.0" });
      checkPermission(host, port);
      return bind(server, { port, host });
    }
    case "tcp6": {
      const { port } = address;
      const host = await ipAddress(address, { family: 6, any: "::" });
      checkPermission(`[${host}]`, port);
      return bind(server, { port, host, ipv6Only: true });
    }
  }
}

/** Asks Deno, whose own error would come where nobody can catch it. */
function checkPermission(host: string, port: number): void {
  const { Deno } = globalThis as { Deno?: DenoPermissions };
  const permission = Deno?.permissions.requestSync({ name: "net", host: `${host}:${port}` });
  if (permission === undefined || permission.state === "granted") return;
  throw new ListenError("Deno does not allow it, unless it is run with --allow-net");
}

/** What is used of Deno's global object. */
interface DenoPermissions {
  readonly permissions: {
    requestSync(permission: { readonly name: "net"; readonly host: string }): { readonly state: string };
  };
}

/** Checked before Node sees the descriptor: it closes one that is not a socket, together with the server. */
function checkDescriptor(fd: number): void {
  try {
    if (fstatSync(fd).isSocket()) return;
  } catch (cause) {
    throw new ListenError("the process has not inherited this descriptor", { cause });
  }
  throw new ListenError("it is not a socket");
}

/** Of a host name, the first address of the family. Node itself would take the first address of either family. */
async function ipAddress(
  { host }: TcpAddress,
  { family, any }: { readonly family: 4 | 6; readonly any: string },
): Promise<string> {
  if (host === "") return any;
  return isIP(host) === 0 ? (await lookup(host, { family })).address : host;
}

function explain(cause: unknown, { network, host }: Address): string {
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
      return network === "fd" ? "its socket cannot be listened on" : cause.message;
    default:
      return cause.message;
  }
}

function suggestion({ network }: Address): string {
  const options = network === "unix" || network === "fd" ? "address" : "address, host or port";
  return `pass another ${options} to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema`;
}

/** In bytes: a path in `sockaddr_un` without its last zero. A longer path would be cut without an error. */
const LONGEST_SOCKET_PATH = process.platform === "linux" ? 107 : 103;

/**
 * Listens on a Unix socket, in place of a file that no server listens on. `stopListening` removes the file.
 *
 * @throws ListenError or the system's error
 */
async function listenOnSocket(server: Server, address: UnixAddress): Promise<void> {
  const { socket } = address;
  const bytes = Buffer.byteLength(socket.replace(/^@/, ""));
  if (bytes > LONGEST_SOCKET_PATH)
    throw new ListenError(
      `it has ${bytes} bytes, more than the ${LONGEST_SOCKET_PATH} that a socket can have`,
    );
  if (socket.startsWith("@")) return listenOnAbstract(server, socket);
  try {
    await bindFile(server, address);
  } catch (cause) {
    const obstacle = await removeObstacle(socket, cause);
    if (obstacle !== undefined) throw new ListenError(obstacle, { cause });
    await bindFile(server, address);
  }
}

async function listenOnAbstract(server: Server, socket: string): Promise<void> {
  if (process.platform !== "linux") throw new ListenError("only Linux has abstract sockets");
  try {
    await bind(server, { path: `\0${socket.slice(1)}`, exclusive: true });
  } catch (cause) {
    if (codeOf(cause) !== "EADDRINUSE") throw cause;
    throw new ListenError("another server listens on it", { cause });
  }
}

function bindFile(server: Server, address: UnixAddress): Promise<void> {
  const bound = bindWithUmask(server, address);
  if (server.listening) rememberSocketFile(server, address.socket);
  return bound;
}

/**
 * The umask is that of the whole process. So it is set for the call that binds alone, which is synchronous as the
 * server is `exclusive`. A worker thread cannot set it, and changes the file's mode right after the call.
 */
function bindWithUmask(server: Server, { socket, umask }: UnixAddress): Promise<void> {
  const options = { path: socket, exclusive: true };
  if (umask === undefined) return bind(server, options);
  if (!isMainThread) {
    const bound = bind(server, options);
    if (server.listening) chmodSync(socket, 0o777 & ~umask);
    return bound;
  }
  const before = process.umask(umask);
  try {
    return bind(server, options);
  } finally {
    process.umask(before);
  }
}

/** @returns why the socket file cannot be made; `undefined` if the obstacle was removed */
async function removeObstacle(socket: string, cause: unknown): Promise<string | undefined> {
  const directory = dirname(socket);
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return removeStale(socket);
    case "EACCES": // libuv also gives it for ENOENT
      return statSync(directory, { throwIfNoEntry: false }) === undefined
        ? `there is no directory ${JSON.stringify(directory)}`
        : "permission denied";
    case "ENOTDIR":
      return `${JSON.stringify(directory)} is not a directory`;
    default:
      throw cause;
  }
}

async function removeStale(socket: string): Promise<string | undefined> {
  const found = statsOf(socket);
  if (found === undefined) return undefined;
  if (!found.isSocket()) return "there is a file that is not a socket";
  const code = await connectionError(socket);
  if (code === undefined || code === "EAGAIN") return "another server listens on it";
  if (code === "ENOENT") return undefined;
  if (code !== "ECONNREFUSED")
    return `there is a socket, and whether a server listens on it is unknown: ${code}`;
  // Another file has taken its place: that of another server that is starting.
  if (statsOf(socket)?.ino !== found.ino) return "another server listens on it";
  try {
    unlinkSync(socket);
    return undefined;
  } catch (error) {
    return `no server listens on it, but it cannot be removed: ${codeOf(error)}`;
  }
}

/** Tries to connect. @returns the code of the error; `undefined` without an error */
function connectionError(path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const connection = connect({ path });
    connection.once("error", (error) => resolve(codeOf(error)));
    connection.once("connect", () => {
      connection.destroy();
      resolve(undefined);
    });
  });
}

function statsOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** @throws Node's error if the server cannot listen */
function bind(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Says why an address cannot be listened on, in plainer words than the system's error, which is its cause. */
class ListenError extends Error {}
