import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { isMapping } from "./read/read-mapping.js";
import type { SchemaFiles } from "./read-imports.js";
import { locate } from "./yaml/locate.js";
import type { Path } from "./yaml/yaml-source.js";

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
