import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run-program.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The paths of the packed packages. */
export interface Tarballs {
  readonly metricsmith: string;
  readonly runtime: string;
}

/**
 * Builds both packages in a new copy of the repository, beside whatever else builds here, and packs them. What is built
 * here already is copied, too: the build compiles what has changed.
 */
export async function packPackages(copy: string): Promise<Tarballs> {
  copyRepository(copy);
  const { stdout } = await run("npm", ["run", "--silent", "tarballs"], { cwd: copy });
  const [, metricsmith = "", runtime = ""] = /^npm install (\S+) (\S+)\n$/.exec(stdout) ?? [];
  for (const path of [metricsmith, runtime]) {
    if (!path.startsWith(copy) || !existsSync(path)) throw new Error(`no tarball: ${stdout}`);
  }
  return { metricsmith, runtime };
}

function copyRepository(to: string): void {
  for (const name of readdirSync(ROOT)) {
    if (["node_modules", "dist", "test", "examples", ".git"].includes(name)) continue;
    cpSync(join(ROOT, name), join(to, name), {
      recursive: true,
      filter: (source) => basename(source) !== ".cache",
    });
  }
  const packages = join(to, "node_modules");
  mkdirSync(join(packages, "@metricsmith"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== "@metricsmith") symlinkSync(join(ROOT, "node_modules", name), join(packages, name));
  }
  symlinkSync(join(to, "runtime"), join(packages, "@metricsmith/runtime"));
}
