import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../run-program.js";

/** Versions of packages, by name. */
export type Versions = Readonly<Record<string, string>>;

/**
 * Installs packages into a temporary folder, which the next run uses again. It is outside of the repository, whose
 * packages programs below the folder do not find.
 *
 * @returns the folder
 */
export async function installedTools(name: string, versions: Versions): Promise<string> {
  const folder = join(tmpdir(), `metricsmith-matrix-${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: versions }));
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: folder });
  return folder;
}
