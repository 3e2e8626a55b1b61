import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImportSource } from "../../../generator/import/draft.js";
import type { FetchedSource } from "../../../generator/source/read-source.js";

/** A source with a text that needs no fetching. */
export function textSource(name: string, text: string, contentType?: string): ImportSource {
  const fetched: FetchedSource = { name, bytes: Buffer.from(text), contentType };
  return { argument: name, name, fetch: () => Promise.resolve(fetched) };
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Writes a project into a folder, with a link to the installed packages. */
export function writeProject(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
}
