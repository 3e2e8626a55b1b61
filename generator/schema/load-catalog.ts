import { readFileSync } from "node:fs";
import type { Catalog } from "../catalog.js";
import {
  type Diagnostic,
  inReadingOrder,
  type SourceLocation,
  startOfFile,
} from "../diagnostics/diagnostic.js";
import { posixPath, systemReason } from "../text/system-reason.js";
import { locate, type Path } from "../yaml/yaml-places.js";
import { SCHEMA_CODES } from "./codes.js";
import { isMapping } from "./read/read-mapping.js";
import { type ReadImport, readSchemaFiles, type SchemaFiles } from "./read-imports.js";
import { resolveCatalog } from "./resolve/resolve-catalog.js";

export interface LoadedCatalog {
  /** `undefined` if and only if there is an error among the diagnostics. */
  readonly catalog: Catalog | undefined;
  /** Each mistake once, by file (the entry file first), line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** File to text, for code frames; the entry file first. */
  readonly sources: ReadonlyMap<string, string>;
  /** Where the schema writes what stands at a path, such as `["counters", "request", "unit"]`. */
  readonly locate: (path: Path) => SourceLocation;
}

/** Reads a schema and what it imports. Throws `SchemaUnreadableError` when `file` itself cannot be read. */
export function loadCatalog(file: string): LoadedCatalog {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new SchemaUnreadableError(file, cause);
  }
  return compileSchema({ file: posixPath(file), text, readImport: readFromDisk });
}

/** Compiles the text of a schema. `readImport` gets paths relative to what `file` is relative to. */
export function compileSchema({
  file,
  text,
  readImport,
}: {
  readonly file: string;
  readonly text: string;
  readonly readImport: ReadImport;
}): LoadedCatalog {
  const diagnostics: Diagnostic[] = [];
  const report = SCHEMA_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const read = readSchemaFiles({ file, text }, readImport, report);
  const catalog = read.entry === undefined ? undefined : resolveCatalog(read.entry, read, report);
  const sound = diagnostics.every(({ severity }) => severity !== "error");
  return {
    catalog: sound ? catalog : undefined,
    diagnostics: inReadingOrder(diagnostics, [...read.sources.keys()]),
    sources: read.sources,
    locate: (path) => locateDeclaration(read, path) ?? startOfFile(file),
  };
}

function readFromDisk(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The entry file cannot be read: wrong usage, not a mistake in a schema. */
export class SchemaUnreadableError extends Error {
  override readonly name = "SchemaUnreadableError";
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`The schema \`${file}\` cannot be read: ${systemReason(cause)}.`, { cause });
    this.file = file;
  }
}

/**
 * Where the entry file, or one that it imports, writes what stands at a path; for what is written nowhere, the
 * nearest key above it. `undefined` only if no file could be read.
 */
export function locateDeclaration({ entry, files }: SchemaFiles, path: Path): SourceLocation | undefined {
  const declaring = files.findLast(({ source }) => declares(source.value, path)) ?? entry;
  return declaring && locate(declaring.source, path, "key");
}

/** Whether a file has the section, and in a section the entry, that a path begins with. */
function declares(value: unknown, [section, key]: Path): boolean {
  if (section === undefined || !isMapping(value) || !Object.hasOwn(value, section)) return false;
  const entries = value[section];
  return key === undefined || (isMapping(entries) && Object.hasOwn(entries, key));
}
