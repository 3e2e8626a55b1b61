import { chmodSync, lstatSync, type Stats, statSync, unlinkSync } from "node:fs";
import type { Server } from "node:http";
import { connect, type ListenOptions } from "node:net";
import { dirname } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { UnixAddress } from "../address.js";

/** The bytes of a path in `sockaddr_un`, without the one that ends it; a longer one would be cut silently. */
const LONGEST = process.platform === "linux" ? 107 : 103;

/**
 * Listens on a Unix socket. A socket file on which nobody listens any more is taken over; the server removes
 * its file when it closes.
 *
 * @throws CannotListen, or the system's error
 */
export async function listenOnSocket(server: Server, address: UnixAddress): Promise<void> {
  const { socket } = address;
  const bytes = Buffer.byteLength(socket.replace(/^@/, ""));
  if (bytes > LONGEST) throw new CannotListen(`its ${bytes} bytes are more than the ${LONGEST} of a socket`);
  if (socket.startsWith("@")) return listenOnAbstract(server, socket);
  try {
    await bindFile(server, address);
  } catch (cause) {
    const obstacle = await removeObstacle(socket, cause);
    if (obstacle !== undefined) throw new CannotListen(obstacle, { cause });
    await bindFile(server, address);
  }
}

async function listenOnAbstract(server: Server, socket: string): Promise<void> {
  if (process.platform !== "linux") throw new CannotListen("only Linux has abstract sockets");
  try {
    await bind(server, { path: `\0${socket.slice(1)}`, exclusive: true });
  } catch (cause) {
    if (codeOf(cause) !== "EADDRINUSE") throw cause;
    throw new CannotListen("another server listens on it", { cause });
  }
}

/**
 * The umask is the process's, so other threads that create files see it too: it is set for the one call that
 * binds, which is synchronous if the server is `exclusive`. A worker thread cannot set it and changes the file
 * at once.
 */
function bindFile(server: Server, { socket, umask }: UnixAddress): Promise<void> {
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

/** What is in the way of a socket file; `undefined` when it is out of the way. */
async function removeObstacle(socket: string, cause: unknown): Promise<string | undefined> {
  const directory = dirname(socket);
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return removeStale(socket);
    case "EACCES": // also where libuv has been told ENOENT
      return statSync(directory, { throwIfNoEntry: false }) === undefined
        ? `there is no directory ${JSON.stringify(directory)}`
        : "permission denied";
    case "ENOTDIR":
      return `${JSON.stringify(directory)} is no directory`;
    default:
      throw cause;
  }
}

async function removeStale(socket: string): Promise<string | undefined> {
  const found = statsOf(socket);
  if (found === undefined) return undefined;
  if (!found.isSocket()) return "there is a file that is no socket";
  const code = await connectionError(socket);
  if (code === undefined || code === "EAGAIN") return "another server listens on it";
  if (code === "ENOENT") return undefined;
  if (code !== "ECONNREFUSED")
    return `there is a socket, and whether a server listens on it is unknown: ${code}`;
  // What has come in its place meanwhile is another server's that is starting too.
  if (statsOf(socket)?.ino !== found.ino) return "another server listens on it";
  try {
    unlinkSync(socket);
    return undefined;
  } catch (error) {
    return `nobody listens on it, but it cannot be removed: ${codeOf(error)}`;
  }
}

/** The code of the error of a connection; `undefined` if it can be made. */
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

/**
 * Binds a server and listens.
 *
 * @throws Node's error if that fails
 */
export function bind(server: Server, options: ListenOptions & { readonly fd?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Says why an address cannot be listened on, in better words than the system's error, which is its cause if there is one. */
export class CannotListen extends Error {}
