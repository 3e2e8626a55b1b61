import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ts } from "ts-morph";
import { createFileFilter, FOREIGN_DIRECTORIES, SOURCE_FILE } from "../import/source/find-source-files.js";
import { compilerSystem, createBoundedProject } from "../source/compiler-files.js";
import { SourceUnreadableError } from "../source/read-source.js";
import { posixPath, systemReason } from "../text/system-reason.js";

/** The files of a program, by their absolute paths. */
interface SourceFiles {
  readonly files: readonly string[];
  /** Files of tests, which are left out unless they are named. */
  readonly tests: readonly string[];
}

/**
 * Finds the files of source code.
 *
 * @param sources directories, configurations such as `tsconfig.json`, or files, which bring the files that they import
 * @param exclude patterns of files that are left out; see `createFileFilter`
 * @throws SourceUnreadableError if a source does not exist, or there is no source code in it
 */
export function findSourceFiles(sources: readonly string[], exclude: readonly string[]): SourceFiles {
  const named = new Set(sources.map((source) => resolve(source)));
  const found = new Set(sources.flatMap((source) => readAt(source, filesOf)));
  if (found.size === 0) {
    throw new SourceUnreadableError(
      `there is no TypeScript or JavaScript in ${sources.join(", ")}; name the directory that holds the program's source`,
    );
  }
  const filter = createFileFilter(
    sources.map((source) => folderOf(resolve(source))),
    exclude,
  );
  const files: string[] = [];
  const tests: string[] = [];
  for (const path of [...found].toSorted()) {
    if (filter.isExcluded(path)) continue;
    const isTest = !named.has(path) && filter.isTest(posixPath(path));
    (isTest ? tests : files).push(path);
  }
  return { files, tests };
}

/** The directory itself, or that of a file. */
function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}

function readAt(source: string, read: (path: string) => readonly string[]): readonly string[] {
  try {
    return read(resolve(source));
  } catch (cause) {
    throw new SourceUnreadableError(`cannot read ${source}: ${systemReason(cause)}`, { cause });
  }
}

function filesOf(path: string): readonly string[] {
  if (statSync(path).isDirectory()) return filesIn(path);
  return path.endsWith(".json") ? filesOfProject(path) : filesFrom(path);
}

function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return isForeign(entry.name) ? [] : filesIn(path);
    }
    return entry.isFile() && SOURCE_FILE.test(entry.name) && !isCompiled(entry.name, names) ? [path] : [];
  });
}

/** True for a directory with copies of other code, or with output, which must not be changed. */
function isForeign(directory: string): boolean {
  return directory.startsWith(".") || directory === "build" || FOREIGN_DIRECTORIES.has(directory);
}

/** True for what a compiler wrote beside its source: `a.js` and `a.d.ts` of `a.ts`. */
function isCompiled(name: string, names: ReadonlySet<string>): boolean {
  const [, stem, module = ""] = /^(.+?)(?:\.d\.([cm]?)ts|\.([cm]?)jsx?)$/.exec(name) ?? [];
  if (stem === undefined) return false;
  return [`${stem}.${module}ts`, `${stem}.ts`, `${stem}.tsx`].some((source) => names.has(source));
}

function filesOfProject(path: string): readonly string[] {
  const host = { ...compilerSystem, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const project = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  if (project === undefined) throw new Error(`${basename(path)} is not a configuration of TypeScript`);
  return project.fileNames.map((name) => resolve(name));
}

/** A file, and those that it imports, of its own package. */
function filesFrom(path: string): readonly string[] {
  const config = ts.findConfigFile(dirname(path), ts.sys.fileExists);
  const host = {
    ...compilerSystem,
    readDirectory: () => [],
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  const options = config === undefined ? {} : ts.getParsedCommandLineOfConfigFile(config, {}, host)?.options;
  const compilerOptions = {
    ...options,
    allowJs: true,
    noLib: true,
    noEmit: true,
    types: [],
    maxNodeModuleJsDepth: 0,
  };
  const project = createBoundedProject({ compilerOptions }, () => true);
  project.addSourceFileAtPath(path);
  return project
    .getProgram()
    .compilerObject.getSourceFiles()
    .map(({ fileName }) => resolve(fileName))
    .filter((name) => !posixPath(name).includes("/node_modules/"));
}
