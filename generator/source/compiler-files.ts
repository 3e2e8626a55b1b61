import { statSync } from "node:fs";
import { tooLarge } from "@metricsmith/runtime/input";
import { type FileSystemHost, Project, type ProjectOptions, ts } from "ts-morph";
import { LARGEST_TEXT, readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";

/** In bytes. What is larger is a bundle, or made by a program. */
const LARGEST_SOURCE_FILE = 1024 * 1024;

/** The files that the compiler reads of its own accord: configurations that are regular files of a limited size. */
export const compilerSystem: ts.System = { ...ts.sys, readFile: (path) => readTextFile(path) };

/** @throws Error if it is no regular file, or too large */
export function checkSourceFile(file: string): void {
  const stats = statSync(file);
  if (!stats.isFile()) throw new Error(`${file} is no regular file`);
  if (stats.size > LARGEST_SOURCE_FILE)
    throw new Error(`${file}: ${tooLarge(LARGEST_SOURCE_FILE).message}; leave it out with --exclude`);
}

/**
 * Creates a project that reads files of a limited size: the compiler reads whatever a file imports.
 *
 * @param isLeftOut files that are empty if they are too large, as are those of dependencies; the others are an error
 */
export function createBoundedProject(options: ProjectOptions, isLeftOut: (path: string) => boolean): Project {
  const fileSystem: FileSystemHost = new Project({ skipLoadingLibFiles: true }).getFileSystem();
  const read = fileSystem.readFileSync.bind(fileSystem);
  fileSystem.readFileSync = (path, encoding) => {
    const isForeign = path.endsWith(".d.ts") || posixPath(path).includes("/node_modules/");
    const largest = isForeign ? LARGEST_TEXT : LARGEST_SOURCE_FILE;
    if (sizeOf(path) <= largest) return read(path, encoding);
    if (!isForeign && !isLeftOut(path)) checkSourceFile(path);
    return "";
  };
  return new Project({ ...options, fileSystem });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
