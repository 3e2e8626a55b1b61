import { isAbsolute, relative, sep } from "node:path";

/** The system's reason for an error in words: `permission denied`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return REASONS.get(code) ?? error.message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EEXIST", "a part of the path is a file, not a directory"],
  ["ECONNREFUSED", "nothing listens there"],
  ["ECONNRESET", "the connection was closed before an answer"],
  ["EISDIR", "it is a directory"],
  ["ENOENT", "there is no such file"],
  ["ENOSPC", "no space is left on the device"],
  ["ENOTFOUND", "there is no host of that name"],
  ["ENOTDIR", "a part of the path is a file, not a directory"],
  ["EPERM", "the operation is not permitted"],
  ["EROFS", "the file system is read-only"],
]);

/** Writes a path with slashes, so that outputs and messages are the same on every system. */
export function posixPath(path: string): string {
  return path.split(sep).join("/");
}

/** Input that cannot be read: not a finding, but wrong usage. Its message names the input and the reason. */
export class UnreadableError extends Error {
  override readonly name: string = "UnreadableError";
}

/** Whether a path is within a folder; both are absolute, and without links. */
export function isBelow(path: string, folder: string): boolean {
  const from = relative(folder, path);
  return from !== "" && !isAbsolute(from) && from !== ".." && !from.startsWith(`..${sep}`);
}
