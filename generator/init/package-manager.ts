import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTextFile } from "../text/read-file.js";
import type { ProjectManifest } from "./manifest.js";

/** The program that installs a project's packages. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Yarn of version 2 or later, whose options differ. */
  readonly isBerry: boolean;
  /** Whether the manifest has its version, which programs of continuous integration read. */
  readonly isPinned: boolean;
  /** Whether the repository has a lockfile, or will have one. */
  readonly isLocked: boolean;
}

const LOCKFILES: readonly (readonly [file: string, name: PackageManager["name"]])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/**
 * Finds the package manager of a project.
 *
 * @param folders the project's folder, and those above it that may have its lockfile, nearest first
 * @param manifests those of the folders
 * @param userAgent what the package manager that runs this program says of itself, as `pnpm/10.2.0 node/v22.1.0`
 */
export function findPackageManager(
  folders: readonly string[],
  manifests: readonly ProjectManifest[],
  userAgent = "",
): PackageManager {
  const pinned = manifests.map(({ packageManager }) => packageManager).find((one) => one !== undefined);
  const locked = folders.flatMap((folder) =>
    LOCKFILES.filter(([file]) => existsSync(join(folder, file))).map(([, name]) => name),
  );
  const [, wanted, major = ""] = /^(npm|pnpm|yarn|bun)(?:[@/]\D*(\d+))?/.exec(pinned ?? "") ?? [];
  const name = nameOf(wanted) ?? locked[0] ?? nameOf(/^\w+/.exec(userAgent)?.[0]) ?? "npm";
  const isBerry =
    name === "yarn" &&
    (Number(major) > 1 || folders.some((folder) => existsSync(join(folder, ".yarnrc.yml"))));
  return { name, isBerry, isPinned: wanted !== undefined, isLocked: !folders.some(ignoresLockfile) };
}

/** Whether a folder's settings keep lockfiles out of the repository, as libraries often do. */
function ignoresLockfile(folder: string): boolean {
  const has = (file: string, pattern: RegExp) =>
    existsSync(join(folder, file)) && pattern.test(readTextFile(join(folder, file)));
  return (
    has(".gitignore", /^\/?(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)\s*$/m) ||
    has(".npmrc", /^package-lock\s*=\s*false\s*$/m)
  );
}

function nameOf(text: string | undefined): PackageManager["name"] | undefined {
  return text === "npm" || text === "pnpm" || text === "yarn" || text === "bun" ? text : undefined;
}

/** One command line that installs packages, for programs and for development. */
export function installCommand(
  { name }: PackageManager,
  { run, development }: { readonly run: readonly string[]; readonly development: readonly string[] },
): string {
  const add = name === "npm" ? "npm install" : `${name} add`;
  const flag = name === "npm" || name === "pnpm" ? "--save-dev" : "--dev";
  return [
    ...(run.length === 0 ? [] : [`${add} ${run.join(" ")}`]),
    ...(development.length === 0 ? [] : [`${add} ${flag} ${development.join(" ")}`]),
  ].join(" && ");
}

/** The command that installs what the manifest and the lockfile say. */
export function cleanInstallCommand({ name, isBerry, isLocked }: PackageManager): string {
  if (!isLocked) return `${name} install`;
  if (name === "npm") return "npm ci";
  return `${name} install ${isBerry ? "--immutable" : "--frozen-lockfile"}`;
}

/** The command that runs a script of the manifest. */
export function scriptCommand({ name }: PackageManager, script: string): string {
  if (script === "start" || script === "test")
    return name === "bun" ? `bun run ${script}` : `${name} ${script}`;
  return name === "yarn" ? `yarn ${script}` : `${name} run ${script}`;
}

/** The command that runs `metricsmith`, installed or not. */
export function executeCommand({ name, isBerry }: PackageManager, call: string): string {
  switch (name) {
    case "npm":
      return `npx metricsmith ${call}`;
    case "pnpm":
      return `pnpm exec metricsmith ${call}`;
    case "yarn":
      return isBerry ? `yarn metricsmith ${call}` : `yarn run metricsmith ${call}`;
    case "bun":
      return `bunx metricsmith ${call}`;
  }
}
