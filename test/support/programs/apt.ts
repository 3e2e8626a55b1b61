import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { RunError, run } from "../run-program.js";

/** Downloads Debian packages into a folder. Works without root. */
export async function downloadPackages(names: readonly string[], folder: string): Promise<void> {
  await askApt(["download", ...names], names, folder);
}

/** Whether a Debian package is installed on this machine. */
export async function isInstalled(name: string): Promise<boolean> {
  const queried = await run("dpkg-query", ["--status", name]).catch(() => undefined);
  return queried !== undefined && /^Status: .* installed$/m.test(queried.stdout);
}

/**
 * The packages to unpack so that a program of a Debian package runs: the package, the packages it depends on that this
 * machine does not have, and all those it depends on of the same source, installed or not: a program expects their files
 * in folders beside its own. Changes nothing.
 */
export async function neededPackages(name: string, folder: string): Promise<readonly string[]> {
  const missing = await simulatedInstallation(name, folder, []);
  const all = await simulatedInstallation(name, folder, ["-o", "Dir::State::status=/dev/null"]); // nothing is installed
  const version = all.get(name); // packages of one source have one version
  const sameSource = [...all.keys()].filter((other) => all.get(other) === version);
  return [...new Set([...missing.keys(), ...sameSource, name])];
}

/** The packages that an installation would install, with their versions. */
async function simulatedInstallation(name: string, folder: string, options: readonly string[]) {
  const args = [...options, "--simulate", "--no-install-recommends", "install", name];
  const listed = await askApt(args, [name], folder);
  const lines = listed.matchAll(/^Inst (\S+)(?: \[[^\]]*\])? \((\S+)/gm);
  return new Map(Array.from(lines, ([, needed = "", version = ""]) => [needed, version]));
}

/**
 * Runs apt-get by the machine's package lists, or, where those are missing or too old, by lists of its own in
 * a folder. Both work without root.
 */
async function askApt(args: readonly string[], names: readonly string[], folder: string): Promise<string> {
  try {
    return await apt([...QUIET, ...args], folder);
  } catch (error) {
    if (isMissingProgram(error)) throw new Error(`There is no apt-get here. ${INSTEAD}`);
    return await askByOwnLists(args, names, folder);
  }
}

async function askByOwnLists(
  args: readonly string[],
  names: readonly string[],
  folder: string,
): Promise<string> {
  const [lists, cache] = [join(folder, ".lists"), join(folder, ".cache")];
  await mkdir(join(lists, "partial"), { recursive: true });
  await mkdir(join(cache, "archives", "partial"), { recursive: true });
  const settings = [...QUIET, "-o", `Dir::State::Lists=${lists}`, "-o", `Dir::Cache=${cache}`];
  // One of many sources may fail and the packages be had all the same: the download decides.
  const updated = await run("apt-get", [...settings, "update"], { cwd: folder }).then(
    (ended) => ended.stderr,
    messageOf,
  );
  try {
    return await apt([...settings, ...args], folder);
  } catch (error) {
    throw new Error(
      `${names.join(", ")}: cannot be downloaded. Is there a network, and is this Debian or Ubuntu?\n` +
        `${INSTEAD}\n\n${updated}${messageOf(error)}`,
    );
  }
}

async function apt(args: readonly string[], cwd: string): Promise<string> {
  return (await run("apt-get", args, { cwd })).stdout;
}

/** Also where root runs it, as the present user: apt's own could not write to the folder. */
const QUIET: readonly string[] = [
  "-qq",
  ...["-o", "Acquire::Retries=2"],
  ...["-o", "Acquire::http::Timeout=30"],
  ...["-o", "APT::Sandbox::User=root"],
];

const INSTEAD =
  "Or install Prometheus by other means, and name the folder that has the programs `prometheus` and " +
  "`promtool` in the environment variable TEST_PROMETHEUS_DIR; or a Chromium or Chrome, and name the " +
  "program in TEST_CHROMIUM.";

function isMissingProgram(error: unknown): boolean {
  return error instanceof RunError && error.code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
