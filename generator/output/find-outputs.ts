import { closeSync, type Dirent, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { schemaOf, toCommentText } from "../emit/output.js";

/** Folders that are looked into. A project's own sources have fewer. */
const MOST_FOLDERS = 2000;

/** Folders of what is installed or compiled: copies of outputs may be there. Hidden folders are not looked into, either. */
const NOT_SOURCES: ReadonlySet<string> = new Set(["node_modules", "dist", "build", "coverage"]);

/**
 * The folder with the recorders of a schema, below the schema's folder. Packages below it and folders with a schema of
 * the same name are not looked into.
 *
 * @param schema the schema's file name
 */
export function findOutputDirectory(schemaFolder: string, schema: string): string | undefined {
  const folders = [schemaFolder];
  let javascript: string | undefined;
  for (let at = 0; at < Math.min(folders.length, MOST_FOLDERS); at++) {
    const folder = folders[at] ?? "";
    const entries = entriesOf(folder);
    const has = (name: string) => entries.some((entry) => entry.name === name && entry.isFile());
    if (at > 0 && (has("package.json") || has(schema))) continue;
    if (has("recorders.ts") && isOutputOf(schema, join(folder, "recorders.ts"))) return folder;
    if (javascript === undefined && has("recorders.js") && isOutputOf(schema, join(folder, "recorders.js"))) {
      javascript = folder; // unless it is what a compiler made of TypeScript
    }
    for (const entry of entries) {
      const isSource = entry.isDirectory() && !entry.name.startsWith(".") && !NOT_SOURCES.has(entry.name);
      if (isSource) folders.push(join(folder, entry.name));
    }
  }
  return javascript;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it cannot be read
  }
}

/** In bytes: a banner is in the first line. */
const LONGEST_BANNER = 1024;

function isOutputOf(schema: string, path: string): boolean {
  try {
    const descriptor = openSync(path, "r");
    try {
      const start = Buffer.alloc(LONGEST_BANNER);
      const length = readSync(descriptor, start);
      return schemaOf(start.subarray(0, length).toString("utf8")) === toCommentText(schema);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false; // it cannot be read
  }
}
