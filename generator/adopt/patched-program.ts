import { dirname } from "node:path";
import { type Project, ts } from "ts-morph";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { compilerSystem, createBoundedProject } from "../source/compiler-files.js";
import { posixPath } from "../text/system-reason.js";
import { shownPath } from "./adopt-source.js";

/** Texts by the absolute paths of files that need not exist, in the place of what is on disk. */
export type Overlay = ReadonlyMap<string, string>;

/** An error of the compiler. */
interface CompileError {
  readonly text: string;
  readonly at: SourceLocation;
}

/**
 * The configuration that compiles most of the files, among the nearest one above them and those that it refers to;
 * `undefined` if none compiles one of them.
 */
export function findProject(files: readonly string[]): string | undefined {
  const [first] = files;
  const nearest = first === undefined ? undefined : ts.findConfigFile(dirname(first), ts.sys.fileExists);
  if (nearest === undefined) return undefined;
  const references = readProject(nearest)?.projectReferences ?? [];
  const candidates = [nearest, ...references.map((one) => ts.resolveProjectReferencePath(one))];
  const counted = candidates.map((path) => {
    const own = new Set(readProject(path)?.fileNames.map((name) => name.toLowerCase()));
    return { path, covered: files.filter((file) => own.has(posixPath(file).toLowerCase())).length };
  });
  const [best] = counted.filter(({ covered }) => covered > 0).toSorted((a, b) => b.covered - a.covered);
  return best?.path;
}

/**
 * Compiles a project with the overlay, in memory, and without it where that has errors.
 *
 * @param config the path of a configuration, such as `tsconfig.json`
 * @returns the errors that the overlay adds, in the order of files and lines
 */
export function findNewErrors(config: string, overlay: Overlay): readonly CompileError[] {
  const project = createBoundedProject({ tsConfigFilePath: config, compilerOptions: IN_MEMORY }, () => true);
  applyOverlay(project, overlay);
  const after = project.getProgram().compilerObject;
  const errors = after
    .getSourceFiles()
    .filter((file) => !file.fileName.includes("/node_modules/") && !after.isSourceFileDefaultLibrary(file))
    .flatMap((file) => errorsOf(after, file));
  if (errors.length === 0) return [];
  const found = errors.map((error) => ({ key: keyOf(error), text: textOf(error), at: locationOf(error) }));
  const files = new Set(errors.map(({ file }) => file.fileName));
  removeOverlay(project, overlay);
  const before = project.getProgram().compilerObject;
  const known = new Map<string, number>();
  for (const name of files) {
    const file = before.getSourceFile(name);
    for (const error of file === undefined ? [] : errorsOf(before, file)) {
      known.set(keyOf(error), (known.get(keyOf(error)) ?? 0) + 1);
    }
  }
  return found.filter(({ key }) => {
    const earlier = known.get(key) ?? 0;
    known.set(key, earlier - 1);
    return earlier <= 0;
  });
}

const IN_MEMORY = { noEmit: true, composite: false, incremental: false, skipLibCheck: true };

/** Changes files in memory alone: the project is never saved. */
function applyOverlay(project: Project, overlay: Overlay): void {
  for (const [path, text] of overlay) project.createSourceFile(path, text, { overwrite: true });
}

function removeOverlay(project: Project, overlay: Overlay): void {
  for (const path of overlay.keys()) {
    const file = project.getSourceFile(path);
    if (file === undefined) continue;
    project.removeSourceFile(file);
    if (ts.sys.fileExists(path)) project.addSourceFileAtPath(path);
  }
}

/** The names that a module exports, with those that it exports again; none if they cannot be found. */
export function findExports(module: string, overlay: Overlay): ReadonlySet<string> {
  const declarations = module.replace(/\.js$/, ".d.ts");
  const path = overlay.has(declarations) || ts.sys.fileExists(declarations) ? declarations : module;
  const options = { module: ts.ModuleKind.NodeNext, noLib: true, types: [], allowJs: true };
  const project = createBoundedProject({ compilerOptions: options, skipLoadingLibFiles: true }, () => true);
  applyOverlay(project, overlay);
  const program = project.getProgram().compilerObject;
  const file = program.getSourceFile(posixPath(path));
  const checker = program.getTypeChecker();
  const symbol = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  return new Set(symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name));
}

/** A message of the compiler about a place in a file. */
type PlacedError = ts.DiagnosticWithLocation;

function errorsOf(program: ts.Program, file: ts.SourceFile): readonly PlacedError[] {
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].filter(
    (error): error is PlacedError =>
      error.category === ts.DiagnosticCategory.Error && error.file !== undefined && error.start !== undefined,
  );
}

/** Errors are the same wherever they stand in a file: a line may have another length. */
function keyOf(error: PlacedError): string {
  return `${error.file.fileName} ${textOf(error)}`;
}

function textOf({ code, messageText }: PlacedError): string {
  return `${ts.flattenDiagnosticMessageText(messageText, " ")} (TS${code})`;
}

function locationOf({ file, start, length }: PlacedError): SourceLocation {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(start + length);
  return {
    file: shownPath(file.fileName),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

function readProject(path: string): ts.ParsedCommandLine | undefined {
  const host = { ...compilerSystem, onUnRecoverableConfigFileDiagnostic: () => undefined };
  return ts.getParsedCommandLineOfConfigFile(path, {}, host);
}
