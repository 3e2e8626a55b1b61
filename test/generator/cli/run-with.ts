import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { run } from "../../../generator/cli/run.js";
import { temporaryFolder } from "../output/temporary-folder.js";

/** What a run said, and its exit code. */
export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process; it must show nobody a stack trace. */
export async function runWith(args: readonly string[], colour = false): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const exitCode = await run(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    colour,
    documentColour: colour,
  });
  expect(stdout + stderr).not.toMatch(/^ +at /m);
  return { exitCode, stdout, stderr };
}

/** A project's folder with a schema, and `metricsmith generate` in it. */
export function project(schema: string, name = "metrics.schema.yaml") {
  const folder = temporaryFolder();
  const file = join(folder, name);
  const out = join(folder, "generated");
  writeFileSync(file, schema);
  return {
    folder,
    file,
    out,
    recorders: join(out, "recorders.ts"),
    generate: (...options: readonly string[]) =>
      runWith(["generate", "--schema", file, "--out", out, ...options]),
  };
}
