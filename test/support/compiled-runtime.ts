import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The runtime as an application has it that has installed nothing else, in a directory of its own. */
export class CompiledRuntime {
  readonly directory = mkdtempSync(join(tmpdir(), "metricsmith-runtime-"));

  compile(): void {
    const installed = join(this.directory, "node_modules/@metricsmith/runtime");
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const output = ["--outDir", join(installed, "dist")];
    execFileSync(process.execPath, [compiler, "-p", join(ROOT, "runtime"), ...output]);
    cpSync(join(ROOT, "runtime/package.json"), join(installed, "package.json"));
  }

  /** The declarations that an application compiles against, as `family/counter.d.ts`. */
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
  install(name: string): void {
    symlinkSync(join(ROOT, "node_modules", name), join(this.directory, "node_modules", name));
  }

  uninstall(name: string): void {
    rmSync(join(this.directory, "node_modules", name));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
