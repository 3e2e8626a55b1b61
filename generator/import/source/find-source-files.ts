import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { nameMatcher } from "@metricsmith/runtime/text";
import { posixPath } from "../../text/system-reason.js";

/** Whether a file of source code is read. */
export interface FileFilter {
  /** True for a file that `--exclude` names. */
  readonly isExcluded: (path: string) => boolean;
  /** True for a file of tests or fixtures below a directory that is read, unless that directory is one of them. */
  readonly isTest: (path: string) => boolean;
}

/**
 * @param roots the directories that are read
 * @param exclude patterns of paths below the working directory; a pattern without `/` means a file or directory of this name anywhere
 */
export function createFileFilter(roots: readonly string[], exclude: readonly string[]): FileFilter {
  const matchers = exclude.map(pathMatcher);
  return {
    isExcluded: (path) => {
      const parts = posixPath(relative(process.cwd(), path)).split("/");
      return matchers.some((matches) => matches(parts));
    },
    isTest: (path) => {
      const root = roots.find((one) => path.startsWith(`${posixPath(one)}/`));
      if (root === undefined) return false;
      const folders = posixPath(relative(root, dirname(path))).split("/");
      return folders.some((folder) => TEST_DIRECTORIES.has(folder)) || TEST_FILE.test(basename(path));
    },
  };
}

const TEST_DIRECTORIES: ReadonlySet<string> = new Set([
  "test",
  "tests",
  "__tests__",
  "__mocks__",
  "__fixtures__",
  "fixtures",
  "spec",
  "e2e",
]);
const TEST_FILE = /\.(?:test|spec|e2e-spec|test-d)\.[cm]?[jt]sx?$/;

/** Compares part by part: `**` stands for zero or more directories, `*` for zero or more characters of a name. */
function pathMatcher(pattern: string): (parts: readonly string[]) => boolean {
  const normal = posixPath(pattern)
    .replace(/^\.\//, "")
    .replace(/(?<!\/)\/+$/, "");
  const wanted = (normal.includes("/") ? normal : `**/${normal}`).split("/");
  const names = wanted.map((part) => nameMatcher([part]));
  return (parts) => {
    /** The parts of the pattern that have matched so far. */
    let matched = new Set(skipAnyDepth(wanted, 0));
    for (const part of parts) {
      const next = new Set<number>();
      for (const at of matched) {
        if (wanted[at] === "**") next.add(at);
        else if (names[at]?.(part) === true) for (const one of skipAnyDepth(wanted, at + 1)) next.add(one);
      }
      if (next.has(wanted.length)) return true; // what is below a directory is excluded with it
      matched = new Set([...next].flatMap((at) => skipAnyDepth(wanted, at)));
    }
    return false;
  };
}

/** The position, and those after `**` there, which may stand for no directory. */
function skipAnyDepth(wanted: readonly string[], at: number): readonly number[] {
  return wanted[at] === "**" ? [at, ...skipAnyDepth(wanted, at + 1)] : [at];
}

/** The names of files of source code. */
export const SOURCE_FILE = /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/;
const DECLARATION = /\.d\.[cm]?ts$/;
/** Directories with copies of other code, or with output. */
export const FOREIGN_DIRECTORIES: ReadonlySet<string> = new Set([
  "node_modules",
  "dist",
  "coverage",
  "bower_components",
]);

/** The files of source code in a directory, without dependencies and output. */
export function findFilesIn(directory: string, outDir: string | undefined): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      const isForeign = entry.name.startsWith(".") || FOREIGN_DIRECTORIES.has(entry.name) || path === outDir;
      if (!isForeign) found.push(...findFilesIn(path, outDir));
    } else if (SOURCE_FILE.test(entry.name) && !DECLARATION.test(entry.name) && isFile(path))
      found.push(path);
  }
  return found;
}

/** False for links to nothing, which editors use as locks, and for links to directories. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
