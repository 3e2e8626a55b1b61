import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type { Catalog } from "../../../generator/catalog.js";
import { compileSchema, type LoadedCatalog } from "../../../generator/schema/load-catalog.js";
import type { FindPackageFile } from "../../../generator/schema/read-imports.js";

/** Compiles the only file of a schema. */
export function compileText(text: string): LoadedCatalog {
  return compileFiles({ "metrics.schema.yaml": text });
}

/** Compiles `metrics.schema.yaml` of several files that are all in memory. */
export function compileFiles(files: Readonly<Record<string, string>>): LoadedCatalog {
  const file = "metrics.schema.yaml";
  return compileSchema({
    file,
    text: files[file] ?? "",
    readImport: (name) => (Object.hasOwn(files, name) ? files[name] : undefined),
    listImports: (folder) => namesIn(folder, Object.keys(files)),
  });
}

function namesIn(folder: string, files: readonly string[]): readonly string[] | undefined {
  const names = files.filter((file) => posix.dirname(file) === folder).map((file) => posix.basename(file));
  return names.length === 0 ? undefined : names;
}

/** Compiles a file of `test/fixtures`, with locations relative to its folder, and packages in `shared/packages`. */
export function compileFixture(folder: "valid" | "invalid", file: string): LoadedCatalog {
  const read = fixtureReader(folder);
  return compileSchema({
    file,
    text: read(file),
    readImport: (name) => attempt(() => read(name)),
    findPackageFile,
  });
}

/** Compiles the example of a code, as if it were a file of `test/fixtures/invalid`. */
export function compileExample(file: string, example: string): LoadedCatalog {
  const [text, read] = [schemaOf(example), fixtureReader("invalid")];
  return compileSchema({
    file,
    text,
    readImport: (name) => (name === file ? text : attempt(() => read(name))),
    findPackageFile,
  });
}

/** The schema of an example: most leave out the line of the version. */
export function schemaOf(example: string): string {
  return `${example.startsWith("version:") ? "" : "version: 1\n"}${example}\n`;
}

const findPackageFile: FindPackageFile = ({ name, path }) => `shared/packages/${name}/${path}`;

function fixtureReader(folder: "valid" | "invalid"): (name: string) => string {
  return (name) => readFileSync(new URL(`../../fixtures/${folder}/${name}`, import.meta.url), "utf8");
}

/** Each diagnostic as `code line:column`, with the file before it when it is not the entry file. */
export function marks({ diagnostics }: LoadedCatalog): readonly string[] {
  return diagnostics.map(({ code, location }) => {
    if (location === undefined) return code;
    const file = location.file === "metrics.schema.yaml" ? "" : `${location.file}:`;
    return `${code} ${file}${location.line}:${location.column}`;
  });
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The Catalog of a schema that is sound, given without its version. */
export function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileText(`version: 1\n${text}\n`);
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return catalog;
}
