import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readTextFile } from "../text/read-file.js";

/** A source file of a project. */
export interface SourceFile {
  /** Relative to the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Source files that are looked at, the outermost first, and the largest, in bytes. */
const MOST_SOURCES = 300;
const MOST_FOLDERS = 500;
const LARGEST_SOURCE = 256 * 1024;

const NOT_SOURCES: ReadonlySet<string> = new Set([
  "node_modules",
  "dist",
  "build",
  "out",
  "coverage",
  "generated",
  "public",
  "static",
  "vendor",
]);

/** The source files of a project, the outermost first. Packages below it are not looked into. */
export function readSources(folder: string): readonly SourceFile[] {
  const found: SourceFile[] = [];
  const folders = [""];
  for (let at = 0; at < Math.min(folders.length, MOST_FOLDERS) && found.length < MOST_SOURCES; at++) {
    const inside = folders[at] ?? "";
    const entries = readdirSync(join(folder, inside), { withFileTypes: true });
    if (at > 0 && entries.some(({ name }) => name === "package.json")) continue;
    for (const entry of entries) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".") && !NOT_SOURCES.has(entry.name)) {
        folders.push(path);
      } else if (entry.isFile() && isSource(entry.name) && found.length < MOST_SOURCES) {
        const text = readSmallFile(join(folder, path));
        if (text !== undefined) found.push({ path, text });
      }
    }
  }
  const typed = found.filter(({ path }) => /\.tsx?$/.test(path));
  const compiled = new Set(typed.map(({ path }) => path.replace(/\.tsx?$/, ".js")));
  return found.filter(({ path }) => !compiled.has(path)); // JavaScript that a compiler wrote beside its source
}

function isSource(name: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(name) && !/\.d\.[cm]?ts$|\.config\.|^\.|\.min\./.test(name);
}

function readSmallFile(path: string): string | undefined {
  try {
    return readTextFile(path, LARGEST_SOURCE);
  } catch {
    return undefined; // it is too large, or cannot be read
  }
}
