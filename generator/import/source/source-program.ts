import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Project, ts } from "ts-morph";
import { schemaOf } from "../../output/output-file.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { systemReason } from "../../system-reason.js";

/** The source of a program, with its types. */
export interface SourceProgram {
  readonly checker: ts.TypeChecker;
  /** What the project itself has written, by path: no declarations, and nothing of its dependencies. */
  readonly files: readonly ts.SourceFile[];
}

/**
 * Reads source code for analysis. Nothing is checked: types are computed where they are asked for.
 *
 * @param sources each a directory, a `tsconfig.json` or another file of its kind, or a file of TypeScript or
 *   JavaScript, which brings what it imports; they have the compiler options of the first
 * @throws SourceUnreadableError where there is no such file, or no source in it
 */
export function readSourceProgram(sources: readonly string[]): SourceProgram {
  const program = projectOf(sources).getProgram().compilerObject;
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes("/node_modules/"))
    .filter((file) => schemaOf(file.text) === undefined) // generated
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  if (files.length === 0) {
    throw new SourceUnreadableError(
      `there is no TypeScript or JavaScript in ${sources.join(", ")}; name the directory that holds the program's source`,
    );
  }
  return { checker: program.getTypeChecker(), files };
}

function projectOf([first, ...others]: readonly string[]): Project {
  if (first === undefined) throw new Error("source code is read from at least one place");
  const project = reading(first, (path) => {
    if (path.endsWith(".json")) return openProject(path, undefined);
    const directory = statSync(path).isDirectory();
    const config = configAbove(directory ? path : dirname(path));
    return openProject(config, (outDir) => filesAt(path, outDir));
  });
  const { outDir } = project.getCompilerOptions();
  for (const other of others) {
    reading(other, (path) => {
      if (path.endsWith(".json")) project.addSourceFilesFromTsConfig(path);
      else for (const file of filesAt(path, outDir)) project.addSourceFileAtPath(file);
    });
  }
  return project;
}

function reading<Result>(source: string, read: (path: string) => Result): Result {
  try {
    return read(resolve(source));
  } catch (error) {
    throw new SourceUnreadableError(`cannot read ${source}: ${systemReason(error)}`);
  }
}

function filesAt(path: string, outDir: string | undefined): readonly string[] {
  return statSync(path).isDirectory() ? sourceFilesIn(path, outDir) : [path];
}

/** @param files what is analysed; `undefined` for what the configuration names */
function openProject(
  config: string | undefined,
  files: ((outDir: string | undefined) => readonly string[]) | undefined,
): Project {
  const project = configured(config, files !== undefined);
  const { outDir } = project.getCompilerOptions();
  for (const file of files?.(outDir) ?? []) project.addSourceFileAtPath(file);
  return project;
}

function configured(config: string | undefined, withoutFiles: boolean): Project {
  try {
    return new Project({
      ...(config === undefined ? {} : { tsConfigFilePath: config }),
      compilerOptions: { ...(config === undefined ? DEFAULTS : {}), allowJs: true, noEmit: true },
      skipAddingFilesFromTsConfig: withoutFiles,
      skipFileDependencyResolution: true,
    });
  } catch (error) {
    throw new Error(`${config === undefined ? "" : `${basename(config)}: `}${systemReason(error)}`);
  }
}

/** Of a project without a configuration. */
const DEFAULTS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
};

function configAbove(directory: string): string | undefined {
  return ts.findConfigFile(directory, ts.sys.fileExists);
}

const SOURCE_FILE = /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/;
const DECLARATION = /\.d\.[cm]?ts$/;
/** What holds copies of other code, or what is made from it. */
const FOREIGN = new Set(["node_modules", "dist", "coverage", "bower_components"]);

function sourceFilesIn(directory: string, outDir: string | undefined): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      const skipped = entry.name.startsWith(".") || FOREIGN.has(entry.name) || path === outDir;
      if (!skipped) found.push(...sourceFilesIn(path, outDir));
    } else if (SOURCE_FILE.test(entry.name) && !DECLARATION.test(entry.name) && isFile(path))
      found.push(path);
  }
  return found;
}

/** A link may lead nowhere, as the locks of editors do, or to a directory. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
