import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { tooLarge } from "@metricsmith/runtime/input";
import { Project, ts } from "ts-morph";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import { schemaOf } from "../../emit/output.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { posixPath, systemReason } from "../../text/system-reason.js";

/** The source code of a program, with its type checker. */
export interface SourceProgram {
  readonly checker: ts.TypeChecker;
  /** The project's own files in the order of their paths, without declaration files, dependencies and generated files. */
  readonly files: readonly ts.SourceFile[];
}

/**
 * Opens source code for analysis. Types are computed only where the analysis needs them.
 *
 * @param sources directories, configurations such as `tsconfig.json`, or files of TypeScript or JavaScript, which
 *   bring the files that they import; the compiler options are those of the first
 * @throws SourceUnreadableError if a source does not exist, or there is no source code in it
 */
export function readSourceProgram(sources: readonly string[]): SourceProgram {
  const program = projectOf(sources).getProgram().compilerObject;
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes("/node_modules/"))
    .filter((file) => schemaOf(file.text) === undefined) // a generated file
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
  const project = readAt(first, (path) => {
    if (path.endsWith(".json")) return openProject(path, undefined);
    const directory = statSync(path).isDirectory();
    const config = ts.findConfigFile(directory ? path : dirname(path), ts.sys.fileExists);
    return openProject(config, (outDir) => findFilesAt(path, outDir));
  });
  const { outDir } = project.getCompilerOptions();
  for (const other of others) {
    readAt(other, (path) => {
      if (path.endsWith(".json")) project.addSourceFilesFromTsConfig(path);
      else for (const file of findFilesAt(path, outDir)) project.addSourceFileAtPath(file);
    });
  }
  return project;
}

function readAt<Result>(source: string, read: (path: string) => Result): Result {
  try {
    return read(resolve(source));
  } catch (error) {
    const reason = error instanceof RangeError ? "it nests too deeply" : systemReason(error); // of the parser
    throw new SourceUnreadableError(`cannot read ${source}: ${reason}`);
  }
}

function findFilesAt(path: string, outDir: string | undefined): readonly string[] {
  const files = statSync(path).isDirectory() ? findFilesIn(path, outDir) : [path];
  for (const file of files) checkSize(file);
  return files;
}

/** In bytes. What is larger is a bundle, or made by a program. */
const LARGEST_SOURCE_FILE = 1024 * 1024;

function checkSize(file: string): void {
  const stats = statSync(file);
  if (!stats.isFile()) throw new Error(`${file} is no regular file`);
  if (stats.size > LARGEST_SOURCE_FILE) throw new Error(`${file}: ${tooLarge(LARGEST_SOURCE_FILE).message}`);
}

/** @param files returns the files to analyse; `undefined` for the files of the configuration */
function openProject(
  config: string | undefined,
  files: ((outDir: string | undefined) => readonly string[]) | undefined,
): Project {
  const project = createProject(config, files !== undefined);
  const { outDir } = project.getCompilerOptions();
  for (const file of files?.(outDir) ?? []) project.addSourceFileAtPath(file);
  return project;
}

function createProject(config: string | undefined, withoutFiles: boolean): Project {
  try {
    return new Project({
      ...(config === undefined ? {} : { tsConfigFilePath: config }),
      compilerOptions: { ...(config === undefined ? DEFAULT_OPTIONS : {}), allowJs: true, noEmit: true },
      skipAddingFilesFromTsConfig: withoutFiles,
      skipFileDependencyResolution: true,
    });
  } catch (error) {
    throw new Error(`${config === undefined ? "" : `${basename(config)}: `}${systemReason(error)}`);
  }
}

const DEFAULT_OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
};

const SOURCE_FILE = /\.(?:[cm]?ts|tsx|[cm]?js|jsx)$/;
const DECLARATION = /\.d\.[cm]?ts$/;
/** Directories with copies of other code, or with output. */
const SKIPPED_DIRECTORIES = new Set(["node_modules", "dist", "coverage", "bower_components"]);

function findFilesIn(directory: string, outDir: string | undefined): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      const skipped = entry.name.startsWith(".") || SKIPPED_DIRECTORIES.has(entry.name) || path === outDir;
      if (!skipped) found.push(...findFilesIn(path, outDir));
    } else if (SOURCE_FILE.test(entry.name) && !DECLARATION.test(entry.name) && isFile(path))
      found.push(path);
  }
  return found;
}

/** False for links to nothing, which editors use as locks, and for links to directories. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export type Locate = (node: ts.Node) => SourceLocation;

/** File names are relative to the directory. */
export function createLocate(directory: string): Locate {
  return (node) => {
    const file = node.getSourceFile();
    const start = file.getLineAndCharacterOfPosition(node.getStart());
    const end = file.getLineAndCharacterOfPosition(node.getEnd());
    return {
      file: relativeName(file, directory),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
}

function relativeName({ fileName: path }: ts.SourceFile, directory: string): string {
  return posixPath(relative(directory, path));
}

/** A location in messages, such as `src/metrics.ts:12`. */
export function formatLocation({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}

/** The texts of the files in diagnostics, by name, in the order of the paths. */
export function textsInDiagnostics(
  files: readonly ts.SourceFile[],
  directory: string,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, string> {
  const pointed = new Set(diagnostics.map(({ location }) => location?.file));
  const texts = files.map((file) => [relativeName(file, directory), file.text] as const);
  return new Map(texts.filter(([name]) => pointed.has(name)));
}
