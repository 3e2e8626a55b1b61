import { basename, dirname, join, relative, resolve } from "node:path";
import type { Catalog, SchemaOrigin } from "../catalog.js";
import {
  type Diagnostic,
  inReadingOrder,
  type SourceLocation,
  startOfFile,
} from "../diagnostics/diagnostic.js";
import { InputFiles } from "../source/input-files.js";
import { readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";
import { isMapping, type Path, type Spot } from "../yaml/yaml-places.js";
import { SCHEMA_CODES } from "./codes.js";
import { importsFromDisk } from "./disk-imports.js";
import { unreadableSchema } from "./find-schema.js";
import { placeInFamily } from "./imported-declarations.js";
import type { DeclaredFamily } from "./read/schema-file.js";
import { type ImportedFiles, readSchemaFiles, type SchemaFiles } from "./read-imports.js";
import { resolveCatalog } from "./resolve/resolve-catalog.js";

/** A schema that was read: its Catalog, or the mistakes that leave none. */
export interface LoadedCatalog {
  /** `undefined` if and only if one of the diagnostics is an error. */
  readonly catalog: Catalog | undefined;
  /** Each mistake once, by file (the entry file first), line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Texts by file, for code frames. The entry file is the first. */
  readonly sources: ReadonlyMap<string, string>;
  /** Where the schema has the value of a path, such as `["counters", "request", "unit"]`. */
  readonly locate: (path: Path) => SourceLocation;
  /** @internal The spot of a path in the file that declares it; `undefined` if no file could be read. */
  readonly spot: (path: Path) => Spot | undefined;
  /** @internal The vectors of the entry file, used or not. */
  readonly ownVectors: readonly string[];
}

/**
 * Reads a schema and the files that it imports.
 *
 * @param given what the file is to have; by default, what it has
 * @param inputs gets every file that the Catalog depends on
 * @param edited what imported files are to have; by default, what they have
 * @throws SchemaUnreadableError if the file itself cannot be read
 */
export function loadCatalog(
  file: string,
  given?: string,
  inputs = new InputFiles(),
  edited: ReadonlyMap<string, string> = new Map(),
): LoadedCatalog {
  addInputs(file, inputs);
  const text = given ?? readSchema(file);
  const imports = importsFromDisk(file, inputs);
  return compileSchema({
    file: posixPath(file),
    text,
    ...imports,
    readImport: (name) => edited.get(name) ?? imports.readImport(name),
    origin: findOrigin(file),
  });
}

/** The schema, and what says which package and repository it is in. */
function addInputs(file: string, inputs: InputFiles): void {
  inputs.add(file);
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    inputs.add(join(folder, "package.json"));
    inputs.add(join(folder, ".git"));
    if (folder === dirname(folder)) return;
  }
}

function readSchema(file: string): string {
  try {
    return readTextFile(file);
  } catch (cause) {
    throw unreadableSchema(file, cause);
  }
}

/** A schema as text, and where the files that it imports come from. */
export interface SchemaInput extends ImportedFiles {
  /** What messages call the file; imports are relative to its folder. */
  readonly file: string;
  readonly text: string;
  /** The package and the path that the schema's metrics belong to. */
  readonly origin?: SchemaOrigin;
}

/**
 * Compiles the text of a schema. The paths that `readImport` gets are relative to the same folder as `file`. The origin
 * is, by default, that of a file without a package.
 */
export function compileSchema({
  file,
  text,
  origin = { package: "", path: basename(file) },
  ...imports
}: SchemaInput): LoadedCatalog {
  const diagnostics: Diagnostic[] = [];
  const report = SCHEMA_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const read = readSchemaFiles({ file, text }, imports, report);
  const catalog = read.entry === undefined ? undefined : resolveCatalog(read.entry, read, origin, report);
  const isValid = diagnostics.every(({ severity }) => severity !== "error");
  return {
    catalog: isValid ? catalog : undefined,
    diagnostics: inReadingOrder(diagnostics, [...read.sources.keys()]),
    sources: read.sources,
    locate: (path) => spotOf(read, path)?.key.location ?? startOfFile(file),
    spot: (path) => spotOf(read, path),
    ownVectors: read.entry?.vectors.map(({ key }) => key) ?? [],
  };
}

/** The nearest package above a file, and the file's path in it. */
function findOrigin(file: string): SchemaOrigin {
  const path = resolve(file);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { name, version } = readManifest(join(folder, "package.json"));
    if (name !== undefined) return { package: name, path: posixPath(relative(folder, path)), version };
    if (folder === dirname(folder)) return { package: "", path: basename(path), version: undefined };
  }
}

interface Manifest {
  /** `undefined` for one without a name, as in folders that only set the type of their modules. */
  readonly name: string | undefined;
  readonly version: string | undefined;
}

function readManifest(file: string): Manifest {
  try {
    const { name, version }: { readonly [key in keyof Manifest]?: unknown } = JSON.parse(readTextFile(file));
    return { name: textOf(name), version: textOf(version) };
  } catch {
    return { name: undefined, version: undefined }; // it does not exist, or is not a manifest
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The spot of a path in the file that declares it. `undefined` if no file could be read. */
function spotOf(read: SchemaFiles, path: Path): Spot | undefined {
  const [section, key, ...rest] = path;
  const declared = key === undefined ? undefined : findDeclared(read, String(section), String(key));
  if (declared !== undefined) {
    const [field, ...inner] = rest;
    return field === undefined ? declared.spot : placeInFamily(declared, String(field)).at(...inner);
  }
  const declaring = read.files.findLast(({ spot }) => declares(spot.source.value, path)) ?? read.entry;
  return declaring?.spot.at(...path);
}

/** The entry of a section, which an import may have under another key than its file. */
function findDeclared(
  { declarations }: SchemaFiles,
  section: string,
  wanted: string,
): Pick<DeclaredFamily, "overridden" | "spot"> | undefined {
  const { families, vectors, recorders } = declarations;
  const isWanted = ({ key }: { readonly key: string }) => key === wanted;
  if (section === "vectors") return vectors.findLast(isWanted);
  if (section === "recorders") return recorders.findLast(isWanted);
  return families.findLast((family) => isWanted(family) && `${family.type}s` === section);
}

/** Whether a file has the section and the entry that a path begins with. */
function declares(value: unknown, [section, key]: Path): boolean {
  if (section === undefined || !isMapping(value) || !Object.hasOwn(value, section)) return false;
  const entries = value[section];
  return key === undefined || (isMapping(entries) && Object.hasOwn(entries, key));
}
