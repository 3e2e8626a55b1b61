import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Project, ts } from "ts-morph";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import { schemaOf } from "../../emit/output.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { posixPath, systemReason } from "../../text/system-reason.js";

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

/** Where a node of the source stands. */
export type Place = (node: ts.Node) => SourceLocation;

/** Places by files as a user in this directory would name them. */
export function placesFrom(directory: string): Place {
  return (node) => {
    const file = node.getSourceFile();
    const start = file.getLineAndCharacterOfPosition(node.getStart());
    const end = file.getLineAndCharacterOfPosition(node.getEnd());
    return {
      file: fileName(file, directory),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
  };
}

/** As `src/metrics.ts`. */
export function fileName({ fileName: path }: ts.SourceFile, directory: string): string {
  return posixPath(relative(directory, path));
}

/** As `src/metrics.ts:12`. */
export function placeText({ file, line }: SourceLocation): string {
  return `${file}:${line}`;
}

/** The texts of the files that diagnostics point into, by path, in the order of the paths. */
export function pointedTexts(
  files: readonly ts.SourceFile[],
  directory: string,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<string, string> {
  const pointed = new Set(diagnostics.map(({ location }) => location?.file));
  const texts = files.map((file) => [fileName(file, directory), file.text] as const);
  return new Map(texts.filter(([name]) => pointed.has(name)));
}
