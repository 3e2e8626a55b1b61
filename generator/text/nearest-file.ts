import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { nearestName } from "./nearest-name.js";
import { isBelow, posixPath } from "./system-reason.js";

/**
 * The file that a path without one most likely meant: where a part of the path does not exist, the entry of its folder
 * that is spelled most alike.
 *
 * @returns a path that exists, or `undefined`
 */
export function nearestFile(path: string): string | undefined {
  if (path === "" || existsSync(path)) return undefined;
  const folder = dirname(path);
  const name = basename(path);
  if (existsSync(folder)) return nearestIn(folder, name);
  const nearestFolder = folder === path ? undefined : nearestFile(folder);
  if (nearestFolder === undefined) return undefined;
  const inside = join(nearestFolder, name);
  return existsSync(inside) ? posixPath(inside) : nearestIn(nearestFolder, name);
}

function nearestIn(folder: string, name: string): string | undefined {
  const nearest = nearestName(name, entriesOf(folder));
  return nearest === undefined ? undefined : posixPath(join(folder, nearest));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(resolve(folder));
  } catch {
    return []; // it is a file, or cannot be read
  }
}

/** A sentence for an error of the system: the file that was meant where there is none; `undefined` without one. */
export function suggestFile(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) return undefined;
  const isFile = !("syscall" in error && String(error.syscall).startsWith("spawn")); // or the name of a program
  const nearest =
    isFile && "path" in error && typeof error.path === "string" ? nearestFile(error.path) : undefined;
  return nearest === undefined ? undefined : `Did you mean \`${relativePath(nearest)}\`?`;
}

/** The path as a user writes it in the working directory. */
function relativePath(path: string): string {
  const from = process.cwd();
  return isBelow(resolve(path), from) ? posixPath(relative(from, resolve(path))) : path;
}
