import { existsSync } from "node:fs";
import { join } from "node:path";
import { installedTools } from "../bundlers/installed-tools.js";
import { run } from "../run-program.js";

/** A program that runs JavaScript. */
export interface Runtime {
  readonly name: string;
  readonly program: string;
  /** What stands before the path of a script. */
  readonly args: readonly string[];
}

/** Each with the paths that its program may have within its package, and what it is called with. */
const RUNTIMES = [
  ...["20", "22", "24", "26"].map((major) => ({
    name: `Node ${major}`,
    folder: `node-${major}`,
    version: `npm:node@${major}`,
    paths: ["bin/node"],
    args: [],
  })),
  { name: "Bun", folder: "bun", version: "1", paths: ["bin/bun.exe", "bin/bun"], args: [] },
  { name: "Deno", folder: "deno", version: "2", paths: ["deno"], args: ["run", "--allow-all", "--quiet"] },
] as const;

/**
 * Installs Node, Bun and Deno from npm, and says which versions they are.
 *
 * @returns by name
 */
export async function installedRuntimes(): Promise<ReadonlyMap<string, Runtime>> {
  const versions = Object.fromEntries(RUNTIMES.map(({ folder, version }) => [folder, version]));
  const folder = join(await installedTools("runtimes", versions), "node_modules");
  const installed = new Map<string, Runtime>();
  for (const { name, folder: own, paths, args } of RUNTIMES) {
    const program = paths.map((path) => join(folder, own, path)).find((path) => existsSync(path));
    if (program === undefined) {
      throw new Error(`${join(folder, own)} has no program: npm must run the install script of the package`);
    }
    const { stdout } = await run(program, ["--version"]);
    console.log(`${name}: ${stdout.split("\n")[0]}`);
    installed.set(name, { name, program, args });
  }
  return installed;
}
