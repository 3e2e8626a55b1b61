import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { run } from "../../../generator/cli/run.js";
import type { ExitStatus } from "../../../generator/import/run/observe-program.js";
import { temporaryFolder } from "../temporary-folder.js";

/** The output of a run, and its exit code. */
export interface Ran {
  readonly exitCode: ExitStatus;
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

/** A schema without a mistake. */
export const SOUND = `version: 1
counters:
  request:
    description: All Requests
    vectors: [success]
vectors:
  success: { type: boolean }
`;

/** The same with another counter. */
export const GROWN = SOUND.replace(
  "vectors:\n  success:",
  "  boots: { description: Starts }\nvectors:\n  success:",
);

/** A schema with an error in its fifth line. */
export const FAULTY = SOUND.replace("[success]", "[sucess]");

/** A schema with a warning alone. */
export const WARNED = `${SOUND}gauges: { size: { description: Size } }
outputs: { reference: { tables: [{ families: [gauges] }] } }
`;

/** To be added to another: it switches on the scrape job. */
export const SCRAPED = "outputs: { scrape: { job_name: shop } }\n";
