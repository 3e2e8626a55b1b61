import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { RunError, run } from "./run.js";

/**
 * Downloads Debian packages into a folder: by the machine's package lists, or, where those are missing or
 * too old, by lists of its own in that folder. Both work without root.
 */
export async function downloadPackages(names: readonly string[], folder: string): Promise<void> {
  try {
    await download(names, folder, QUIET);
  } catch (error) {
    if (isMissingProgram(error)) throw new Error(`There is no apt-get here. ${INSTEAD}`);
    await downloadByOwnLists(names, folder);
  }
}

async function downloadByOwnLists(names: readonly string[], folder: string): Promise<void> {
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
    await download(names, folder, settings);
  } catch (error) {
    throw new Error(
      `${names.join(", ")}: cannot be downloaded. Is there a network, and is this Debian or Ubuntu?\n` +
        `${INSTEAD}\n\n${updated}${messageOf(error)}`,
    );
  }
}

async function download(
  names: readonly string[],
  folder: string,
  settings: readonly string[],
): Promise<void> {
  await run("apt-get", [...settings, "download", ...names], { cwd: folder });
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
  "`promtool` in the environment variable METRICSMITH_PROMETHEUS_DIR.";

function isMissingProgram(error: unknown): boolean {
  return error instanceof RunError && error.code === "ENOENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
