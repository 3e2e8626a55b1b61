import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { ROOT } from "../support/documents.js";
import { type Ended, run } from "../support/run-program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const MAIN = join(ROOT, "generator/dist/program/main.js");
const CLIENT = join(ROOT, "node_modules/prom-client");

/** A program that creates a counter, records label sets of it, and goes on. */
function program(name: string, more = "", client = CLIENT): string {
  return `
const { Counter, register } = require(${JSON.stringify(client)});
const made = new Counter({ name: "${name}_total", help: "Made.", labelNames: ["result", "user"] });
for (const user of ["ada", "b@example.org"]) for (const result of ["made", "failed"]) made.inc({ result, user });
${more}`;
}

/** The metrics of a client that has another check than those that are known. */
const OTHER_CLIENT = `
class Counter {
  constructor({ help }) {
    if (!help) throw new Error("Missing mandatory help parameter");
  }
}
new Counter({ help: "Made." });
// the end, without a new line`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Observes a line of a shell, which is run in a folder. */
function observe(cwd: string, line: string): Promise<Ended> {
  return run(process.execPath, [MAIN, "import", "--run", "--", "sh", "-c", line], { cwd });
}

test("a program is seen however it ends, and ends as it does alone", async () => {
  const endings = {
    nothing_left: { end: "", code: 0 },
    exit: { end: "process.exit(3)", code: 3 },
    exit_code: { end: "process.exitCode = 4", code: 4 },
    throws: { end: "throw new Error('thrown')", code: 1 },
    rejects: { end: "Promise.reject(new Error('rejected'))", code: 1 },
    sigterm: { end: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGTERM')", code: 143 },
    sigint: { end: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGINT')", code: 130 },
    sighup: { end: "setInterval(() => {}, 1e6); process.kill(process.pid, 'SIGHUP')", code: 129 },
    handled: {
      end: "setInterval(() => {}, 1e6); process.on('SIGTERM', () => process.exit(5)); process.kill(process.pid, 'SIGTERM')",
      code: 5,
    },
    cleared: { end: "register.resetMetrics(); register.clear()", code: 0 },
  };
  const programs = Object.entries(endings);
  const folder = folderWith(
    Object.fromEntries(programs.map(([name, { end }]) => [`${name}.cjs`, program(name, end)])),
  );
  const each = programs.map(([name]) => `node ${name}.cjs; echo "${name} $?" >&2`).join("; ");
  const { stdout, stderr } = await observe(folder, each);
  for (const [name, { code }] of programs) {
    expect(stderr).toContain(`${name} ${code}\n`);
    expect(stdout).toContain(`  ${name}_total:\n    vectors: [result, user]\n`);
  }
  expect(stdout).toContain("  result:\n    values: [failed, made]\n");
  expect(stdout).not.toMatch(/ada|example/);
  const alone = await run("node", ["throws.cjs"], { cwd: folder, exitCodes: [1] });
  expect(stderr).toContain(alone.stderr); // without a frame of what observes it
});

test("a program is seen whatever loads its client, in all its processes and threads", async () => {
  const folder = folderWith({
    "children.cjs": `
const { execSync, spawn, fork } = require("node:child_process");
const cluster = require("node:cluster");
const { Worker } = require("node:worker_threads");
if (process.env.NODE_OPTIONS !== undefined) throw new Error("the environment has changed");
spawn(process.execPath, ["spawned.cjs"], { env: {} });
fork("forked.cjs", { env: {}, execArgv: [] });
execSync(process.execPath + " executed.cjs", { env: {} });
cluster.setupPrimary({ exec: "clustered.cjs" });
cluster.fork();
new Worker("./thread.cjs");
new Worker("./bare.cjs", { env: {}, execArgv: [] });`,
    ...Object.fromEntries(
      ["spawned", "forked", "executed", "thread", "bare"].map((name) => [`${name}.cjs`, program(name)]),
    ),
    "clustered.cjs": program("clustered", "setTimeout(() => process.disconnect(), 10)"),
    "older.cjs": program("older", "", join(ROOT, "node_modules/prom-client-14")),
    "newer.cjs": program("newer", "", join(ROOT, "node_modules/@prometheus-io/client")),
    "module.mjs": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);${program("module")}`,
    "counter.js": OTHER_CLIENT,
    "other.mjs": OTHER_CLIENT,
    "isolated.cjs": `
const vm = require("node:vm");
const fs = require("node:fs");
const code = fs.readFileSync("bundle.cjs", "utf8").replaceAll("bundled_total", "isolated_total");
const context = vm.createContext({ process, console, performance });
new vm.Script("(function (require, module, exports) {" + code + "})").runInContext(context)(require, { exports: {} }, {});`,
  });
  const bundle = { bundle: true, minify: true, platform: "node", absWorkingDir: folder } as const;
  writeFileSync(join(folder, "plain.cjs"), program("bundled"));
  writeFileSync(
    join(folder, "source.mjs"),
    `import prom from ${JSON.stringify(CLIENT)};
new prom.Counter({ name: "esbuilt_total", help: "Made.", labelNames: ["result", "user"] });`,
  );
  await build({ ...bundle, entryPoints: ["plain.cjs"], outfile: join(folder, "bundle.cjs") });
  const banner = {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  };
  await build({
    ...bundle,
    entryPoints: ["source.mjs"],
    outfile: join(folder, "bundle.mjs"),
    format: "esm",
    banner,
  });
  const files = [
    "children.cjs",
    "older.cjs",
    "newer.cjs",
    "module.mjs",
    "bundle.cjs",
    "bundle.mjs",
    "isolated.cjs",
    "counter.js",
    "other.mjs",
  ];
  const { stdout, stderr } = await observe(folder, files.map((file) => `node ${file}`).join("; "));
  const names = [...stdout.matchAll(/^ {2}(\w+)_total:$/gm)].map(([, name]) => name);
  const processes = ["spawned", "forked", "executed", "clustered", "thread", "bare"];
  const modules = ["older", "newer", "module", "bundled", "esbuilt", "isolated"];
  expect(names.sort()).toEqual([...processes, ...modules].sort());
  expect(stderr).toContain("Metrics of the client in `counter.js` and `other.mjs` cannot be observed");
  expect(stdout).toContain("  result:\n    values: [failed, made]\n");
});

test("a signal to the import ends the program, and the schema is written", async () => {
  const folder = folderWith({
    "server.cjs": program("served", "console.log('up'); setInterval(() => {}, 1e6)"),
  });
  const args = [MAIN, "import", "--run", "--out", "seen.yaml", "--", "node", "server.cjs"];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", () => child.kill("SIGTERM"));
  const signal = await new Promise((resolve) => child.on("close", (_, ended) => resolve(ended)));
  expect(signal).toBe("SIGTERM");
  const { stdout } = await run("cat", ["seen.yaml"], { cwd: folder });
  expect(stdout).toContain("  served_total:\n    vectors: [result, user]\n");
});
