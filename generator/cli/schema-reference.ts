import { type LoadedCatalog, loadCatalog, SchemaUnreadableError } from "../schema/load-catalog.js";
import { GitError, loadRevision } from "../schema/load-revision.js";
import { systemReason } from "../text/system-reason.js";
import { UsageError } from "./command.js";

/** `git:REV` or `git:REV:FILE`; a colon within braces, as in `main@{2026-01-31 12:00}`, belongs to the revision. */
const GIT = /^git:((?:[^:{]|\{[^}]*\}|\{)*)(?::(.*))?$/s;

/**
 * Loads the schema that a command line names by `FILE`, or `git:REV[:FILE]` for one of git's, in which FILE is
 * `schema` when left out.
 */
export function loadReferred(reference: string, schema: string): LoadedCatalog {
  const [match, revision = "", file = schema] = GIT.exec(reference) ?? [];
  if (match === undefined) return loadFile(reference);
  if (revision === "" || file === "") {
    throw new UsageError(
      `\`${reference}\` names no ${revision === "" ? "revision" : "file"}; write \`git:REV\` or \`git:REV:FILE\``,
    );
  }
  const loaded = loadFromGit(reference, { revision, file });
  if (loaded !== undefined) return loaded;
  throw new UsageError(
    `cannot read \`${reference}\`: there is no file \`${file}\` at \`${revision}\`; name another with \`git:${revision}:FILE\``,
  );
}

function loadFile(file: string): LoadedCatalog {
  try {
    return loadCatalog(file);
  } catch (error) {
    if (!(error instanceof SchemaUnreadableError)) throw error;
    const reason = systemReason(error.cause);
    throw new UsageError(
      `cannot read the schema \`${file}\`: ${reason}; for a revision of git, write \`git:REV\` or \`git:REV:FILE\``,
    );
  }
}

function loadFromGit(
  reference: string,
  { revision, file }: { readonly revision: string; readonly file: string },
): LoadedCatalog | undefined {
  try {
    return loadRevision(revision, file);
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(`cannot read \`${reference}\`: ${error.message}`);
    throw error;
  }
}
