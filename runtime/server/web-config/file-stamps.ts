import { statSync } from "node:fs";

/** By which it shows that a file has changed, or that another has taken its place; by its path. */
export type FileStamps = ReadonlyMap<string, string>;

/** To be taken before the files are read, so that a change during it shows. */
export function stampFiles(files: readonly string[]): FileStamps {
  return new Map(files.map((file) => [file, stampOf(file)]));
}

/** Whether one of the files is not what it was. */
export function haveChanged(stamps: FileStamps): boolean {
  for (const [file, stamp] of stamps) if (stampOf(file) !== stamp) return true;
  return false;
}

/** Of what a link leads to: Kubernetes changes a mounted secret by changing a link. */
function stampOf(file: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
