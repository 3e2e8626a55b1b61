import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { blocksOf } from "../support/documents.js";
import { packPackages } from "../support/formats/packed-packages.js";
import { run } from "../support/run-program.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MINUTES = 60_000;

/** Outside of the repository, whose `node_modules` would hide what a package lacks. */
const folder = mkdtempSync(join(tmpdir(), "metricsmith-packages-"));
const tarballs = { metricsmith: "", runtime: "" };

beforeAll(async () => {
  Object.assign(tarballs, await packPackages(join(folder, "repository")));
}, 3 * MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }), MINUTES);

async function install(cwd: string, packages: readonly string[]): Promise<void> {
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], { cwd });
}

/** The compiler and its types in the versions of this repository, so that what is tested is what is developed against. */
function compilers(): readonly string[] {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return ["typescript", "@types/node"].map((name) => `${name}@${devDependencies[name]}`);
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

/** Every file that a manifest's `exports`, `bin` and `types` name. */
function namedFiles(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namedFiles) : [];
}

const SCHEMA = `version: 1
namespace: shop
counters:
  order: { vectors: [paid], description: Orders }
histograms:
  request_duration: { vectors: [code], unit: seconds, buckets: [.1, 1], description: Time taken }
vectors:
  paid: { type: boolean }
  code: { type: http_status }
`;

const STRICT = ["--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--types", "node"];

/** The folder of the README, where both packages are installed, and the compiler. */
const shop = join(folder, "shop");

describe("a newcomer who follows the README in an empty folder", () => {
  const cwd = shop;
  const bash = (script: string) => run("bash", ["-ec", script], { cwd });
  let commands: readonly string[];

  beforeAll(async () => {
    commands = commandBlocks();
    mkdirSync(cwd);
    for (const tarball of Object.values(tarballs)) cpSync(tarball, join(folder, basename(tarball)));
    for (const { name, text } of blocksOf("README.md")) {
      if (name.startsWith("shop/")) writeFileSync(join(folder, name), text);
    }
    const [install = ""] = commands;
    await bash(
      `export npm_config_prefer_offline=true npm_config_audit=false
      ${install.replace("typescript @types/node", compilers().join(" "))}`,
    );
  }, 5 * MINUTES);

  /** The commands of the README from the tarballs on, block by block. */
  function commandBlocks(): readonly string[] {
    const blocks = blocksOf("README.md");
    const first = blocks.findIndex(({ text }) => text.includes("npm run tarballs"));
    return blocks.slice(first + 1).flatMap(({ language, text }) => (language === "sh" ? [text] : []));
  }

  test("has a program that serves its metrics", async () => {
    const [, start = "", look = "", ...others] = commands;
    expect(others).toEqual([]);
    const [program = "", ...before] = start.trim().split("\n").reverse();
    await bash(before.reverse().join("\n"));
    // A free port in the place of 9959, on which somebody else may listen.
    const { stdout } = await bash(
      `METRICSMITH_ADDRESS=tcp://127.0.0.1:$(node -p 'const s = require("net").createServer().listen(0); const { port } = s.address(); s.close(); port') ${program} > url &
      until [ -s url ]; do sleep 0.1; done
      ${look.trim().replace(/\S*localhost:9959\S*/, "$(cat url)")}
      kill $!`,
    );
    expect(stdout).toBe('shop_orders_total{payment="card"} 1\n');
  });

  test("finds the types of every entry", async () => {
    writeFileSync(
      join(cwd, "types.ts"),
      `import { compileSchema, type Catalog } from "metricsmith";
import type { Metrics } from "@metricsmith/runtime/codegen";
import { startMetricsServer, type MetricsServer } from "@metricsmith/runtime/server";
export { recordOrdersTotal } from "./generated/recorders.js";
export const catalog: Catalog | undefined = compileSchema({ file: "a", text: "", readImport: () => undefined }).catalog;
export const exposed = (metrics: Metrics): Uint8Array => metrics.expose();
export const start: (metrics: Metrics) => Promise<MetricsServer> = startMetricsServer;
// @ts-expect-error: the types are no \`any\`
export const wrong: number = startMetricsServer;
`,
    );
    const args = [...STRICT, "--noEmit", "--module", "nodenext", "types.ts"];
    expect((await run("npx", ["--no-install", "tsc", ...args], { cwd })).stdout).toBe("");
  });

  test("finds the library, and the JSON Schema that editors use", async () => {
    const script = `
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import { compileSchema } from "metricsmith";
      const { diagnostics } = compileSchema({ file: "a.yaml", text: "version: 2", readImport: () => undefined });
      const file = createRequire(import.meta.url).resolve("metricsmith/schema.json");
      const imported = await import("metricsmith/schema.json", { with: { type: "json" } });
      const schema = JSON.parse(readFileSync(file, "utf8"));
      console.log(JSON.stringify({ codes: diagnostics.map(({ code }) => code), schema, same: imported.default }));
    `;
    const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd });
    const { codes, schema, same } = JSON.parse(stdout);
    expect(codes).toEqual(["unsupported-version"]);
    expect(same).toEqual(schema);
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
      required: ["version"],
    });
    expect(Object.keys(schema.properties)).toContain("counters");
  });

  test.each(Object.keys(tarballs) as (keyof typeof tarballs)[])(
    "%s has the fields that a package needs; npm run test:matrix tries how its types resolve",
    async (name) => {
      const published = await run("npx", ["--no-install", "publint", tarballs[name], "--strict"], {
        cwd: ROOT,
      });
      expect(stripVTControlCharacters(published.stdout)).toMatch(/All good!\n$/);
    },
  );

  test("metricsmith can be required, as by a test runner in CommonJS mode", async () => {
    const script = `
      const { assertConforms, compileSchema, generateOutputs } = require("metricsmith");
      const text = ${JSON.stringify(SCHEMA)};
      const { catalog } = compileSchema({ file: "a.yaml", text, readImport: () => undefined });
      assertConforms("a 1\\n", { schema: catalog })
        .catch((error) => console.log(error.name, error.diagnostics.length))
        .then(() => generateOutputs(catalog))
        .then((outputs) => console.log(outputs.map(({ path }) => path).join()));
    `;
    const { stdout } = await run(process.execPath, ["--eval", script], { cwd });
    expect(stdout).toMatch(/^NonconformityError [1-9]\d*\nrecorders\.ts\n$/);
  });

  test.each(["metricsmith", "@metricsmith/runtime"])("%s has every file that its manifest names", (name) => {
    const directory = join(cwd, "node_modules", name);
    const { exports, bin, types, main } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    const named = namedFiles({ exports, bin, types, main });
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((file) => !existsSync(join(directory, file)))).toEqual([]);
  });

  test.each(["metricsmith", "@metricsmith/runtime"])(
    "%s has what it runs, and nothing of how it is made",
    (name) => {
      const directory = join(cwd, "node_modules", name);
      const files = filesIn(directory);
      const strange = files.filter((file) => {
        const compiled = /(?:^|\/)dist\/.*\.(?:js|js\.map|d\.ts|json)$/.test(file);
        return (
          !compiled &&
          !/^(?:package\.json|(?:README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|docs\/.*)\.md|LICENSE|NOTICE|generator\/dist\/program\/LICENSES\.txt)$/.test(
            file,
          )
        );
      });
      expect(strange).toEqual([]);
      expect(
        files.filter((file) => /(?:^|\/)tests?\/|\.test\b|fixture|\.tsbuildinfo$|\.cache/.test(file)),
      ).toEqual([]);
      const texts = files.map((file) => [file, readFileSync(join(directory, file), "utf8")] as const);
      const places = [ROOT, folder, homedir()].map((place) => place.replace(/\/$/, ""));
      const leaking = texts.filter(([, text]) =>
        places.some((place) => place !== "" && text.includes(`${place}/`)),
      );
      expect(leaking.map(([file]) => file)).toEqual([]);
    },
  );

  test("the program is the same bytes wherever it is built, and whatever node_modules links to", async () => {
    const { dist } = await compiledGenerator();
    const [built, packed] = [dist, join(cwd, "node_modules/metricsmith/generator/dist")].map((folder) =>
      filesIn(join(folder, "program")).map((file) => {
        const bytes = readFileSync(join(folder, "program", file));
        return `${file} ${createHash("sha256").update(bytes).digest("hex")}`;
      }),
    );
    expect(packed?.sort()).toEqual(built?.sort());
  });

  test("the runtime's modules are what its manifest says they are: without side effects", async () => {
    const script = `
      const before = Object.keys(globalThis).length;
      await import("@metricsmith/runtime");
      await import("@metricsmith/runtime/codegen");
      await import("@metricsmith/runtime/server");
      console.log(Object.keys(globalThis).length - before, process.getActiveResourcesInfo().includes("TCPServerWrap"));
    `;
    const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", script], {
      cwd,
    });
    expect([stdout, stderr]).toEqual(["0 false\n", ""]);
  });
});

// npm run test:matrix compiles programs of CommonJS modules, in the settings of several compilers.
describe("an application of CommonJS modules", () => {
  const cwd = shop;

  test("shares counts with ES modules, in JavaScript that was generated for each", async () => {
    const application = join(cwd, "javascript");
    const cli = join(cwd, "node_modules/metricsmith/generator/dist/program/main.js");
    mkdirSync(application);
    const schema = SCHEMA.replace("counters:", "outputs: { language: javascript }\ncounters:");
    writeFileSync(join(application, "metrics.schema.yaml"), schema);
    for (const type of ["commonjs", "module"]) {
      const manifest = JSON.stringify({ name: "application", type });
      writeFileSync(join(application, "package.json"), manifest);
      await run(process.execPath, [cli, "generate"], { cwd: application });
      if (type === "module") continue;
      cpSync(join(application, "generated"), join(application, "commonjs"), { recursive: true });
      writeFileSync(join(application, "commonjs/package.json"), manifest);
    }
    writeFileSync(
      join(application, "main.js"),
      `import { createRequire } from "node:module";
import { startMetricsServer } from "@metricsmith/runtime/server";
import { metrics, recordOrder } from "./generated/recorders.js";
const require = createRequire(import.meta.url);
const required = require("./commonjs/recorders.js");
const started = require("@metricsmith/runtime/server");
recordOrder({ paid: true });
required.recordOrder({ paid: true }, 2);
for (const [start, served] of [[startMetricsServer, metrics], [started.startMetricsServer, required.metrics]]) {
  const server = await start(served, { host: "127.0.0.1", port: 0 });
  console.log(/^shop_order\\{.*/m.exec(await (await fetch(server.url)).text())[0]);
  await server.close();
}
`,
    );
    const { stdout } = await run(process.execPath, ["main.js"], { cwd: application });
    expect(stdout).toBe('shop_order{paid="true"} 3\n'.repeat(2));
  });
});

describe("an application that installs the runtime alone", () => {
  const cwd = join(folder, "production");

  beforeAll(async () => {
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, "package.json"),
      '{ "name": "application", "private": true, "type": "module" }\n',
    );
    await install(cwd, [tarballs.runtime]);
  }, 5 * MINUTES);

  test("has no compiler, and no client", () => {
    const installed = readdirSync(join(cwd, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["@metricsmith"]);
    expect(readdirSync(join(cwd, "node_modules/@metricsmith"))).toEqual(["runtime"]);
  });

  test("records and serves", async () => {
    writeFileSync(
      join(cwd, "app.js"),
      `import { booleanVector, CounterFamily, Metrics } from "@metricsmith/runtime/codegen";
import { startMetricsServer } from "@metricsmith/runtime/server";
const family = new CounterFamily({ name: "orders", help: "Orders", vectors: [booleanVector("paid")] });
const metrics = new Metrics({ address: "tcp://:9959/metrics", families: [family] });
family.record(1, 3, { paid: true });
const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0 });
const response = await fetch(\`http://127.0.0.1:\${server.port}/metrics\`);
console.log(await response.text());
const page = await fetch(\`http://127.0.0.1:\${server.port}/-/page/app.js\`);
console.log("page", page.status, page.headers.get("content-type"));
await server.close();
`,
    );
    const { stdout, stderr } = await run(process.execPath, ["app.js"], { cwd });
    expect(stdout).toContain('\norders{paid="true"} 3\n');
    expect(stdout).toContain("page 200 text/javascript; charset=utf-8\n");
    expect(stderr).toBe("");
  });
});
