import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { runWith } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** A package without a schema, whose client comes from a package that is named. */
function packageWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  const all = { "package.json": '{ "name": "shop", "type": "module" }', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  const adopt = (source: string, ...options: readonly string[]) =>
    runWith(["adopt", path(source), "--module", "@shop/metrics", ...options]);
  return { folder, path, adopt, read: (name: string) => readFileSync(path(name), "utf8") };
}

describe("the module changes, and nothing else, in", () => {
  test.each<readonly [string, { readonly given: string; readonly name?: string; readonly want: string }]>([
    [
      "an import of names",
      {
        given: 'import { Counter as C } from "prom-client" // why\n',
        want: 'import { Counter as C } from "@shop/metrics" // why\n',
      },
    ],
    [
      "single quotes",
      { given: "import client from 'prom-client'", want: "import client from '@shop/metrics'" },
    ],
    [
      "an import of everything",
      { given: 'import  *  as m from"prom-client";', want: 'import  *  as m from"@shop/metrics";' },
    ],
    ["an import of nothing", { given: 'import "prom-client";', want: 'import "@shop/metrics";' }],
    [
      "an import of types",
      {
        given: 'import type { Gauge } from "prom-client";',
        want: 'import type { Gauge } from "@shop/metrics";',
      },
    ],
    [
      "an import of one type",
      {
        given: 'import { type Gauge, register } from "prom-client";',
        want: 'import { type Gauge, register } from "@shop/metrics";',
      },
    ],
    [
      "an export of everything",
      { given: 'export * from "prom-client";', want: 'export * from "@shop/metrics";' },
    ],
    [
      "an export of names",
      {
        given: 'export { Counter, default as client } from "prom-client";',
        want: 'export { Counter, default as client } from "@shop/metrics";',
      },
    ],
    [
      "an export of a namespace",
      { given: 'export * as client from "prom-client";', want: 'export * as client from "@shop/metrics";' },
    ],
    [
      "an assignment of require",
      { given: 'import client = require("prom-client");', want: 'import client = require("@shop/metrics");' },
    ],
    [
      "a call of require",
      {
        given: 'const { Counter } = require ( "prom-client" );',
        want: 'const { Counter } = require ( "@shop/metrics" );',
      },
    ],
    [
      "a dynamic import",
      {
        given: "const client = await import(`prom-client`);",
        want: "const client = await import(`@shop/metrics`);",
      },
    ],
    [
      "the type of an import",
      {
        given: 'let jobs: import("prom-client").Counter<"prom-client">;',
        want: 'let jobs: import("@shop/metrics").Counter<"prom-client">;',
      },
    ],
    [
      "types in comments",
      {
        given: `/** @import { Gauge } from "prom-client" */\n/** @returns {import('prom-client').Registry} */\nfunction f() {}\n`,
        name: "a.js",
        want: `/** @import { Gauge } from "@shop/metrics" */\n/** @returns {import('@shop/metrics').Registry} */\nfunction f() {}\n`,
      },
    ],
    [
      "JSX",
      {
        given: 'import { register } from "prom-client";\nexport const page = <b>{register}</b>;\n',
        name: "a.jsx",
        want: 'import { register } from "@shop/metrics";\nexport const page = <b>{register}</b>;\n',
      },
    ],
    [
      "a file with a byte order mark and line ends of Windows",
      {
        given: '\uFEFF// metrics\r\nimport { Counter } from "prom-client";\r\n\r\n',
        want: '\uFEFF// metrics\r\nimport { Counter } from "@shop/metrics";\r\n\r\n',
      },
    ],
    [
      "code with a mistake",
      {
        given: 'import { Counter } from "prom-client";\nconst a = ;;{ (\n',
        want: 'import { Counter } from "@shop/metrics";\nconst a = ;;{ (\n',
      },
    ],
    [
      "a program of the other client",
      {
        given: 'import { Counter } from "@prometheus-io/client";\n',
        want: 'import { Counter } from "@shop/metrics";\n',
      },
    ],
  ])("%s", async (_name, { given, name = "a.ts", want }) => {
    const { adopt, read } = packageWith({ [`src/${name}`]: given });
    expect((await adopt("src", "--write")).exitCode).toBe(0);
    expect(read(`src/${name}`)).toBe(want);
  });
});

const USE = 'import { Counter } from "prom-client";\n';
const ADOPTED = 'import { Counter } from "@shop/metrics";\n';

describe("what stays is listed, with its reason:", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string }]>([
    ["a mock", { given: 'jest.mock("prom-client", () => ({}));', want: "The mock stays with the client" }],
    [
      "the actual module of a mock",
      { given: 'await vi.importActual("prom-client");', want: "The mock stays" },
    ],
    [
      "a file of the client's package",
      { given: 'import R from "prom-client/lib/registry";', want: "stands in for the package's entry alone" },
    ],
    [
      "additions to its types",
      { given: 'declare module "prom-client" { interface X {} }', want: "The `declare module` stays" },
    ],
    ["another call", { given: 'require.resolve("prom-client");', want: "no import that can be read" }],
    ["the other client", { given: 'import "@prometheus-io/client";', want: "extends `prom-client`" }],
    ["a summary", { given: "new client.Summary({});", want: "a schema has no summaries" }],
    [
      "a summary under another name",
      { given: "const { Summary: Times } = client; new Times({});", want: "a schema has no summaries" },
    ],
    ["default metrics", { given: "client.collectDefaultMetrics();", want: "as before: the default metrics" }],
  ])("%s", async (_name, { given, want }) => {
    const { adopt, read } = packageWith({ "src/a.ts": USE + given });
    const { stderr } = await adopt("src", "--write");
    expect(stderr).toContain(want);
    expect(read("src/a.ts")).toBe(ADOPTED + given);
  });

  test("what repeats, once with its places", async () => {
    const mock = 'jest.mock("prom-client");\n';
    const { adopt } = packageWith({ "src/a.ts": USE + mock, "src/b.ts": mock + mock });
    const { stderr } = await adopt("src");
    expect(stderr.match(/warning\[adopt-client-stays\]/g)).toHaveLength(1);
    expect(stderr).toMatch(/At `.*src\/a\.ts:2`, `.*src\/b\.ts:1` and `.*src\/b\.ts:2`\./);
  });

  test("a library that creates metrics with the client", async () => {
    const { adopt } = packageWith({
      "package.json": '{ "name": "shop", "dependencies": { "express-prom-bundle": "*", "express": "*" } }',
      "node_modules/express-prom-bundle/package.json": '{ "peerDependencies": { "prom-client": "*" } }',
      "node_modules/express/package.json": "{}",
      "src/a.ts": USE,
    });
    const { stderr } = await adopt("src");
    expect(stderr).toContain("The metrics that `express-prom-bundle` creates stay with the client");
    expect(stderr).not.toContain("`express` creates");
  });

  test("a file that is not in UTF-8", async () => {
    const { path, adopt } = packageWith({ "src/a.ts": USE });
    const bytes = Buffer.concat([Buffer.from(USE), Buffer.from("// caf\xe9\n", "latin1")]);
    writeFileSync(path("src/b.ts"), bytes);
    const { stderr } = await adopt("src", "--write");
    expect(stderr).toContain("it is not text in UTF-8");
    expect(readFileSync(path("src/b.ts")).equals(bytes)).toBe(true);
  });
});

describe("the files", () => {
  const files = {
    "src/a.ts": USE,
    "src/legacy/b.ts": USE,
    "src/a.test.ts": USE,
    "src/__tests__/c.ts": USE,
    "src/node_modules/d/index.js": USE,
    "src/types.d.ts": USE,
  };

  test("are those of the program, without its tests and its packages", async () => {
    const { adopt, read } = packageWith(files);
    const { stderr } = await adopt("src", "--write");
    expect(stderr).toContain("stay with prom-client, as before: 2 files of tests\n");
    const changed = Object.keys(files).filter((name) => read(name) === ADOPTED);
    expect(changed).toEqual(["src/a.ts", "src/legacy/b.ts", "src/types.d.ts"]);
  });

  test("of tests change if they are named", async () => {
    const { adopt, read } = packageWith(files);
    await adopt("src/a.test.ts", "--write");
    expect(read("src/a.test.ts")).toBe(ADOPTED);
  });

  test("are also what a file imports", async () => {
    const { adopt, read } = packageWith({ ...files, "src/main.ts": 'import "./legacy/b.js";' });
    await adopt("src/main.ts", "--write");
    expect([read("src/legacy/b.ts"), read("src/a.ts")]).toEqual([ADOPTED, USE]);
  });

  test("are also those of a configuration", async () => {
    const config = JSON.stringify({ include: ["src/legacy"], compilerOptions: { types: [], noLib: true } });
    const { adopt, read } = packageWith({ ...files, "tsconfig.json": config });
    await adopt("tsconfig.json", "--write", "--force");
    expect([read("src/legacy/b.ts"), read("src/a.ts")]).toEqual([ADOPTED, USE]);
  });

  test.each(["legacy", "**/legacy", "b.ts", "*/legacy/b.*", "**/b*"])(
    "of --exclude %s stay",
    async (pattern) => {
      const { adopt, read } = packageWith(files);
      const glob = pattern.includes("/") && !pattern.startsWith("**") ? `**/${pattern}` : pattern;
      await adopt("src", "--write", "--exclude", glob);
      expect([read("src/legacy/b.ts"), read("src/a.ts")]).toEqual([USE, ADOPTED]);
    },
  );

  test("that are links to others do not change", async () => {
    const { path, adopt, read } = packageWith({ "src/a.ts": USE, "other.ts": USE });
    symlinkSync(path("other.ts"), path("src/b.ts"));
    await adopt("src", "--write");
    expect(read("other.ts")).toBe(USE);
  });
});

describe("without --write", () => {
  test("the patch is shown, and nothing is written", async () => {
    const { adopt, read } = packageWith({ "src/a.ts": USE });
    const { exitCode, stdout, stderr } = await adopt("src");
    expect([exitCode, read("src/a.ts")]).toEqual([0, USE]);
    expect(stdout).toMatch(/^--- a\/.*src\/a\.ts\n\+\+\+ b\/.*src\/a\.ts\n@@ -1,1 \+1,1 @@\n/);
    expect(stdout).toContain(`-${USE}+${ADOPTED}`);
    expect(stderr).toContain("1 import of prom-client in 1 file\n");
  });

  test("a program without a client is an error", async () => {
    const { path } = packageWith({ "src/a.ts": "export {};" });
    const { exitCode, stderr } = await runWith(["adopt", path("src")]);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringContaining("imports `prom-client` or `@prometheus-io/client`"),
    ]);
  });

  test("a program that is adopted is as it should be", async () => {
    const { adopt } = packageWith({ "src/a.ts": USE });
    await adopt("src", "--write");
    const { exitCode, stderr } = await adopt("src");
    expect([exitCode, stderr]).toEqual([0, "no file imports a client: there is nothing to change\n"]);
  });

  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["no source", { given: [], want: "missing required argument" }],
    [
      "a source that does not exist",
      { given: ["no/such"], want: "cannot read no/such: there is no such file" },
    ],
    ["an empty schema", { given: [".", "--schema", ""], want: "--schema is empty" }],
  ])("%s is wrong usage", async (_name, { given, want }) => {
    const { exitCode, stderr } = await runWith(["adopt", ...given]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(want)]);
  });
});

test("new errors of the compiler are reported with their place, and nothing is written", async () => {
  const compilerOptions = { strict: true, noLib: true, types: [], module: "nodenext" };
  const { adopt, read } = packageWith({
    "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
    "node_modules/prom-client/package.json": "{}",
    "node_modules/@shop/metrics/package.json": "{}",
    "node_modules/prom-client/index.d.ts": "export class Counter {}\nexport class Gauge {}\n",
    "node_modules/@shop/metrics/index.d.ts": "export class Counter {}\n",
    "src/globals.d.ts":
      "interface Array<T> {} interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {} interface NewableFunction {} interface Number {} interface Object {} interface RegExp {} interface String {}",
    "src/a.ts": `${USE}const wrong: string = 1;\nexport { wrong, Counter };\n`,
    "src/b.ts": 'import { Counter, Gauge } from "prom-client";\nexport { Counter, Gauge };\n',
  });
  const { exitCode, stderr } = await adopt("src", "--write");
  expect([exitCode, read("src/a.ts").slice(0, USE.length)]).toEqual([1, USE]);
  expect(stderr).toContain("has no exported member 'Gauge'. (TS2305)");
  expect(stderr).toMatch(/src\/b\.ts:1:19\n/);
  expect(stderr).not.toContain("TS2322");
  expect(stderr).toContain("nothing is written");
  expect((await adopt("src", "--write", "--force")).exitCode).toBe(0);
  expect(read("src/b.ts")).toContain("@shop/metrics");
});
