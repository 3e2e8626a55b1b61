import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, posix, relative, resolve } from "node:path";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { nearestName } from "../text/nearest-name.js";
import { posixPath, systemReason } from "../text/system-reason.js";
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

/** What git cannot give, in words that end without a full stop. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** A commit of the repository that a file is in. */
interface GitRevision {
  /** The file as it was then; `undefined` if there was none. Throws `GitError` if it was no file. */
  readonly read: (file: string) => string | undefined;
}

/** Larger files are no schemas. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Finds a revision, in any spelling that git knows, in the repository that `file` is in; the file itself, and the
 * folders that it is in, need not be there any more. Throws `GitError` if there is no git, repository or revision.
 */
export function openRevision(revision: string, file: string): GitRevision {
  const folder = nearestFolder(resolve(file));
  const prefix = prefixOf(folder);
  const commit = commitOf(revision, folder);
  return {
    read: (name) => {
      const path = posix.join(prefix, posixPath(relative(folder, resolve(name))));
      const id = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}:${path}`]);
      if (id.status !== 0) return undefined;
      const blob = git(folder, ["cat-file", "blob", line(id.stdout)]);
      if (blob.status !== 0) throw new GitError(`\`${name}\` at that revision: ${reason(blob.stderr)}`);
      return blob.stdout.toString("utf8");
    },
  };
}

function nearestFolder(file: string): string {
  const folder = dirname(file);
  if (folder === file || (existsSync(folder) && statSync(folder).isDirectory())) return folder;
  return nearestFolder(folder);
}

/** The folder's path within its repository, as git writes it. */
function prefixOf(folder: string): string {
  const { status, stdout, stderr } = git(folder, ["rev-parse", "--show-prefix"]);
  if (status === 0) return line(stdout);
  const message = reason(stderr);
  throw new GitError(
    message.startsWith("not a git repository") ? `the folder ${folder} is in no git repository` : message,
  );
}

function commitOf(revision: string, folder: string): string {
  const wanted = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { status, stdout } = git(folder, wanted);
  if (status === 0) return line(stdout);
  const refs = git(folder, ["for-each-ref", "--format=%(refname:short)"]).stdout.toString("utf8").split("\n");
  const nearest = nearestName(revision, refs);
  const help =
    nearest === undefined
      ? "; fetch it first if only the remote has it, as may be in a shallow clone"
      : `; did you mean \`${nearest}\`?`;
  throw new GitError(`the repository has no revision \`${revision}\`${help}`);
}

interface Ended {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

function git(folder: string, args: readonly string[]): Ended {
  const { error, status, stdout, stderr } = spawnSync("git", args, {
    cwd: folder,
    env: { ...process.env, LC_ALL: "C" }, // its messages are looked at
    maxBuffer: LARGEST,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error === undefined) return { status, stdout, stderr };
  const missing = "code" in error && error.code === "ENOENT";
  throw new GitError(missing ? "there is no program `git` to be run" : systemReason(error));
}

/** The one line that git printed. */
function line(output: Buffer): string {
  return output.toString("utf8").replace(/\r?\n$/, "");
}

function reason(stderr: Buffer): string {
  const [first = ""] = stderr.toString("utf8").split("\n");
  return first.endsWith(": bad file") ? "it is a directory" : first.replace(/^(?:fatal|error): /, "");
}
