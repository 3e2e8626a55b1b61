import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { type Diagnostic, inReadingOrder, type SourceLocation } from "../diagnostics/diagnostic.js";
import type { OutputPlan, StaleFile } from "../output/output-plan.js";
import { posixPath } from "../text/system-reason.js";
import {
  type ClientFile,
  changeImports,
  locationIn,
  packageFolderOf,
  readClientFiles,
  shownPath,
} from "./adopt-source.js";
import { findClientLibraries } from "./client-libraries.js";
import { CLIENT_MODULES, type ClientModule } from "./client-references.js";
import { ADOPT_CODES, type AdoptReport } from "./codes.js";
import type { AdoptedModule } from "./module-specifier.js";
import { findExports, findNewErrors, findProject, type Overlay } from "./patched-program.js";
import { type GeneratedClient, planClient } from "./plan-client.js";
import { findSourceFiles } from "./source-files.js";

/** What to adopt, and how. */
interface AdoptionOptions {
  /** Directories, configurations or files of one package; at least one. */
  readonly sources: readonly string[];
  /** The schema; `undefined` for `metrics.schema.yaml` in the package's folder. */
  readonly schema: string | undefined;
  /** A package that exports a generated client; `undefined` to generate one. */
  readonly module: string | undefined;
  /** Patterns of the files that stay with the client. */
  readonly exclude: readonly string[];
}

/** What an adoption changes. Nothing is written yet. */
export interface Adoption {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
  /** The changes of files that a person has written. */
  readonly changes: readonly StaleFile[];
  /** What is generated. */
  readonly outputs: OutputPlan;
  /** The schema that is imported, or that the module is generated from; `undefined` if neither is done. */
  readonly schema: string | undefined;
  readonly client: ClientModule | undefined;
  /** The numbers of import declarations that change, and of their files. */
  readonly declarations: number;
  readonly files: number;
  /** The number of files of tests that import the client, and stay as they are. */
  readonly tests: number;
  /** The number of files whose call of `collectDefaultMetrics` stays the client's. */
  readonly defaultMetrics: number;
}

/** Plans the way of a program from its client to the drop-in client. */
export async function planAdoption(options: AdoptionOptions): Promise<Adoption> {
  const { sources: names } = options;
  const found = findSourceFiles(names, options.exclude);
  const read = readClientFiles(found.files);
  const diagnostics: Diagnostic[] = [];
  const report = ADOPT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const used = mostUsedClient(read.files);
  const unit = packageFolderOf(join(resolve(names[0] ?? "."), "file"));
  const home = unit ?? process.cwd();
  const schema = options.schema ?? shownPath(join(home, "metrics.schema.yaml"));
  const nothing: Adoption = {
    diagnostics,
    sources: new Map(),
    changes: [],
    outputs: { write: [], remove: [], foreign: [] },
    schema: undefined,
    client: used,
    declarations: 0,
    files: 0,
    tests: readClientFiles(found.tests).files.length,
    defaultMetrics: read.files.filter(({ defaultMetrics }) => defaultMetrics.length > 0).length,
  };
  if (used === undefined) {
    if (options.module === undefined && !existsSync(schema)) {
      report("adopt-nothing", { what: names.join(", "), clients: CLIENT_MODULES }, undefined);
    }
    return nothing;
  }
  const texts = new Map(read.files.map(({ path, text }) => [shownPath(path), text]));
  let generated: GeneratedClient | undefined;
  if (options.module === undefined) {
    const directory = directoryFor(names, home, dirname(resolve(schema)));
    const language = isJavaScript(found.files, home) ? "javascript" : "typescript";
    const plan = await planClient({
      schema,
      sources: names,
      exclude: options.exclude,
      client: used,
      directory,
      language,
    });
    diagnostics.push(...plan.diagnostics);
    for (const [file, text] of plan.sources) texts.set(file, text);
    if (plan.generated === undefined) return { ...nothing, diagnostics, sources: texts };
    generated = plan.generated;
  }
  const client = generated?.client ?? used;
  const module: AdoptedModule = generated?.module ?? { kind: "package", name: options.module ?? "" };
  const { changes, declarations } = changeImports(read, { client, module, unit }, report);
  for (const { at, ...library } of findClientLibraries(home, CLIENT_MODULES)) {
    report("adopt-library", library, at);
  }
  const outputs = generated?.outputs ?? nothing.outputs;
  checkPatched({ files: read.files, changes, outputs, module }, report);
  for (const { path, after } of changes) texts.set(shownPath(path), after ?? "");
  const schemaChange = generated?.schema;
  return {
    ...nothing,
    diagnostics: inReadingOrder(diagnostics, [...texts.keys()].toSorted()),
    sources: texts,
    changes: [
      ...(schemaChange === undefined ? [] : [schemaChange]),
      ...changes.map((change) => ({ ...change, path: shownPath(change.path) })),
    ],
    outputs,
    schema: generated === undefined ? undefined : schema,
    client,
    declarations,
    files: changes.length,
  };
}

/** The client that most declarations import; `undefined` if none does. */
function mostUsedClient(files: readonly ClientFile[]): ClientModule | undefined {
  const used = files.flatMap(({ references }) => references.filter(({ use }) => use === "import"));
  const uses = (client: ClientModule) => used.filter(({ module }) => module === client).length;
  const [most] = CLIENT_MODULES.toSorted((a, b) => uses(b) - uses(a));
  return most === undefined || uses(most) === 0 ? undefined : most;
}

/** The folder of generated code: within the source, where the program's compiler expects its files. */
function directoryFor(names: readonly string[], unit: string, schemaFolder: string): string {
  const [name = ""] = names;
  const source = resolve(name);
  const isFolder = names.length === 1 && source !== unit && !/\.\w+$/.test(name);
  const inside = isFolder ? source : existsSync(join(unit, "src")) ? join(unit, "src") : unit;
  return posixPath(relative(schemaFolder, join(inside, "generated")));
}

/** Whether a program has no TypeScript at all. */
function isJavaScript(files: readonly string[], unit: string): boolean {
  return !existsSync(join(unit, "tsconfig.json")) && !files.some((file) => /\.[cm]?tsx?$/.test(file));
}

interface PatchedSource {
  readonly files: readonly ClientFile[];
  readonly changes: readonly StaleFile[];
  readonly outputs: OutputPlan;
  readonly module: AdoptedModule;
}

/** Reports what would not work in the program with its changes. */
function checkPatched(source: PatchedSource, report: AdoptReport): void {
  const { changes, outputs, module } = source;
  if (changes.length === 0) return;
  const overlay: Overlay = new Map(
    [...outputs.write, ...changes].map(({ path, after }) => [resolve(path), after ?? ""]),
  );
  if (module.kind === "file") {
    const folder = dirname(module.path);
    if (!hasRuntime(folder)) {
      report("adopt-runtime-missing", { folder: shownPath(folder) }, undefined);
      return; // nothing that imports it compiles
    }
    reportMissingExports(source, () => findExports(module.path, overlay), report);
  }
  const project = findProject(changes.map(({ path }) => path));
  if (project === undefined) return;
  const errors = new Map<string, SourceLocation[]>();
  for (const { text, at } of findNewErrors(project, overlay)) {
    errors.set(text, [...(errors.get(text) ?? []), at]);
  }
  for (const [error, at] of errors) {
    const places = at.map(({ file, line }) => `${file}:${line}`);
    report("adopt-new-error", { error, places }, at[0]);
  }
}

/** Whether files of a folder can import the runtime, however its package is installed. */
function hasRuntime(folder: string): boolean {
  try {
    createRequire(join(folder, "client.js")).resolve("@metricsmith/runtime/codegen");
    return true;
  } catch {
    return false;
  }
}

/** Reports names that JavaScript imports and the drop-in does not have. The compiler does so for TypeScript. */
function reportMissingExports(
  { files, changes }: PatchedSource,
  findExported: () => ReadonlySet<string>,
  report: AdoptReport,
): void {
  const changed = new Set(changes.map(({ path }) => path));
  const imports = files
    .filter(({ path }) => changed.has(path) && !/\.[cm]?tsx?$/.test(path))
    .flatMap((file) => file.references.map((reference) => ({ ...reference, file })))
    .filter(({ use, names }) => use === "import" && names.length > 0);
  if (imports.length === 0) return;
  const exported = findExported();
  if (exported.size === 0) return; // the client's types cannot be found
  for (const { file, names, module, start } of imports) {
    for (const name of names.filter((one) => one !== "default" && !exported.has(one))) {
      report("adopt-export-missing", { name, client: module }, locationIn(file, start));
    }
  }
}
