import { statSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { type Project, ts } from "ts-morph";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import { schemaOf } from "../../emit/output.js";
import { checkSourceFile, compilerSystem, createBoundedProject } from "../../source/compiler-files.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { posixPath, systemReason } from "../../text/system-reason.js";
import { createFileFilter, type FileFilter, findFilesIn } from "./find-source-files.js";

/** The source code of a program, with its type checker. */
export interface SourceProgram {
  readonly checker: ts.TypeChecker;
  /** The project's own files in the order of their paths, without declaration files, dependencies and generated files. */
  readonly files: readonly ts.SourceFile[];
  /** How many files of tests and fixtures are not among them. */
  readonly leftOut: number;
}

/**
 * Opens source code for analysis. Types are computed only where the analysis needs them.
 *
 * @param sources directories, configurations such as `tsconfig.json`, or files of TypeScript or JavaScript, which
 *   bring the files that they import; the compiler options are those of the first
 * @param exclude patterns of files that are not read; see `createFileFilter`
 * @throws SourceUnreadableError if a source does not exist, or there is no source code in it
 */
export function readSourceProgram(sources: readonly string[], exclude: readonly string[]): SourceProgram {
  const roots = sources.map((source) => (isDirectory(source) ? resolve(source) : dirname(resolve(source))));
  const filter = createFileFilter(roots, exclude);
  const named = new Set<string>();
  const tests = new Set<string>();
  const take = (paths: readonly string[], isNamed: boolean): readonly string[] =>
    paths.filter((path) => {
      if (isNamed) named.add(posixPath(path));
      else if (filter.isExcluded(path)) return false;
      else if (filter.isTest(posixPath(path))) {
        tests.add(path);
        return false;
      }
      checkSourceFile(path);
      return true;
    });
  const isLeftOut = (path: string) => !isRead(posixPath(path), filter);
  const project = projectOf(sources, take, isLeftOut);
  const program = readAt(sources.join(", "), () => project.getProgram().compilerObject);
  const files = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !file.fileName.includes("/node_modules/"))
    .filter(({ fileName }) => named.has(fileName) || isRead(fileName, filter))
    .filter((file) => schemaOf(file.text) === undefined) // a generated file
    .sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
  if (files.length === 0) {
    const without = tests.size === 0 ? "" : " but tests and fixtures";
    throw new SourceUnreadableError(
      `there is no TypeScript or JavaScript in ${sources.join(", ")}${without}; name the directory that holds the program's source`,
    );
  }
  return { checker: program.getTypeChecker(), files, leftOut: tests.size };
}

function isRead(file: string, filter: FileFilter): boolean {
  return !filter.isExcluded(file) && !filter.isTest(file);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Chooses the files that are read, and checks them. */
type TakeFiles = (paths: readonly string[], isNamed: boolean) => readonly string[];

function projectOf(
  [first, ...others]: readonly string[],
  take: TakeFiles,
  isLeftOut: (path: string) => boolean,
): Project {
  if (first === undefined) throw new Error("source code is read from at least one place");
  const { config, outDir, project } = readAt(first, (path) => {
    const found = isConfiguration(path)
      ? path
      : ts.findConfigFile(isDirectory(path) ? path : dirname(path), isFile);
    const read = found === undefined ? undefined : readConfiguration(found);
    const options = read?.options ?? DEFAULT_OPTIONS;
    return { config: read, outDir: options.outDir, project: createProject(options, isLeftOut) };
  });
  for (const source of [first, ...others]) {
    readAt(source, (path) => {
      const own = source === first ? config : undefined;
      for (const file of take(...filesAt(path, outDir, own))) project.addSourceFileAtPath(file);
    });
  }
  return project;
}

function isConfiguration(path: string): boolean {
  return path.endsWith(".json");
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function filesAt(
  path: string,
  outDir: string | undefined,
  config: ts.ParsedCommandLine | undefined,
): [paths: readonly string[], isNamed: boolean] {
  if (isConfiguration(path)) return [(config ?? readConfiguration(path)).fileNames, false];
  return statSync(path).isDirectory() ? [findFilesIn(path, outDir), false] : [[path], true];
}

function readAt<Result>(source: string, read: (path: string) => Result): Result {
  try {
    return read(resolve(source));
  } catch (cause) {
    const reason = cause instanceof RangeError ? "it nests too deeply" : systemReason(cause); // of the parser
    throw new SourceUnreadableError(`cannot read ${source}: ${reason}`, { cause });
  }
}

/** Reads a configuration and those that it extends: regular files, of the size that a file of text may have. */
function readConfiguration(path: string): ts.ParsedCommandLine {
  try {
    const { config, error } = ts.readConfigFile(path, compilerSystem.readFile);
    const parsed = ts.parseJsonConfigFileContent(
      config ?? {},
      compilerSystem,
      dirname(path),
      undefined,
      path,
    );
    const fault = error ?? parsed.errors.find(({ code }) => code !== NO_FILES);
    if (fault !== undefined) throw new Error(ts.flattenDiagnosticMessageText(fault.messageText, " "));
    return parsed;
  } catch (error) {
    throw new Error(`${basename(path)}: ${systemReason(error)}`);
  }
}

/** The compiler's code for a configuration without files. The directory that is named may have some. */
const NO_FILES = 18003;

function createProject(options: ts.CompilerOptions, isLeftOut: (path: string) => boolean): Project {
  const given = {
    compilerOptions: { ...options, allowJs: true, noEmit: true },
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  };
  return createBoundedProject(given, isLeftOut);
}

const DEFAULT_OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  jsx: ts.JsxEmit.Preserve,
};

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
