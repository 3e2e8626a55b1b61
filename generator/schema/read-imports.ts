import { posix } from "node:path";
import { nearestName } from "../text/nearest-name.js";
import { systemReason } from "../text/system-reason.js";
import { shorten } from "../text/words.js";
import { parseYaml } from "../yaml/parse-yaml.js";
import { Spot, type YamlText } from "../yaml/yaml-places.js";
import type { SchemaReport } from "./codes.js";
import { type Declarations, joinDeclarations, selectDeclarations } from "./imported-declarations.js";
import {
  installedFolder,
  isPackageReference,
  PackageError,
  type PackageReference,
  parsePackageReference,
} from "./package-files.js";
import { readSchemaFile } from "./read/read-schema-file.js";
import type { AllNamesKnown, DeclaredImport, SchemaFile } from "./read/schema-file.js";

/** Returns the text of a file; `undefined` if there is none. May throw an error that says why it cannot be read. */
export type ReadImport = (file: string) => string | undefined;

/** Returns the names of the YAML files in a folder; `undefined` if there is none. */
export type ListImports = (folder: string) => readonly string[] | undefined;

/**
 * Finds the file of an npm package that an import names.
 *
 * @returns its path, as `readImport` takes it
 * @throws Error that says why there is none, without a full stop
 */
export type FindPackageFile = (reference: PackageReference, importer: string) => string;

/** Where the files that a schema imports come from. */
export interface ImportedFiles {
  readonly readImport: ReadImport;
  /** For messages that name a file that was meant. */
  readonly listImports?: ListImports | undefined;
  /** Without it, no package can be imported. */
  readonly findPackageFile?: FindPackageFile;
  /** One name for all paths of a file that exists, links included. The normalised path by default. */
  readonly identify?: (file: string) => string;
}

export interface SchemaFiles {
  /** `undefined` if the entry file is not YAML, or not a mapping. */
  readonly entry: SchemaFile | undefined;
  /** Each file once: imported files before those that import them, and the entry file last. */
  readonly files: readonly SchemaFile[];
  /** Of all files, as they are imported. */
  readonly declarations: Declarations;
  readonly allNamesKnown: AllNamesKnown;
  /** The text of every file that was read, by file. The entry file is the first. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A file that was read. */
interface VisitedFile {
  readonly schema: SchemaFile;
  readonly content: Declarations;
  /** False if a part of it, or of what it imports, could not be read. */
  readonly isWhole: boolean;
}

/** How an import is reached. */
interface Way {
  /** The imports from the entry file on, with the file that each of them is in. */
  readonly links: readonly { readonly id: string; readonly spot: Spot }[];
  /** Whether the way leads through a package. */
  readonly isPackage: boolean;
}

/** Reads the entry file and, depth first, the files that it imports. */
export function readSchemaFiles(
  entry: YamlText,
  { readImport, listImports, findPackageFile = refusePackage, identify = posix.normalize }: ImportedFiles,
  report: SchemaReport,
): SchemaFiles {
  const files: SchemaFile[] = [];
  const sources = new Map<string, string>();
  const visited = new Map<string, VisitedFile | undefined>();
  const allNamesKnown = { vectors: true, families: true };
  let namespace: string | undefined;

  function visit({ file, text }: YamlText, id: string, { links, isPackage }: Way): VisitedFile | undefined {
    sources.set(file, text);
    const source = parseYaml({ file, text }, report);
    const isSmall = source !== undefined && !reportLarge(new Spot(source), source.value, report);
    const schema = isSmall ? readSchemaFile(source, report) : undefined;
    if (schema === undefined) {
      forgetNames();
      return undefined;
    }
    allNamesKnown.vectors &&= schema.allNamesKnown.vectors;
    allNamesKnown.families &&= schema.allNamesKnown.families;
    if (links.length === 0) namespace = schema.namespace;
    else if (!isPackage) reportEntryOnlyKeys(schema, report);
    const imported = schema.imports.map((declared) =>
      visitImport(declared, { links: [...links, { id, spot: declared.spot }], isPackage }),
    );
    files.push(schema);
    const brought = imported.flatMap((one) => one?.content ?? []);
    return {
      schema,
      content: limitDeclarations(joinDeclarations(brought, schema), schema, report),
      isWhole: schema.allNamesKnown.families && imported.every((one) => one?.isWhole === true),
    };
  }

  function visitImport(
    declared: DeclaredImport,
    way: Way,
  ): Pick<VisitedFile, "content" | "isWhole"> | undefined {
    const fromPackage = isPackageReference(declared.from);
    const file = fromPackage ? findInPackage(declared) : findBeside(declared, way);
    const isPackage = fromPackage || way.isPackage;
    const read = file === undefined ? undefined : openFile(file, declared, { ...way, isPackage });
    if (file === undefined || read === undefined) {
      forgetNames();
      return undefined;
    }
    const { schema, isWhole } = read;
    if (fromPackage && !way.isPackage) reportNamespace(schema, { declared, namespace }, report);
    const content = selectDeclarations(read.content, declared, { file, fromPackage, isWhole }, report);
    if (!hasAll(read.content, declared)) forgetNames();
    return { content, isWhole };
  }

  /** Reads a file, unless it was read before. */
  function openFile(file: string, { from, fromSpot }: DeclaredImport, way: Way): VisitedFile | undefined {
    const id = idOf(file);
    const start = way.links.findIndex((link) => link.id === id);
    if (start !== -1) {
      const before = way.links.slice(start).map(({ spot }) => spot.fileAndLine);
      report("import-cycle", { files: [...before, file] }, fromSpot);
      return undefined;
    }
    if (visited.has(id)) return visited.get(id);
    const read = attempt(() => readImport(file));
    if ("text" in read) {
      const opened = visit({ file, text: withoutByteOrderMark(read.text) }, id, way);
      visited.set(id, opened);
      return opened;
    }
    const missing = read.reason === NO_FILE ? explainMissing(from, file, listImports) : {};
    const params = { name: shorten(from), file: shorten(file, 200), nearest: undefined, ...read, ...missing };
    report("import-unreadable", params, fromSpot);
    return undefined;
  }

  function findInPackage({ from, fromSpot }: DeclaredImport): string | undefined {
    try {
      return findPackageFile(parsePackageReference(from), fromSpot.source.file);
    } catch (error) {
      const help = error instanceof PackageError ? error.help : "Name another file.";
      const problem = systemReason(error);
      report("package-unreadable", { name: shorten(from), problem, help }, fromSpot);
      return undefined;
    }
  }

  /** The path of a file that is named by its relative path. */
  function findBeside({ from, fromSpot }: DeclaredImport, { isPackage }: Way): string | undefined {
    const name = shorten(from);
    if (!isRelativePath(from)) {
      report("import-unreadable", { name, file: undefined, reason: "", nearest: undefined }, fromSpot);
      return undefined;
    }
    const importing = fromSpot.source.file;
    const file = posix.join(posix.dirname(importing), from);
    const folder = isPackage ? installedFolder(importing) : undefined;
    if (folder === undefined || file.startsWith(`${folder}/`)) return file;
    const reason = `it is outside of the package \`${folder}\``;
    report("import-unreadable", { name, file: shorten(file, 200), reason, nearest: undefined }, fromSpot);
    return undefined;
  }

  function idOf(file: string): string {
    try {
      return identify(file);
    } catch {
      return posix.normalize(file); // it does not exist
    }
  }

  function forgetNames(): void {
    allNamesKnown.vectors = allNamesKnown.families = false;
  }

  const root = visit({ file: entry.file, text: withoutByteOrderMark(entry.text) }, idOf(entry.file), {
    links: [],
    isPackage: false,
  });
  const declarations = root?.content ?? { families: [], vectors: [], recorders: [] };
  return { entry: root?.schema, files, declarations, allNamesKnown, sources };
}

function refusePackage(): never {
  throw new PackageError(
    "packages are not looked up here",
    "Name the file by its relative path, or give `compileSchema` a `findPackageFile`.",
  );
}

/** Whether a file has all families that an import selects. */
function hasAll({ families }: Declarations, { only = [] }: DeclaredImport): boolean {
  const keys = new Set(families.map(({ key }) => key));
  return only.every(({ name }) => keys.has(name));
}

/** The most families and recorders of all files together. Imports that double what they import would have no end. */
const MOST_DECLARATIONS = 10_000;

function limitDeclarations(content: Declarations, schema: SchemaFile, report: SchemaReport): Declarations {
  const entries = content.families.length + content.recorders.length;
  if (entries <= MOST_DECLARATIONS) return content;
  report("too-many-entries", { entries, most: MOST_DECLARATIONS }, schema.spot.at("imports"));
  return schema;
}

/** Reports a namespace that a package's schema has for itself, and that its metrics do not have here. */
function reportNamespace(
  { namespace: theirs, spot }: SchemaFile,
  { declared, namespace }: { readonly declared: DeclaredImport; readonly namespace: string | undefined },
  report: SchemaReport,
): void {
  if (theirs === undefined || theirs === namespace || declared.prefix !== undefined) return;
  const at = spot.at("namespace").fileAndLine;
  report("imported-namespace", { namespace: theirs, at, own: namespace }, declared.fromSpot);
}

function attempt(read: () => string | undefined): { readonly text: string } | { readonly reason: string } {
  try {
    const text = read();
    return text === undefined ? { reason: NO_FILE } : { text };
  } catch (error) {
    return { reason: systemReason(error) };
  }
}

const NO_FILE = "there is no such file";

/** What is not there, and the file that was meant, as an import names it. */
function explainMissing(
  name: string,
  file: string,
  listImports: ListImports | undefined,
): { readonly reason?: string; readonly file?: string; readonly nearest?: string | undefined } {
  if (listImports === undefined) return {};
  const names = listImports(posix.dirname(file));
  if (names === undefined) return { reason: "there is no such folder", file: posix.dirname(file) };
  const nearest = nearestName(posix.basename(file), names);
  return { nearest: nearest && posix.join(posix.dirname(name), nearest) };
}

/** The most entries of a section, or of a list or mapping within. Code for 5,000 families takes some seconds. */
const MOST_ENTRIES = 5000;

/** Reports the first list or mapping that is too large, and returns whether there is one. */
function reportLarge(spot: Spot, value: unknown, report: SchemaReport): boolean {
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.keys(value).length;
  if (entries > MOST_ENTRIES) {
    report("too-many-entries", { entries, most: MOST_ENTRIES }, spot);
    return true;
  }
  return Object.entries(value).some(([key, inner]) =>
    reportLarge(spot.at(Array.isArray(value) ? Number(key) : key), inner, report),
  );
}

const ENTRY_ONLY_KEYS = ["namespace", "server", "outputs", "lint", "series_budget", "initialize"];

function reportEntryOnlyKeys({ spot }: SchemaFile, report: SchemaReport): void {
  for (const key of ENTRY_ONLY_KEYS) {
    if (spot.source.document.has(key)) report("entry-only-key", { key }, spot.at(key).key);
  }
}

function isRelativePath(name: string): boolean {
  return (
    name !== "" && !name.startsWith("/") && !name.includes("\\") && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(name)
  );
}

/** Editors do not show a byte order mark, so columns are counted without it. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
