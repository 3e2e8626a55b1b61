import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Project } from "ts-morph";
import { compileSchema, generateOutputs } from "../../generator/index.js";
import { middle, type Result } from "./result.js";

export const PRINTING = "ts-morph, imported and printing the same structures";

const FAMILIES = 1000;
const RUNS = 5;
const CLI = fileURLToPath(new URL("../../../../../generator/dist/program/main.js", import.meta.url));

/**
 * Whole processes, from start to end: `generate` of 1,000 families, and one that does no more than import
 * ts-morph and print the same declarations. They take turns.
 */
export function generation(): readonly Result[] {
  const directory = mkdtempSync(join(tmpdir(), "metricsmith-bench-"));
  try {
    writeFileSync(join(directory, "metrics.schema.yaml"), schema());
    const generate = () => nodeProcess(directory, [CLI, "generate"]);
    generate();
    writeFileSync(join(directory, "structure.json"), JSON.stringify(structureOf(directory)));
    writeFileSync(join(directory, "print.mjs"), PRINT);
    const print = () =>
      nodeProcess(directory, ["print.mjs", createRequire(import.meta.url).resolve("ts-morph")]);
    const runs = Array.from({ length: RUNS }, () => {
      rmSync(join(directory, "generated"), { recursive: true });
      return { generate: generate(), print: print() };
    });
    return [
      { name: PRINTING, nanoseconds: middle(runs.map((run) => run.print)) },
      { name: "metricsmith, `generate`", nanoseconds: middle(runs.map((run) => run.generate)) },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export const PRINTING_WARM = "ts-morph, printing the same structures";

/**
 * The same within one process in which both have run: compiling the schema and generating the code, and printing alone.
 * They take turns.
 */
export async function generationInProcess(): Promise<readonly Result[]> {
  const text = schema();
  const compile = () => {
    const { catalog } = compileSchema({ file: "metrics.schema.yaml", text, readImport: () => undefined });
    if (catalog === undefined) throw new Error("the schema has no mistake");
    return catalog;
  };
  const [output] = await generateOutputs(compile());
  if (output === undefined) throw new Error("there are recorders");
  const project = () => new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  const structure = project().createSourceFile("recorders.ts", output.text).getStructure();
  const runs: { readonly generate: number; readonly print: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await generateOutputs(compile());
    const generated = performance.now();
    project().createSourceFile("recorders.ts", structure).getFullText();
    runs.push({ generate: generated - start, print: performance.now() - generated });
  }
  return [
    { name: PRINTING_WARM, nanoseconds: middle(runs.map(({ print }) => print)) * 1e6 },
    {
      name: "metricsmith, compiling and generating",
      nanoseconds: middle(runs.map(({ generate }) => generate)) * 1e6,
    },
  ];
}

function schema(): string {
  const families = Array.from(
    { length: FAMILIES },
    (_, at) =>
      `  requests_${at}:\n    vectors: [code, success, type]\n    description: Requests of kind ${at}.\n`,
  );
  return `version: 1
counters:
${families.join("")}vectors:
  code: { type: http_status, description: Status code. }
  success: { type: boolean, description: Whether it succeeded. }
  type: { values: [webauthn, totp, duo], description: Second factor. }
`;
}

/** The declarations of the generated file, as ts-morph reads them. */
function structureOf(directory: string): object {
  const text = readFileSync(join(directory, "generated", "recorders.ts"), "utf8");
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
  return project.createSourceFile("recorders.ts", text).getStructure();
}

const PRINT = `
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const { Project } = createRequire(import.meta.url)(process.argv[2]);
const structure = JSON.parse(readFileSync("structure.json", "utf8"));
const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
writeFileSync("printed.ts", project.createSourceFile("recorders.ts", structure).getFullText());
`;

/** Runs a Node process to its end and returns the nanoseconds that it took. */
function nodeProcess(directory: string, args: readonly string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stderr}`);
  return (performance.now() - start) * 1e6;
}
