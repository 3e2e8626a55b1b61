import { posix } from "node:path";
import { shortened } from "../text/words.js";
import { parseYaml } from "../yaml/parse-yaml.js";
import { locate } from "../yaml/yaml-places.js";
import type { SchemaReport } from "./codes.js";
import { readSchemaFile } from "./read/read-schema-file.js";
import type { Completeness, SchemaFile } from "./read/schema-file.js";

/** The text of a file, or `undefined` when it cannot be read. */
export type ReadImport = (file: string) => string | undefined;

export interface SchemaFiles {
  /** `undefined` when the entry file could not be read as a schema at all. */
  readonly entry: SchemaFile | undefined;
  /** Imported files before those that import them, each once; the entry file is the last. */
  readonly files: readonly SchemaFile[];
  readonly complete: Completeness;
  /** Every text that was read, the entry file's first. */
  readonly sources: ReadonlyMap<string, string>;
}

interface Entry {
  readonly file: string;
  readonly text: string;
}

/** Reads the entry file and, depth first, what it imports. */
export function readSchemaFiles(entry: Entry, readImport: ReadImport, report: SchemaReport): SchemaFiles {
  const files: SchemaFile[] = [];
  const sources = new Map<string, string>();
  const known = new Set<string>();
  const complete = { vectors: true, families: true };

  function visit({ file, text }: Entry, importers: readonly string[]): SchemaFile | undefined {
    known.add(posix.normalize(file));
    sources.set(file, text);
    const source = parseYaml({ file, text }, report);
    const schema = source === undefined ? undefined : readSchemaFile(source, report);
    if (schema === undefined) {
      complete.vectors = complete.families = false;
      return undefined;
    }
    complete.vectors &&= schema.complete.vectors;
    complete.families &&= schema.complete.families;
    if (importers.length > 0) reportEntryOnlyKeys(schema, report);
    schema.imports.forEach((name, index) => {
      if (name !== undefined) follow(schema, { name, index, chain: [...importers, file] });
    });
    files.push(schema);
    return schema;
  }

  function follow(
    schema: SchemaFile,
    { name, index, chain }: { name: string; index: number; chain: readonly string[] },
  ): void {
    const at = () => locate(schema.source, ["imports", index], "value");
    if (!isRelativePath(name)) {
      complete.vectors = complete.families = false;
      report("import-unreadable", { name: shortened(name), file: undefined }, at());
      return;
    }
    const file = posix.join(posix.dirname(schema.source.file), name);
    const start = chain.findIndex((link) => posix.normalize(link) === file);
    if (start !== -1) {
      report("import-cycle", { files: [...chain.slice(start), file] }, at());
      return;
    }
    if (known.has(file)) return;
    const text = readImport(file);
    if (text === undefined) {
      complete.vectors = complete.families = false;
      report("import-unreadable", { name: shortened(name), file: shortened(file) }, at());
      return;
    }
    visit({ file, text: withoutByteOrderMark(text) }, chain);
  }

  const root = visit({ file: entry.file, text: withoutByteOrderMark(entry.text) }, []);
  return { entry: root, files, complete, sources };
}

function reportEntryOnlyKeys(schema: SchemaFile, report: SchemaReport): void {
  for (const key of ["namespace", "server", "outputs", "series_budget", "initialize"]) {
    const { source } = schema;
    if (!source.document.has(key)) continue;
    report("entry-only-key", { key }, locate(source, [key], "key"));
  }
}

function isRelativePath(name: string): boolean {
  return (
    name !== "" && !name.startsWith("/") && !name.includes("\\") && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(name)
  );
}

/** An editor shows no byte order mark, so it counts for no column. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
