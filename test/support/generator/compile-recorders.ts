import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledRuntime } from "../compiled-packages.js";
import { type Ended, run } from "../run-program.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The strictest options that each version of TypeScript has. */
export const STRICT_OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  declaration: true,
};

/** The strictest options that an application may compile generated code with. */
const STRICT = {
  target: "ES2022",
  lib: ["ES2022"],
  types: [],
  module: "NodeNext",
  ...STRICT_OPTIONS,
  isolatedDeclarations: true,
  erasableSyntaxOnly: true,
};

/**
 * Compiles recorders and drop-in clients against the types of the runtime and of the client, all in one run of the compiler.
 *
 * @param folder of the compiler's settings and output, `dist`
 * @param files paths of the recorders
 * @returns what the compiler said, with its exit code; 0 if there was nothing to say
 */
export async function compileRecorders(
  folder: string,
  options: { readonly files: readonly string[]; readonly rootDir: string },
): Promise<Ended> {
  // The runtime's sources have settings of their own: recorders are compiled against its declarations.
  const runtime = join(folder, "node_modules/@metricsmith/runtime");
  mkdirSync(dirname(runtime), { recursive: true });
  symlinkSync(await compiledRuntime(), runtime);
  symlinkSync(join(ROOT, "node_modules/prom-client"), join(folder, "node_modules/prom-client"));
  const compilerOptions = { ...STRICT, rootDir: options.rootDir, outDir: join(folder, "dist") };
  const config = {
    compilerOptions: {
      ...compilerOptions,
      paths: { "@metricsmith/runtime/*": [join(runtime, "dist/*.d.ts"), join(runtime, "dist/*/index.d.ts")] },
    },
    files: options.files,
  };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  return run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { cwd: ROOT, exitCodes: [1, 2] });
}
