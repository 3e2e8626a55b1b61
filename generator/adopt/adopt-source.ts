import { isUtf8 } from "node:buffer";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readRegularFile } from "@metricsmith/runtime/input";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { schemaOf } from "../emit/output.js";
import type { StaleFile } from "../output/output-plan.js";
import { LARGEST_TEXT, readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";
import {
  CLIENT_MODULES,
  type ClientModule,
  type ClientReference,
  type ClientUse,
  findClientUse,
} from "./client-references.js";
import type { AdoptReport } from "./codes.js";
import { type AdoptedModule, specifierFrom } from "./module-specifier.js";

/** A file of source code that names a client. */
export interface ClientFile extends ClientUse {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** The files that name a client, and those that cannot be read as source code, with the reason. */
interface ClientFiles {
  readonly files: readonly ClientFile[];
  readonly unread: ReadonlyMap<string, string>;
}

/**
 * Reads the files of source code that name a client, other than generated ones.
 *
 * @param paths absolute
 */
export function readClientFiles(paths: readonly string[]): ClientFiles {
  const files: ClientFile[] = [];
  const unread = new Map<string, string>();
  for (const path of paths) {
    const bytes = readRegularFile(path, LARGEST_TEXT);
    if (!CLIENT_MODULES.some((client) => bytes.includes(client))) continue;
    const text = bytes.toString("utf8");
    if (schemaOf(text) !== undefined) continue; // generated
    if (!isUtf8(bytes)) {
      unread.set(path, "it is not text in UTF-8");
      continue;
    }
    try {
      const use = findClientUse(path, text);
      if (use.references.length > 0) files.push({ path, text, ...use });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      unread.set(path, "its code nests too deeply");
    }
  }
  return { files, unread };
}

/** What the declarations are changed to. */
interface AdoptionTarget {
  readonly client: ClientModule;
  readonly module: AdoptedModule;
  /** The folder of the package whose declarations change; `undefined` for files without a package. */
  readonly unit: string | undefined;
}

/** What an adoption changes in source code. */
interface SourceChanges {
  /** The files whose declarations change, by their absolute paths. */
  readonly changes: readonly StaleFile[];
  /** The number of changed declarations. */
  readonly declarations: number;
}

/** Changes the module of each declaration that imports the client, and nothing else. Reports the others. */
export function changeImports(
  { files, unread }: ClientFiles,
  target: AdoptionTarget,
  report: AdoptReport,
): SourceChanges {
  const staying = new Stays();
  const changes: StaleFile[] = [];
  let declarations = 0;
  for (const [path, reason] of unread) staying.add({ what: "A file", why: reason }, startOf(path));
  for (const file of files) {
    const isElsewhere = target.module.kind === "file" && packageFolderOf(file.path) !== target.unit;
    const changed: ClientReference[] = [];
    for (const reference of file.references) {
      const stay = isElsewhere ? IN_OTHER_PACKAGE : findReasonToStay(reference, target);
      if (stay === undefined) changed.push(reference);
      else staying.add(stay, locationIn(file, reference.start));
    }
    for (const offset of file.summaries) staying.add(SUMMARY, locationIn(file, offset));
    if (changed.length === 0) continue;
    declarations += changed.length;
    const specifier = specifierFrom(file.path, target.module, file.relativeModules);
    changes.push({
      path: file.path,
      before: file.text,
      after: replaceModules(file.text, changed, specifier),
    });
  }
  staying.report(report);
  return { changes, declarations };
}

function replaceModules(text: string, references: readonly ClientReference[], specifier: string): string {
  let changed = "";
  let end = 0;
  for (const reference of references.toSorted((a, b) => a.start - b.start)) {
    changed += text.slice(end, reference.start) + specifier;
    end = reference.end;
  }
  return changed + text.slice(end);
}

/** Uses of a client that stay, and why. */
interface Stay {
  readonly what: string;
  readonly why: string;
  readonly help?: string;
}

const IN_OTHER_PACKAGE: Stay = {
  what: "The import in another package",
  why: "a package is adopted by itself",
  help: "Adopt that package, too, or name a package that exports the generated module with `--module`.",
};

const SUMMARY: Stay = { what: "The summary", why: "a schema has no summaries" };

function findReasonToStay({ module, use }: ClientReference, { client }: AdoptionTarget): Stay | undefined {
  if (!module.startsWith(client)) {
    return { what: `The import of \`${module}\``, why: `the drop-in extends \`${client}\`` };
  }
  if (module !== client) {
    return {
      what: `The import of \`${module}\``,
      why: "the drop-in stands in for the package's entry alone",
    };
  }
  switch (use) {
    case "import":
      return undefined;
    case "mock":
      return { what: "The mock", why: "the drop-in is made of the client, and so of what the mock returns" };
    case "augmentation":
      return { what: "The `declare module`", why: "the drop-in's types extend the client's" };
    case "other":
      return { what: "The call", why: "it names the client, but is no import that can be read" };
    default:
      return use satisfies never;
  }
}

/** Collects what stays: one diagnostic for each reason. */
class Stays {
  readonly #places = new Map<string, { readonly stay: Stay; readonly at: SourceLocation[] }>();

  add(stay: Stay, at: SourceLocation): void {
    const key = JSON.stringify(stay);
    const entry = this.#places.get(key) ?? { stay, at: [] };
    entry.at.push(at);
    this.#places.set(key, entry);
  }

  report(report: AdoptReport): void {
    for (const { stay, at } of this.#places.values()) {
      const places = at.map(({ file, line }) => `${file}:${line}`);
      report("adopt-client-stays", { ...stay, places }, at[0]);
    }
  }
}

function startOf(path: string): SourceLocation {
  return { file: shownPath(path), line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** A place in a file that names a client. */
export function locationIn({ path, text }: ClientFile, offset: number): SourceLocation {
  const lines = text.slice(0, offset).split("\n");
  const line = lines.length;
  const column = (lines.at(-1) ?? "").length + 1;
  return { file: shownPath(path), line, column, endLine: line, endColumn: column };
}

/** A path in messages and patches: relative to the working directory. */
export function shownPath(path: string): string {
  return posixPath(relative(process.cwd(), path));
}

/** The folder of the package that a file belongs to; `undefined` if it belongs to none. */
export function packageFolderOf(path: string): string | undefined {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (isPackage(join(folder, "package.json"))) return folder;
  }
  return undefined;
}

/** True for a manifest with a name. One without may only set the type of modules. */
function isPackage(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  try {
    const { name }: { readonly name?: unknown } = JSON.parse(readTextFile(manifest));
    return typeof name === "string" && name !== "";
  } catch {
    return false;
  }
}
