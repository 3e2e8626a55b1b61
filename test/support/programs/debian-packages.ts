import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run-program.js";
import { downloadPackages, isInstalled, neededPackages } from "./apt.js";

/** One folder for each package, named for it. */
const CACHE = fileURLToPath(new URL("../../.cache/debian", import.meta.url));

/**
 * Fetches Debian packages and unpacks them without installing anything, unless that has been done before.
 * Needs no root, and leaves the machine's own package lists as they are.
 *
 * @returns for each package the folder that stands for `/`, so that `usr/bin` has its programs
 * @throws an error that says what to do, if a package cannot be had
 */
export async function debianPackages(names: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const name of names) if (!(await exists(join(CACHE, name)))) missing.push(name);
  if (missing.length > 0) await fetchPackages(missing);
  return names.map((name) => join(CACHE, name));
}

/**
 * The folder that stands for `/` and has the programs of a Debian package: the machine's own root where the package is
 * installed, otherwise that of the fetched package.
 */
export async function debianRoot(name: string): Promise<string> {
  if (await isInstalled(name)) return "/";
  const [root = ""] = await debianPackages([name]);
  return root;
}

/**
 * Fetches a package and unpacks it in one folder with all that it needs and cannot take from this machine. For programs
 * that look for their parts in folders beside their own.
 *
 * @returns the folder that stands for `/`
 */
export async function debianTree(name: string): Promise<string> {
  const tree = join(CACHE, `${name}.whole`);
  if (await exists(tree)) return tree;
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, ".fetch-"));
  try {
    await downloadPackages(await neededPackages(name, work), work);
    const files = (await readdir(work)).filter((file) => file.endsWith(".deb"));
    for (const file of files) await run("dpkg-deb", ["-x", join(work, file), join(work, "tree")]);
    await moveUnlessThere(join(work, "tree"), tree);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return tree;
}

/** Works beside the cache and moves each finished folder there: an interrupted run leaves nothing half done. */
async function fetchPackages(names: readonly string[]): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, ".fetch-"));
  try {
    await downloadPackages(names, work);
    const files = await readdir(work);
    for (const name of names) {
      const file = files.find((candidate) => candidate.startsWith(`${name}_`) && candidate.endsWith(".deb"));
      if (file === undefined) throw new Error(`apt-get downloaded no file for the package ${name}.`);
      await run("dpkg-deb", ["-x", join(work, file), join(work, name)]);
      await moveUnlessThere(join(work, name), join(CACHE, name));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(await exists(to))) throw error; // there: another run was faster
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
