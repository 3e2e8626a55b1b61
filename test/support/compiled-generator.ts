import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run-program.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A build of its own, for tests run beside each other and beside builds. */
export interface BuiltProgram {
  /** The compiled generator, as `generator/dist` has it. */
  readonly dist: string;
  /** The program that `metricsmith` starts. */
  readonly main: string;
  remove(): void;
}

/** Compiles the generator within the repository, where Node finds its dependencies. */
export async function buildProgram(): Promise<BuiltProgram> {
  mkdirSync(join(ROOT, "test/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "test/.cache/program-"));
  chmodSync(folder, 0o755); // some tests run it as another user
  const dist = join(folder, "generator/dist");
  cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
  await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", "generator", "--outDir", dist], { cwd: ROOT });
  return {
    dist,
    main: join(dist, "cli/main.js"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
