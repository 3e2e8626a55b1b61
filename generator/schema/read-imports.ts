import { posix } from "node:path";
import { nearestName } from "../text/nearest-name.js";
import { systemReason } from "../text/system-reason.js";
import { shorten } from "../text/words.js";
import { parseYaml } from "../yaml/parse-yaml.js";
import { Spot, type YamlText } from "../yaml/yaml-places.js";
import type { SchemaReport } from "./codes.js";
import { readSchemaFile } from "./read/read-schema-file.js";
import type { AllNamesKnown, SchemaFile } from "./read/schema-file.js";

/** Returns the text of a file; `undefined` if there is none. May throw an error that says why it cannot be read. */
export type ReadImport = (file: string) => string | undefined;

/** Returns the names of the YAML files in a folder; `undefined` if there is none. */
export type ListImports = (folder: string) => readonly string[] | undefined;

interface ImportedFiles {
  readonly readImport: ReadImport;
  /** For messages that name a file that was meant. */
  readonly listImports?: ListImports | undefined;
}

export interface SchemaFiles {
  /** `undefined` if the entry file is not YAML, or not a mapping. */
  readonly entry: SchemaFile | undefined;
  /** Each file once: imported files before those that import them, and the entry file last. */
  readonly files: readonly SchemaFile[];
  readonly allNamesKnown: AllNamesKnown;
  /** The text of every file that was read, by file. The entry file is the first. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Reads the entry file and, depth first, the files that it imports. */
export function readSchemaFiles(
  entry: YamlText,
  { readImport, listImports }: ImportedFiles,
  report: SchemaReport,
): SchemaFiles {
  const files: SchemaFile[] = [];
  const sources = new Map<string, string>();
  const visited = new Set<string>();
  const allNamesKnown = { vectors: true, families: true };

  function visit({ file, text }: YamlText, importers: readonly string[]): SchemaFile | undefined {
    visited.add(posix.normalize(file));
    sources.set(file, text);
    const source = parseYaml({ file, text }, report);
    const isSmall = source !== undefined && !reportLarge(new Spot(source), source.value, report);
    const schema = isSmall ? readSchemaFile(source, report) : undefined;
    if (schema === undefined) {
      allNamesKnown.vectors = allNamesKnown.families = false;
      return undefined;
    }
    allNamesKnown.vectors &&= schema.allNamesKnown.vectors;
    allNamesKnown.families &&= schema.allNamesKnown.families;
    if (importers.length > 0) reportEntryOnlyKeys(schema, report);
    schema.imports.forEach((name, index) => {
      if (name !== undefined) visitImport(schema, { name, index, chain: [...importers, file] });
    });
    files.push(schema);
    return schema;
  }

  function visitImport(
    schema: SchemaFile,
    { name, index, chain }: { name: string; index: number; chain: readonly string[] },
  ): void {
    const where = schema.spot.at("imports", index);
    if (!isRelativePath(name)) {
      allNamesKnown.vectors = allNamesKnown.families = false;
      report(
        "import-unreadable",
        { name: shorten(name), file: undefined, reason: "", nearest: undefined },
        where,
      );
      return;
    }
    const file = posix.join(posix.dirname(where.source.file), name);
    const start = chain.findIndex((link) => posix.normalize(link) === file);
    if (start !== -1) {
      report("import-cycle", { files: [...chain.slice(start), file] }, where);
      return;
    }
    if (visited.has(file)) return;
    const read = attempt(() => readImport(file));
    if ("text" in read) {
      visit({ file, text: withoutByteOrderMark(read.text) }, chain);
      return;
    }
    allNamesKnown.vectors = allNamesKnown.families = false;
    const missing = read.reason === NO_FILE ? explainMissing(name, file, listImports) : {};
    const params = { name: shorten(name), file: shorten(file, 200), nearest: undefined, ...read, ...missing };
    report("import-unreadable", params, where);
  }

  const root = visit({ file: entry.file, text: withoutByteOrderMark(entry.text) }, []);
  return { entry: root, files, allNamesKnown, sources };
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

/** Of each list or mapping within a section, such as the values of a vector. */
const MOST_ENTRIES = 5000;

/** Of each section. Code for 4,500 families takes five seconds, and no program has as many. */
const MOST_ENTRIES_OF_SECTION = 1500;

/** Reports the first list or mapping that is too large, and returns whether there is one. */
function reportLarge(spot: Spot, value: unknown, report: SchemaReport): boolean {
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.keys(value).length;
  const most = spot.path.length === 1 ? MOST_ENTRIES_OF_SECTION : MOST_ENTRIES;
  if (entries > most) {
    report("too-many-entries", { entries, most }, spot);
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
