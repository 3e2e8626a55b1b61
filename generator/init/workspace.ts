import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { nameMatcher } from "@metricsmith/runtime/text";
import { parse as parseYaml } from "yaml";
import { readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";
import { isMapping } from "../yaml/yaml-places.js";
import { type ProjectManifest, readManifest, textsOf } from "./manifest.js";

/** Where a project is: in a repository, and perhaps in a workspace. */
export interface Surroundings {
  /** The project's folder, and those above it up to the workspace's root or the repository's, nearest first. */
  readonly folders: readonly string[];
  /** The root of the workspace that the project is a package of. */
  readonly workspaceRoot: string | undefined;
  /** The folder with `.git`. */
  readonly repository: string | undefined;
  /** The service that runs the repository's checks. */
  readonly ci: "github" | "gitlab" | undefined;
}

/** Looks at the folders above a project. */
export function findSurroundings(folder: string): Surroundings {
  const above = foldersAbove(folder);
  const repository = above.find((one) => existsSync(join(one, ".git")));
  const workspaceRoot = above.find(
    (one) => one !== folder && isMember(posixPath(relative(one, folder)), workspacePatterns(one)),
  );
  const outermost = repository ?? workspaceRoot ?? folder;
  const folders = above.slice(0, above.indexOf(outermost) + 1);
  return { folders, workspaceRoot, repository, ci: ciOf(outermost) };
}

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)];
}

function ciOf(root: string): Surroundings["ci"] {
  if (existsSync(join(root, ".github"))) return "github";
  if (existsSync(join(root, ".gitlab-ci.yml"))) return "gitlab";
  const remotes = readIfThere(join(root, ".git/config"));
  if (/^[ \t]*url[ \t]*=.*\bgithub\.com[:/]/m.test(remotes)) return "github";
  if (/^[ \t]*url[ \t]*=.*\bgitlab\./m.test(remotes)) return "gitlab";
  return undefined;
}

/** The text of a small file; empty if there is none, or it is a folder. */
function readIfThere(path: string): string {
  try {
    return readTextFile(path);
  } catch {
    return "";
  }
}

/** The patterns of a workspace's packages; none if the folder is not the root of one, or its manifest cannot be read. */
function workspacePatterns(folder: string): readonly string[] {
  try {
    const pnpm = join(folder, "pnpm-workspace.yaml");
    const settings: unknown = existsSync(pnpm) ? parseYaml(readTextFile(pnpm)) : undefined;
    const packages = isMapping(settings) ? textsOf(settings["packages"]) : [];
    return [...(readManifest(folder)?.workspaces ?? []), ...packages];
  } catch {
    return [];
  }
}

function isMember(path: string, patterns: readonly string[]): boolean {
  const folders = path.split("/");
  const matches = (pattern: string) => matchesGlob(partsOf(pattern), folders);
  const excluded = patterns.filter((pattern) => pattern.startsWith("!"));
  return (
    patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern)) &&
    !excluded.some((pattern) => matches(pattern.slice(1)))
  );
}

function partsOf(glob: string): readonly string[] {
  return glob.replace(/^\.\//, "").replace(/\/$/, "").split("/");
}

/** In a pattern of folders, `*` is a part of a folder's name, and `**` is one folder or several. */
function matchesGlob([part, ...others]: readonly string[], [folder, ...below]: readonly string[]): boolean {
  if (part === undefined || folder === undefined) return part === folder;
  if (part !== "**") return nameMatcher([part])(folder) && matchesGlob(others, below);
  return matchesGlob(others, below) || matchesGlob([part, ...others], below);
}

/** A package of a workspace. */
export interface WorkspacePackage {
  /** Relative to the workspace's root. */
  readonly path: string;
  readonly manifest: ProjectManifest;
}

/** The packages of the workspace whose root a folder is; none if it is none. */
export function findPackages(root: string): readonly WorkspacePackage[] {
  const patterns = workspacePatterns(root);
  if (patterns.length === 0) return [];
  const found: WorkspacePackage[] = [];
  const folders = [""];
  for (let at = 0; at < Math.min(folders.length, MOST_FOLDERS); at++) {
    const path = folders[at] ?? "";
    if (path !== "" && isMember(path, patterns)) {
      const manifest = readManifest(join(root, path));
      if (manifest !== undefined) found.push({ path, manifest });
    }
    if (path.split("/").length >= DEEPEST_PACKAGE) continue;
    for (const entry of entriesOf(join(root, path))) {
      const isOwn = !entry.name.startsWith(".") && entry.name !== "node_modules";
      if (entry.isDirectory() && isOwn) folders.push(path === "" ? entry.name : `${path}/${entry.name}`);
    }
  }
  return found;
}

/** Folders that are looked into for packages, and how deep. */
const MOST_FOLDERS = 2000;
const DEEPEST_PACKAGE = 3;

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it cannot be read
  }
}
