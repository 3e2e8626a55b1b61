import { sep } from "node:path";

/** The system's reason for an error in words: `permission denied`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? String(error.code) : "";
  return REASONS.get(code) ?? error.message;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
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

/** A path as outputs and messages have it on every system: with slashes. */
export function posixPath(path: string): string {
  return path.split(sep).join("/");
}
