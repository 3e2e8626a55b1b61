import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "./run-program.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Names the folder with what the test files of one run compile once and share. Worker processes inherit it. */
const FOLDER_VARIABLE = "TEST_BUILDS";

/**
 * Run by vitest before all tests: makes the folder of shared builds, within the repository, where Node finds the
 * dependencies. It is empty until a test file asks for a build.
 *
 * @returns removes the folder
 */
export function setup(): () => void {
  mkdirSync(join(ROOT, "test/.cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "test/.cache/builds-"));
  chmodSync(folder, 0o755); // some tests run the program as another user
  process.env[FOLDER_VARIABLE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A copy of the compiled runtime as a package: a folder with `package.json` and `dist`. */
export function compiledRuntime(): Promise<string> {
  return buildOnce("node_modules/@metricsmith/runtime", async (folder) => {
    await run(process.execPath, ["runtime/build.js"], { cwd: ROOT });
    cpSync(join(ROOT, "runtime/dist"), join(folder, "dist"), { recursive: true });
    cpSync(join(ROOT, "runtime/package.json"), join(folder, "package.json"));
  });
}

/** The compiled generator: its `dist`, and the program that `metricsmith` starts. */
export async function compiledGenerator(): Promise<{ readonly dist: string; readonly main: string }> {
  await compiledRuntime();
  const dist = await buildOnce("generator/dist", async (folder) => {
    cpSync(join(ROOT, "package.json"), join(folder, "../../package.json"));
    await run(process.execPath, ["generator/build.js"], { cwd: ROOT });
    cpSync(join(ROOT, "generator/dist"), folder, { recursive: true });
  });
  return { dist, main: join(dist, "program/main.js") };
}

/** Builds into a folder of the shared ones. Other test files that ask for it wait for the first one. */
async function buildOnce(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(process.env[FOLDER_VARIABLE] ?? "", name);
  const [begun, done, failed] = ["begun", "done", "failed"].map((state) => `${folder}.${state}`) as [
    string,
    string,
    string,
  ];
  mkdirSync(dirname(folder), { recursive: true });
  if (!createdFolder(begun)) {
    while (!existsSync(done)) {
      if (existsSync(failed)) throw new Error(`The build of ${name} has failed in another test file.`);
      await setTimeout(50);
    }
    return folder;
  }
  try {
    await build(folder);
    writeFileSync(done, "");
  } catch (error) {
    writeFileSync(failed, "");
    throw error;
  }
  return folder;
}

/** False where the folder is there already. Of several processes that try at once, one creates it. */
function createdFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** An application's folder, outside of the repository, that has the compiled runtime installed and nothing else. */
export class InstalledRuntime {
  readonly directory = mkdtempSync(join(tmpdir(), "metricsmith-runtime-"));

  async install(): Promise<void> {
    const installed = join(this.directory, "node_modules/@metricsmith/runtime");
    cpSync(await compiledRuntime(), installed, { recursive: true }); // a link would find the repository's packages
  }

  /** The path of declarations that the application compiles against, as `family/counter.d.ts`. */
  declarations(file: string): string {
    return join(this.directory, "node_modules/@metricsmith/runtime/dist", file);
  }

  /** Runs a program, an ES module, to its end, with further variables. Throws if it fails or takes over 60 s. */
  run(program: string, environment: Readonly<Record<string, string>> = {}): string {
    const file = join(this.directory, "program.mjs");
    writeFileSync(file, program);
    const env = { ...process.env, ...environment };
    const options = { encoding: "utf8", timeout: 60_000, cwd: this.directory, env } as const;
    return execFileSync(process.execPath, [file], options);
  }

  /** Writes a file beside the program, by which it can be named alone. */
  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  /** Gives the application a package of this repository's. */
  link(name: string): void {
    const link = join(this.directory, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }

  unlink(name: string): void {
    rmSync(join(this.directory, "node_modules", name));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
