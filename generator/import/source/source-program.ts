import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { Project, ts } from "ts-morph";
import { systemReason } from "../../system-reason.js";

/** The source of a program, with its types. */
export interface SourceProgram {
  readonly checker: ts.TypeChecker;
  /** What the project itself has written, by path: no declarations, and nothing of its dependencies. */
  readonly files: readonly ts.SourceFile[];
}

/** The source cannot be read: wrong usage, not a mistake in the source. */
export class SourceCodeUnreadableError extends Error {
  override readonly name = "SourceCodeUnreadableError";
}

/**
 * Reads source code for analysis. Nothing is checked: types are computed where they are asked for.
 *
 * @param source a directory, a `tsconfig.json` or another file of its kind, or a file of TypeScript or JavaScript,
 *   which brings what it imports
 * @throws SourceCodeUnreadableError where there is no such file, or no source in it
 */
export function readSourceProgram(source: string): SourceProgram {
  const path = resolve(source);
  const project = projectOf(source, path);
  const program = project.getProgram().compilerObject;
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes("/node_modules/"))
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  if (files.length === 0) {
    throw new SourceCodeUnreadableError(
      `there is no TypeScript or JavaScript in ${source}; name the directory that holds the program's source`,
    );
  }
  return { checker: program.getTypeChecker(), files };
}

function projectOf(source: string, path: string): Project {
  try {
    if (path.endsWith(".json")) return openProject(path, undefined);
    const directory = statSync(path).isDirectory();
    const config = configAbove(directory ? path : dirname(path));
    return openProject(config, (outDir) => (directory ? sourceFilesIn(path, outDir) : [path]));
  } catch (error) {
    throw new SourceCodeUnreadableError(`cannot read ${source}: ${systemReason(error)}`);
  }
}

/** @param files what is analysed; `undefined` for what the configuration names */
function openProject(
  config: string | undefined,
  files: ((outDir: string | undefined) => readonly string[]) | undefined,
): Project {
  const project = new Project({
    ...(config === undefined ? {} : { tsConfigFilePath: config }),
    compilerOptions: { ...(config === undefined ? DEFAULTS : {}), allowJs: true, noEmit: true },
    skipAddingFilesFromTsConfig: files !== undefined,
    skipFileDependencyResolution: true,
  });
  const { outDir } = project.getCompilerOptions();
  if (files !== undefined) project.addSourceFilesAtPaths([...files(outDir)].map(literally));
  return project;
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

/** The path, not a pattern: ts-morph reads brackets and braces as one. */
function literally(path: string): string {
  return path
    .split(sep)
    .join("/")
    .replace(/[()[\]{}!*?+@]/g, "\\$&");
}

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
    } else if (SOURCE_FILE.test(entry.name) && !DECLARATION.test(entry.name)) found.push(path);
  }
  return found;
}
