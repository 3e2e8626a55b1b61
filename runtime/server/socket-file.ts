import { randomBytes } from "node:crypto";
import { type BigIntStats, lstatSync, renameSync } from "node:fs";
import type { Server } from "node:http";

interface SocketFile {
  readonly path: string;
  readonly stats: BigIntStats | undefined;
}

/** The file that each server has made. As long as the server listens, no other file of the device has its number. */
const files = new WeakMap<Server, SocketFile>();

/** To be called as soon as a server is bound to a path, before another file can take its place. */
export function rememberSocketFile(server: Server, path: string): void {
  files.set(server, { path, stats: statsAt(path) });
}

/**
 * Stops listening. Node removes the file at the path of a Unix socket, whoever has made it: another server that has
 * replaced it since, for example the next release of a program, would not be found any more. So another file is moved
 * aside meanwhile, which takes some microseconds.
 *
 * @param closed is called when all connections have ended
 */
export function stopListening(server: Server, closed: () => void): void {
  const file = files.get(server);
  const restore = file === undefined ? undefined : moveAside(file);
  server.close(closed); // removes the file before it returns
  restore?.();
}

/** Moves the file aside that has taken the place of a server's own. @returns moves it back */
function moveAside({ path, stats }: SocketFile): (() => void) | undefined {
  const found = statsAt(path);
  if (found === undefined || found.isDirectory()) return undefined; // there is nothing that Node could remove
  if (found.ino === stats?.ino && found.dev === stats.dev) return undefined;
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch {
    return undefined; // who may not move a file may not remove it either
  }
  return () => renameSync(aside, path);
}

function statsAt(path: string): BigIntStats | undefined {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return undefined; // as if it were not there: Node cannot remove it either
  }
}
