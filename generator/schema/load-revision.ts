import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, posix, relative, resolve } from "node:path";
import { tooLarge } from "@metricsmith/runtime/input";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { InputFiles } from "../source/input-files.js";
import { nearestName } from "../text/nearest-name.js";
import { LARGEST_TEXT } from "../text/read-file.js";
import { isBelow, posixPath, systemReason } from "../text/system-reason.js";
import { importsFromDisk } from "./disk-imports.js";
import { compileSchema, type LoadedCatalog } from "./load-catalog.js";
import {
  findPackage,
  findPackageFile,
  installedFolder,
  PackageError,
  type PackageReference,
  parseManifest,
  targetWithin,
} from "./package-files.js";
import type { ReadImport } from "./read-imports.js";

interface LoadedRevision extends LoadedCatalog {
  /** Packages that are imported and are no part of the repository, so that what is read is what is installed today. */
  readonly installed: readonly string[];
}

/**
 * Compiles a schema with its imports as they were at a git revision. The files are named `git:REVISION:FILE`.
 * `undefined` if the revision does not have the file. Throws `GitError` if git cannot read the revision.
 */
export function loadRevision(revision: string, file: string): LoadedRevision | undefined {
  const { readAtRevision, findInRepository } = openRevision(revision, file);
  const text = readAtRevision(file);
  if (text === undefined) return undefined;
  const installed = new Set<string>();
  const loaded = compileSchema({
    file: posix.normalize(posixPath(file)),
    text,
    readImport: (name) =>
      installedFolder(name) === undefined
        ? readAtRevision(name)
        : importsFromDisk(name, new InputFiles()).readImport(name),
    findPackageFile: (reference, importer) => {
      const found = findInRepository(reference, importer);
      if (found !== undefined) return found;
      installed.add(reference.name);
      return findPackageFile(reference, importer);
    },
  });
  const nameAt = (name: string) => (installedFolder(name) === undefined ? `git:${revision}:${name}` : name);
  const relocate = (at: SourceLocation) => ({ ...at, file: nameAt(at.file) });
  return {
    catalog: loaded.catalog && { ...loaded.catalog, source: nameAt(loaded.catalog.source) },
    diagnostics: loaded.diagnostics.map((diagnostic) => ({
      ...diagnostic,
      location: diagnostic.location && relocate(diagnostic.location),
    })),
    sources: new Map([...loaded.sources].map(([name, source]) => [nameAt(name), source])),
    locate: (path) => relocate(loaded.locate(path)),
    spot: loaded.spot,
    ownVectors: loaded.ownVectors,
    installed: [...installed],
  };
}

/** Git failed. The message has no full stop, because callers put it into a sentence. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** Of what git prints: names of revisions, messages, and files that are not larger than others. */
const LARGEST_OUTPUT = LARGEST_TEXT;

interface Revision {
  readonly readAtRevision: ReadImport;
  /** The file of a package that is a folder of the repository, as in a workspace; `undefined` for another package. */
  readonly findInRepository: (reference: PackageReference, importer: string) => string | undefined;
}

/** Reads files at a revision. Throws `GitError` if git, the repository or the revision is missing, and for a directory. */
function openRevision(revision: string, file: string): Revision {
  const folder = nearestFolder(resolve(file));
  const prefix = prefixOf(folder);
  const commit = commitOf(revision, folder);
  const readAtRevision = (name: string) => {
    const path = posix.join(prefix, posixPath(relative(folder, resolve(name))));
    const id = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${commit}:${path}`]);
    if (id.status !== 0) return undefined;
    const blob = git(folder, ["cat-file", "blob", lineOf(id.stdout)]);
    if (blob.status !== 0) throw new GitError(`\`${name}\` at that revision: ${reasonOf(blob.stderr)}`);
    return blob.stdout.toString("utf8");
  };
  const findInRepository = (reference: PackageReference, importer: string) => {
    const real = realpathSync(findPackage(reference.name, importer));
    const root = realpathSync(lineOf(git(folder, ["rev-parse", "--show-toplevel"]).stdout));
    if (!isBelow(real, root) || installedFolder(`${posixPath(real)}/`) !== undefined) return undefined;
    const within = resolve(folder, relative(realpathSync(folder), real));
    const pathOf = (name: string) => posixPath(relative(process.cwd(), join(within, name)));
    const manifest = readAtRevision(pathOf("package.json"));
    if (manifest === undefined) {
      throw new PackageError(
        `\`${revision}\` has no package \`${reference.name}\``,
        "Compare with a later revision.",
      );
    }
    return pathOf(
      targetWithin(
        reference,
        parseManifest(reference.name, () => manifest),
      ),
    );
  };
  return { readAtRevision, findInRepository };
}

/** The file and its folders need not exist any more. */
function nearestFolder(file: string): string {
  const folder = dirname(file);
  if (folder === file || (existsSync(folder) && statSync(folder).isDirectory())) return folder;
  return nearestFolder(folder);
}

/** The folder's path within its repository, as git writes it. */
function prefixOf(folder: string): string {
  const { status, stdout, stderr } = git(folder, ["rev-parse", "--show-prefix"]);
  if (status === 0) return lineOf(stdout);
  const message = reasonOf(stderr);
  throw new GitError(
    message.startsWith("not a git repository") ? `the folder ${folder} is not in a git repository` : message,
  );
}

function commitOf(revision: string, folder: string): string {
  const wanted = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { status, stdout } = git(folder, wanted);
  if (status === 0) return lineOf(stdout);
  const refs = git(folder, ["for-each-ref", "--format=%(refname:short)"]).stdout.toString("utf8").split("\n");
  const nearest = nearestName(revision, refs);
  const help =
    nearest === undefined
      ? "; fetch it first if only the remote has it, as may be in a shallow clone"
      : `; did you mean \`${nearest}\`?`;
  throw new GitError(`the repository has no revision \`${revision}\`${help}`);
}

function git(
  folder: string,
  args: readonly string[],
): Pick<SpawnSyncReturns<Buffer>, "status" | "stdout" | "stderr"> {
  const { error, status, stdout, stderr } = spawnSync("git", args, {
    cwd: folder,
    env: { ...process.env, LC_ALL: "C" }, // the code below reads its messages
    maxBuffer: LARGEST_OUTPUT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error === undefined) return { status, stdout, stderr };
  if ("code" in error && error.code === "ENOBUFS") throw new GitError(tooLarge(LARGEST_OUTPUT).message);
  const missing = "code" in error && error.code === "ENOENT";
  throw new GitError(missing ? "the program `git` is not installed" : systemReason(error));
}

/** The line that git printed, without its end. */
function lineOf(output: Buffer): string {
  return output.toString("utf8").replace(/\r?\n$/, "");
}

function reasonOf(stderr: Buffer): string {
  const [first = ""] = stderr.toString("utf8").split("\n");
  return first.endsWith(": bad file") ? "it is a directory" : first.replace(/^(?:fatal|error): /, "");
}
