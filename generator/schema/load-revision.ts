import { posix } from "node:path";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { posixPath } from "../posix-path.js";
import { openRevision } from "../source/git-revision.js";
import { compileSchema, type LoadedCatalog } from "./load-catalog.js";

/**
 * A schema as it was at a revision of git, with what it imported then. Its files are called `git:REVISION:FILE`, here
 * and in its diagnostics. `undefined` if there was no such file; throws `GitError` if git cannot tell.
 */
export function loadRevision(revision: string, file: string): LoadedCatalog | undefined {
  const { read } = openRevision(revision, file);
  const text = read(file);
  if (text === undefined) return undefined;
  const loaded = compileSchema({ file: posix.normalize(posixPath(file)), text, readImport: read });
  const called = (name: string) => `git:${revision}:${name}`;
  const relocated = (at: SourceLocation) => ({ ...at, file: called(at.file) });
  return {
    catalog: loaded.catalog && { ...loaded.catalog, source: called(loaded.catalog.source) },
    diagnostics: loaded.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      location: diagnostic.location && relocated(diagnostic.location),
    })),
    sources: new Map([...loaded.sources].map(([name, source]) => [called(name), source])),
    locate: (path) => relocated(loaded.locate(path)),
  };
}
