// Compiles the runtime twice, as ES modules and as CommonJS, and writes the entries into package.json:
//   node runtime/build.js [FOLDER]    into FOLDER, dist by default
// A further build into the same folder compiles what has changed.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * What programs import. `NAME.ts` beside this file, or `NAME/index.ts`, is `@metricsmith/runtime/NAME`; `index` is the
 * package itself.
 */
const ENTRIES = [
  "index",
  "codegen",
  "server",
  "workers",
  "process",
  "push",
  "client",
  "address",
  "text",
  "input",
  "testing",
  "opentelemetry",
  "http",
  "http/express",
  "http/fetch",
  "http/node",
  "http/fastify",
  "http/hono",
  "http/koa",
  "http/nest",
];

/** The folder of the CommonJS modules within that of the ES modules. */
const COMMONJS = "commonjs";

/**
 * What the compiler makes of `import()`. Bundlers see that a package is optional only if its `require` is within the
 * `try` itself, not in a function there.
 */
const DEFERRED_REQUIRE = /Promise\.resolve\(\)\.then\(\(\) => (__importStar\(require\([^()]+\)\))\)/g;

const HERE = import.meta.dirname;
const TSC = join(HERE, "../node_modules/typescript/bin/tsc");
const folder = resolve(process.argv[2] ?? join(HERE, "dist"));

compile("tsconfig.json", folder);
compile("tsconfig.commonjs.json", join(folder, COMMONJS));
finishCommonJs(join(folder, COMMONJS));
writeManifest();

function compile(/** @type {string} */ project, /** @type {string} */ outDir) {
  const incremental = ["--incremental", "--tsBuildInfoFile", join(outDir, ".tsbuildinfo")];
  const args = [TSC, "-p", join(HERE, project), "--outDir", outDir, ...incremental];
  execFileSync(process.execPath, args, { stdio: "inherit" });
}

function finishCommonJs(/** @type {string} */ directory) {
  // The manifest that is nearest to a module says its format, and whether a bundler may leave it out.
  const { sideEffects } = readManifest();
  writeJson(join(directory, "package.json"), { type: "commonjs", sideEffects });
  for (const file of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js")) continue;
    const text = readFileSync(join(directory, file), "utf8");
    const replaced = text.replaceAll(DEFERRED_REQUIRE, "$1");
    if (replaced !== text) writeFileSync(join(directory, file), replaced);
  }
}

/** Each entry has both formats, each with its own types. `typesVersions` is for resolutions that do not read `exports`. */
function writeManifest() {
  const manifest = readManifest();
  const entries = ENTRIES.map((name) => [name === "index" ? "." : `./${name}`, formatsOf(name)]);
  const { types, default: main } = formatsOf("index").require;
  const typesVersions = ENTRIES.slice(1).map((name) => [name, [formatsOf(name).require.types]]);
  manifest.main = main;
  manifest.types = types;
  manifest.exports = { ...Object.fromEntries(entries), "./package.json": "./package.json" };
  manifest.typesVersions = { "*": Object.fromEntries(typesVersions) };
  writeJson(join(HERE, "package.json"), manifest);
}

function formatsOf(/** @type {string} */ name) {
  const module = existsSync(join(HERE, `${name}.ts`)) ? name : `${name}/index`;
  const format = (/** @type {string} */ directory) => ({
    types: `./${directory}/${module}.d.ts`,
    default: `./${directory}/${module}.js`,
  });
  return { import: format("dist"), require: format(`dist/${COMMONJS}`) };
}

function readManifest() {
  return JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
}

/** Writes only what differs, so that a build changes nothing that others read meanwhile. */
function writeJson(/** @type {string} */ file, /** @type {object} */ value) {
  const text = `${JSON.stringify(value, undefined, 2)}\n`;
  try {
    if (readFileSync(file, "utf8") === text) return;
  } catch {} // it is not there yet
  writeFileSync(file, text);
}
