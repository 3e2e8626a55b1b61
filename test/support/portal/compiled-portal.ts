import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run-program.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const CACHE = join(ROOT, "test/.cache");

/** Compiled as `npm start` compiles it. */
export const BUILT_MAIN = join(ROOT, "examples/portal/dist/examples/portal/main.js");

/** Compiles the runtime and the example, as `npm start` does. */
export async function buildPortal(): Promise<void> {
  await run(process.execPath, ["runtime/build.js"], { cwd: ROOT });
  await compile("examples/portal");
}

/** The example, compiled for one test file. */
export interface OwnPortal {
  readonly main: string;
  remove(): Promise<void>;
}

/**
 * Compiles the example and the runtime's source into a folder of their own: test files run side by side,
 * and another one may be writing `runtime/dist` at any time.
 */
export async function buildOwnPortal(): Promise<OwnPortal> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "portal-"));
  const project = {
    extends: join(ROOT, "tsconfig.json"),
    compilerOptions: { noEmit: false, rootDir: ROOT, outDir: folder },
    files: [join(ROOT, "examples/portal/main.ts")],
    include: [],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(project));
  await compile(folder);
  const installed = join(folder, "node_modules/@metricsmith/runtime");
  await mkdir(installed, { recursive: true });
  await copyFile(join(ROOT, "runtime/package.json"), join(installed, "package.json"));
  await symlink(join(folder, "runtime"), join(installed, "dist"));
  return {
    main: join(folder, "examples/portal/main.js"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function compile(project: string): Promise<void> {
  await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", project], { cwd: ROOT });
}
