// Compiles the generator as ES modules, and what programs import of it as CommonJS, too, writes the JSON Schema, and
// bundles the program. A further build compiles what has changed.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = import.meta.dirname;
const TSC = join(HERE, "../node_modules/typescript/bin/tsc");

for (const [project, outDir] of [
  ["tsconfig.json", "dist"],
  ["tsconfig.commonjs.json", "dist/commonjs"],
]) {
  const incremental = ["--incremental", "--tsBuildInfoFile", join(HERE, outDir, ".tsbuildinfo")];
  execFileSync(process.execPath, [TSC, "-p", join(HERE, project), ...incremental], { stdio: "inherit" });
}
writeFileSync(join(HERE, "dist/commonjs/package.json"), '{ "type": "commonjs" }\n');
await import("./dist/schema/write-json-schema.js");
await bundleProgram();

/**
 * Writes the program with the packages that it uses into few files: a start takes half as long as one from the modules
 * of all of them. Except for ts-morph, which is large, and seldom loaded. The licences of the packages are beside it.
 */
async function bundleProgram() {
  const folder = join(HERE, "dist/program");
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: ["main.js", "progress.js"].map((name) => join(HERE, "dist/cli", name)), // the latter is a thread's
    absWorkingDir: join(HERE, ".."),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    external: ["ts-morph"],
    preserveSymlinks: true, // what is written names the modules: by their places here, wherever a link leads
    mainFields: ["module", "main"], // what is CommonJS of some packages cannot be bundled
    banner: {
      // Of the packages, those that are CommonJS
      js: 'import { createRequire as createRequireOf } from "node:module";\nconst require = createRequireOf(import.meta.url);',
    },
    legalComments: "none",
    metafile: true,
  });
  const written = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const files = written.flatMap(([file, { bytesInOutput }]) => (bytesInOutput === 0 ? [] : [file]));
  writeFileSync(join(folder, "LICENSES.txt"), licencesOf(files));
}

/** The notices of the packages that files are of. */
function licencesOf(/** @type {readonly string[]} */ files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(HERE, "..", folder, "package.json"), "utf8"));
    const file = readdirSync(join(HERE, "..", folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no file with its licence`);
    return `${name} ${version}\n\n${readFileSync(join(HERE, "..", folder, file), "utf8").trim()}\n`;
  });
  return `The program contains these packages.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`;
}
