import { sep } from "node:path";

/** A path as outputs and messages have it on every system: with slashes. */
export function posixPath(path: string): string {
  return path.split(sep).join("/");
}
