import { dirname, join, relative } from "node:path";
import { Node, Project, type SourceFile, type Statement, SyntaxKind } from "ts-morph";

/** The imports of a file, by their kind, and its declarations. */
export interface Module {
  /** Loaded with the file, or only its types used: `import`, `import type`, `export … from`. */
  readonly all: readonly string[];
  /** Loaded with the file. */
  readonly loaded: readonly string[];
  /** Loaded when asked for: `import()`. */
  readonly dynamic: readonly string[];
  /** Names of its exported declarations; names that it only exports from another file are not among them. */
  readonly exported: readonly string[];
  readonly lines: number;
}

/** Modules by file, such as `generator/cli/run.ts`. Imports are such files, or names of packages. */
export type ModuleGraph = ReadonlyMap<string, Module>;

/** The graph of the TypeScript files in folders of the repository. */
export function moduleGraph(root: string, folders: readonly string[]): ModuleGraph {
  const project = new Project({ skipFileDependencyResolution: true, compilerOptions: { noLib: true } });
  project.addSourceFilesAtPaths(
    folders.flatMap((folder) => [join(root, folder, "**/*.ts"), `!${join(root, folder, "dist/**")}`]),
  );
  // A declaration stands for the module that it declares.
  const name = (file: SourceFile) => relative(root, file.getFilePath()).replace(/\.d\.ts$/, ".ts");
  return new Map(project.getSourceFiles().map((file) => [name(file), moduleOf(file, name(file))]));
}

function moduleOf(file: SourceFile, name: string): Module {
  const named = (specifier: string) =>
    specifier.startsWith(".") ? join(dirname(name), specifier).replace(/\.js$/, ".ts") : specifier;
  const declarations = [...file.getImportDeclarations(), ...file.getExportDeclarations()].flatMap((one) => {
    const specifier = one.getModuleSpecifierValue();
    return specifier === undefined ? [] : [{ to: named(specifier), loaded: !one.isTypeOnly() }];
  });
  const calls = /\bimport\s*\(/.test(file.getFullText()) // few files have one, and ts-morph is slow to look at all nodes
    ? file.getDescendantsOfKind(SyntaxKind.CallExpression)
    : [];
  const dynamic = calls
    .filter((call) => call.getExpression().getKind() === SyntaxKind.ImportKeyword)
    .map((call) => call.getArguments()[0])
    .map((argument) => (Node.isStringLiteral(argument) ? named(argument.getLiteralValue()) : "*"));
  return {
    all: declarations.map(({ to }) => to),
    loaded: declarations.filter(({ loaded }) => loaded).map(({ to }) => to),
    dynamic,
    exported: file.getStatements().flatMap(exportedNames),
    lines: file.getFullText().split("\n").length - 1,
  };
}

function exportedNames(statement: Statement): readonly string[] {
  if (!Node.isExportable(statement) || !statement.isExported()) return [];
  if (Node.isVariableStatement(statement)) return statement.getDeclarations().map((one) => one.getName());
  const name = Node.hasName(statement) ? statement.getName() : undefined;
  return name === undefined ? [] : [name];
}

/** Every file and package that is loaded with a file. */
export function loadedWith(graph: ModuleGraph, file: string): ReadonlySet<string> {
  const loaded = new Set([file]);
  // A set's iteration goes on to what is added during it.
  for (const name of loaded) for (const to of graph.get(name)?.loaded ?? []) loaded.add(to);
  return loaded;
}

/** A cycle of imports, those of types included; `undefined` when there is none. */
export function cycleIn(graph: ModuleGraph): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const to of graph.get(file)?.all ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
