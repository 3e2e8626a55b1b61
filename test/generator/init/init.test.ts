import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Ask, choose, chooseAlone } from "../../../generator/init/choose.js";
import { describeProject, nextSteps } from "../../../generator/init/next-steps.js";
import { planInit } from "../../../generator/init/plan-init.js";
import { readProject } from "../../../generator/init/project.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";
import { runWith } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

type Files = Readonly<Record<string, string | object>>;

/** A folder with files; objects are JSON. */
function folderOf(files: Files): string {
  const folder = join(temporaryFolder(), "shop-api");
  mkdirSync(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** A `package.json` that depends on packages. */
function dependingOn(packages: string, others: object = {}): object {
  const dependencies = Object.fromEntries(packages.split(" ").map((name) => [name, "1.0.0"]));
  return { name: "@acme/shop-api", dependencies, ...others };
}

async function planOf(files: Files, inside = "") {
  const project = await readProject(join(folderOf(files), inside));
  const choices = chooseAlone(project, undefined);
  const plan = planInit(project, choices);
  const text = (path: string) => plan.files.find((file) => file.path === path)?.after ?? "";
  const steps = nextSteps(project, choices, plan).map(({ text: step, lines = [] }) =>
    [step, ...lines].join("\n"),
  );
  return { project, plan, text, paths: plan.files.map(({ path }) => path), steps };
}

/** Runs `metricsmith init` in a folder, without a terminal. */
async function initIn(folder: string, ...options: readonly string[]) {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(folder);
  return runWith(["init", ...options]);
}

test.each<readonly [name: string, files: Files, found: string]>([
  ["an empty folder", {}, "an empty folder, for a new project with npm"],
  [
    "an empty repository",
    { ".git/config": "", "README.md": "", LICENSE: "" },
    "an empty folder, for a new project with npm",
  ],
  [
    "TypeScript, pnpm, Fastify, vitest and Biome",
    {
      "package.json": dependingOn("fastify typescript vitest @biomejs/biome", { type: "module" }),
      "pnpm-lock.yaml": "",
      "tsconfig.json": { compilerOptions: { module: "nodenext" } },
    },
    "pnpm, TypeScript, ES modules, Fastify, vitest, Biome",
  ],
  [
    "JavaScript, Yarn, Koa, Jest and Prettier",
    {
      "package.json": dependingOn("koa jest", { packageManager: "yarn@4.5.0" }),
      "package-lock.json": "",
      ".prettierrc": "",
      "index.js": "",
    },
    "yarn, JavaScript, CommonJS, Koa, Jest, Prettier",
  ],
  [
    "Nest, whose platform is Express",
    { "package.json": dependingOn("@nestjs/core express jest"), "src/main.ts": "" },
    "npm, TypeScript, CommonJS, Nest, Jest",
  ],
  [
    "JavaScript that TypeScript checks, with a client",
    { "package.json": dependingOn("typescript prom-client mocha"), "tsconfig.json": {}, "lib/a.js": "" },
    "npm, JavaScript, CommonJS, prom-client",
  ],
  [
    "a repository of GitHub",
    {
      "package.json": dependingOn("hono"),
      "bun.lock": "",
      ".git/config": '[remote "origin"]\n\turl = git@github.com:acme/shop.git\n',
    },
    "bun, JavaScript, CommonJS, Hono, node:test, GitHub",
  ],
])("init finds %s", async (_name, files, found) => {
  const project = await readProject(folderOf(files));
  expect(describeProject(project)).toBe(found);
});

test.each<readonly [name: string, files: Files, paths: readonly string[]]>([
  [
    "an empty folder",
    {},
    [
      "metrics.schema.yaml",
      "src/metrics.ts",
      "src/main.ts",
      "src/metrics.test.ts",
      "package.json",
      "tsconfig.json",
      ".gitignore",
      ".gitattributes",
    ],
  ],
  [
    "Express in JavaScript, with tests in a folder",
    {
      "package.json": dependingOn("express jest prettier"),
      "server/index.js": "const app = express();\n",
      "test/cart.test.js": "",
      ".github/dependabot.yml": "",
    },
    [
      "metrics.schema.yaml",
      "server/metrics.js",
      "test/metrics.test.js",
      "package.json",
      ".gitattributes",
      ".prettierignore",
      ".github/workflows/metrics.yml",
    ],
  ],
  [
    "Nest, whose tests are specifications",
    {
      "package.json": dependingOn("@nestjs/core jest"),
      "src/app.module.ts": "export class AppModule {}",
      "src/app.controller.spec.ts": "",
    },
    ["metrics.schema.yaml", "src/metrics.ts", "src/metrics.spec.ts", "package.json", ".gitattributes"],
  ],
  [
    "Next, whose pages are beside a folder src",
    { "package.json": dependingOn("next vitest"), "app/page.tsx": "", "src/lib/a.ts": "" },
    [
      "metrics.schema.yaml",
      "metrics.ts",
      "instrumentation.ts",
      "metrics.test.ts",
      "package.json",
      ".gitattributes",
    ],
  ],
  [
    "Next, whose pages are in src",
    { "package.json": dependingOn("next vitest"), "src/app/page.tsx": "", "pages.ts": "" },
    [
      "metrics.schema.yaml",
      "src/metrics.ts",
      "src/instrumentation.ts",
      "src/metrics.test.ts",
      "package.json",
      ".gitattributes",
    ],
  ],
  [
    "Next, with metrics and generated files of others",
    {
      "package.json": dependingOn("next vitest"),
      "app/page.tsx": "",
      "metrics.ts": "",
      "generated/prisma/index.js": "",
    },
    [
      "metrics.schema.yaml",
      "metricsmith.ts",
      "instrumentation.ts",
      "metricsmith.test.ts",
      "package.json",
      ".gitattributes",
    ],
  ],
])("init writes the files of %s", async (_name, files, paths) => {
  expect((await planOf(files)).paths).toEqual(paths);
});

test.each([["express"], ["fastify"], ["hono"], ["koa"], ["@nestjs/core"], ["next"], ["left-pad"]])(
  "the schema of a program with %s has no mistake, and says its worst case",
  async (framework) => {
    const { text } = await planOf({ "package.json": dependingOn(framework) });
    const schema = text("metrics.schema.yaml");
    const { catalog, diagnostics } = compileSchema({
      file: "metrics.schema.yaml",
      text: schema,
      readImport: () => undefined,
    });
    expect(diagnostics).toEqual([]);
    const histogram = catalog?.families.find(({ type }) => type === "histogram");
    if (histogram === undefined) throw new Error("there is no histogram");
    expect(schema).toContain(` = ${histogram.series.toLocaleString("en")};`);
    expect(
      schema.split("\n").filter((line, at, lines) => /^ *[\w]+:/.test(line) && !hasComment(lines, at)),
    ).toEqual([]);
  },
);

/** Whether a key is explained above it, or the same key was explained before. */
function hasComment(lines: readonly string[], at: number): boolean {
  if (/^ *#/.test(lines[at - 1] ?? "")) return true;
  const key = /^ *(\w+):/.exec(lines[at] ?? "")?.[1] ?? "";
  const isName = /^(?:http_\w+|method|route|status)$/.test(key);
  return (
    isName ||
    lines.slice(0, at).some((line) => line.trim().startsWith(`${key}:`)) ||
    ["outputs", "description"].includes(key)
  );
}

describe("code is written as the project's own", () => {
  test.each<readonly [name: string, files: Files, lines: readonly string[]]>([
    [
      "by settings of Prettier",
      { ".prettierrc": "singleQuote: true\nsemi: false\ntabWidth: 4\n", "src/a.ts": 'const a = "b";\n' },
      [
        "import { expressMetrics } from '@metricsmith/runtime/http/express'",
        "    startMetricsServer(metrics).catch(warn)",
      ],
    ],
    [
      "by settings of Biome",
      {
        "biome.json": '{ "javascript": { "formatter": { "quoteStyle": "single" } } } // as ever',
        "src/a.ts": "",
      },
      [
        "import { expressMetrics } from '@metricsmith/runtime/http/express';",
        "\tstartMetricsServer(metrics).catch(warn);",
      ],
    ],
    [
      "as most of its lines are, where there is no formatter",
      { "src/a.ts": "import a from 'a'\n\nfunction b (c) {\n  return 'd'\n}\n" },
      [
        "import { metrics, recordHttpRequest } from './generated/recorders.js'",
        "export function startMetrics (): void {",
      ],
    ],
    [
      "as CommonJS",
      { "src/a.js": "const a = require('a');\n" },
      [
        "const { expressMetrics } = require('@metricsmith/runtime/http/express');",
        "const httpMetrics = expressMetrics(recordHttpRequest);",
        "module.exports = { httpMetrics, startMetrics };",
      ],
    ],
    [
      "as ES modules that a bundler compiles",
      { "src/a.js": 'import a from "a";\n' },
      ['import { expressMetrics } from "@metricsmith/runtime/http/express";'],
    ],
  ])("%s", async (_name, files, lines) => {
    const { plan } = await planOf({ "package.json": dependingOn("express"), ...files });
    const module = plan.files.find(({ path }) => /^src\/metrics\.[jt]s$/.test(path));
    expect(module?.after.split("\n")).toEqual(expect.arrayContaining([...lines]));
  });
});

test.each<readonly [name: string, files: Files, first: string]>([
  ["npm", {}, "npm install @metricsmith/runtime && npm install --save-dev metricsmith"],
  ["pnpm", { "pnpm-lock.yaml": "" }, "pnpm add @metricsmith/runtime && pnpm add --save-dev metricsmith"],
  ["yarn", { "yarn.lock": "" }, "yarn add @metricsmith/runtime && yarn add --dev metricsmith"],
  ["bun", { "bun.lockb": "" }, "bun add @metricsmith/runtime && bun add --dev metricsmith"],
])("what is to be installed is one command of %s", async (_name, files, first) => {
  const { steps } = await planOf({ "package.json": dependingOn("express"), "index.js": "", ...files });
  expect(steps[0]).toBe(first);
});

test("the steps name the line of the application, and what to write below it", async () => {
  const { steps } = await planOf({
    "package.json": dependingOn("express prom-client @metricsmith/runtime metricsmith @types/node"),
    "src/metrics/index.ts": "",
    "src/app/server.js": "const shop = express();\n", // compiled
    "src/app/server.ts": "import express from 'express'\n\nexport const shop = express()\n",
  });
  expect(steps).toEqual([
    "npm run metrics",
    `In src/app/server.ts, below line 3:
import { httpMetrics, startMetrics } from '../metrics.js'
shop.use(httpMetrics) // before other middleware
startMetrics()`,
    "Start the application, send it a request, then: curl http://localhost:9959/metrics",
    "In continuous integration, run npm run metrics:check",
    "The metrics of prom-client can record through the schema, too:\nnpx metricsmith adopt src",
  ]);
});

test("the import stands apart where the application is made within a function", async () => {
  const { steps } = await planOf({
    "package.json": dependingOn("fastify @metricsmith/runtime metricsmith @types/node", { type: "module" }),
    "src/app.ts":
      'import Fastify from "fastify";\n\nexport function build() {\n  const app = Fastify();\n  return app;\n}\n',
  });
  expect(steps.slice(1, 3)).toEqual([
    'In src/app.ts, at the top:\nimport { httpMetrics, startMetrics } from "./metrics.js";',
    "In src/app.ts, below line 4:\napp.register(httpMetrics); // before other plug-ins\nstartMetrics();",
  ]);
});

test("a package of a workspace has its own files, and the check of the repository", async () => {
  const { text, paths, steps } = await planOf(
    {
      "package.json": {
        workspaces: ["packages/*"],
        devDependencies: { prettier: "3" },
        packageManager: "pnpm@10.1.0",
      },
      ".nvmrc": "22\n",
      ".github/workflows/ci.yml": "",
      ".git/HEAD": "",
      "packages/api/package.json": dependingOn("fastify"),
      "packages/api/index.js": "",
    },
    "packages/api",
  );
  expect(paths).toContain("../../.github/workflows/metrics-packages-api.yml");
  expect(text("../../.github/workflows/metrics-packages-api.yml")).toContain(`
      - uses: pnpm/action-setup@v4
      - uses: actions/setup-node@v4
        with:
          node-version-file: .nvmrc
      - run: pnpm install --frozen-lockfile
      - run: pnpm run metrics:check
        working-directory: packages/api
`);
  expect(steps[0]).toMatch(/^pnpm add /);
});

test.each([
  ["npm@11", "npm ci"],
  ["yarn@4.1.0", "corepack enable\n    - yarn install --immutable"],
  ["pnpm@10.1.0", "corepack enable\n    - pnpm install --frozen-lockfile"],
  ["bun@1.2.0", "npm install --global bun\n    - bun install --frozen-lockfile"],
])("the job for GitLab installs %s, which its image does not have", async (packageManager, commands) => {
  const { steps } = await planOf({
    "package.json": dependingOn("koa", { packageManager }),
    "index.js": "",
    ".gitlab-ci.yml": "",
  });
  expect(steps.join("\n")).toContain(`metrics:\n  image: node:lts\n  script:\n    - ${commands}\n`);
});

test("a package.json keeps its layout, its line ends and its order", async () => {
  const before = '{\r\n\t"scripts": {\r\n\t\t"test": "jest"\r\n\t},\r\n\t"dependencies": { "koa": "3" }\r\n}';
  const { text } = await planOf({ "package.json": before, "index.js": "" });
  expect(text("package.json")).toBe(
    before.replace(
      '"jest"',
      '"jest",\r\n\t\t"metrics": "metricsmith generate",\r\n\t\t"metrics:check": "metricsmith generate --check"',
    ),
  );
});

describe("the command", () => {
  test("writes what it lists, and finds it there the second time", async () => {
    const folder = folderOf({});
    const first = await initIn(folder);
    expect([first.exitCode, first.stderr]).toEqual([0, ""]);
    for (const path of readdirSync(folder).filter((name) => name !== "src"))
      expect(first.stdout).toContain(`  ${path} `);
    const texts = () =>
      readdirSync(folder)
        .filter((name) => name !== "src")
        .map((name) => readFileSync(join(folder, name), "utf8"));
    const before = texts();
    const second = await initIn(folder, "--yes");
    expect(second).toEqual({
      exitCode: 0,
      stderr: "",
      stdout:
        "Found: npm, TypeScript, ES modules, node:test\n" +
        "Nothing is missing: `metrics.schema.yaml`, `package.json` and `.gitattributes` are there.\n",
    });
    expect(texts()).toEqual(before);
  });

  test("replaces nothing, and adds to what is there", async () => {
    const folder = folderOf({
      "package.json": dependingOn("express", { scripts: { metrics: "mine" } }),
      ".gitattributes": "*.png binary",
      "metrics.js": "// mine\n",
      "metricsmith.js": "// mine, too\n",
    });
    const { exitCode, stdout } = await initIn(folder);
    expect(exitCode).toBe(0);
    const read = (path: string) => readFileSync(join(folder, path), "utf8");
    expect(read("metrics.js")).toBe("// mine\n");
    expect(read("metricsmith.js")).toBe("// mine, too\n");
    expect(read(".gitattributes")).toBe("*.png binary\ngenerated/** linguist-generated\n");
    expect(JSON.parse(read("package.json")).scripts).toEqual({
      metrics: "mine",
      "metrics:check": "metricsmith generate --check",
    });
    expect(stdout).toContain("There already: metricsmith.js\n");
    expect(stdout).toContain("npx metricsmith generate\n");
  });

  test("writes everything or nothing", async () => {
    const folder = folderOf({ "package.json": dependingOn("koa"), ".github/workflows": "a file" });
    const { exitCode, stderr } = await initIn(folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: cannot write: .*; nothing was changed\n$/);
    expect(readdirSync(folder).sort()).toEqual([".github", "package.json"]);
    expect(readFileSync(join(folder, "package.json"), "utf8")).not.toContain("metricsmith");
  });

  test.each<readonly [name: string, files: Files, message: RegExp]>([
    [
      "a folder of something else",
      { "main.py": "" },
      /has no package\.json, and is not empty: write one with `npm init`/,
    ],
    [
      "a manifest that is not JSON",
      { "package.json": '{\n  "name": "a",\n}' },
      /package\.json` is not JSON: PropertyNameExpected in line 3/,
    ],
    ["a manifest that is a list", { "package.json": "[]" }, /package\.json` is not a JSON object/],
    [
      "the root of a workspace",
      {
        "package.json": { workspaces: ["apps/*"] },
        "apps/web/package.json": {},
        "apps/api/package.json": {},
      },
      /root of a workspace.*\nhelp: Run `metricsmith init` in `apps\/api` and `apps\/web`\./,
    ],
  ])("says what to do in %s", async (_name, files, message) => {
    const { exitCode, stdout, stderr } = await initIn(folderOf(files));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
  });

  test("has no framework for an empty folder", async () => {
    const { exitCode, stderr } = await initIn(folderOf({}), "--framework", "express");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the folder is empty: there is no application of express in it");
  });
});

describe("on a terminal", () => {
  /** Gives answers in turn, and keeps the questions. */
  function answering(...answers: readonly string[]) {
    const questions: string[] = [];
    const rest = [...answers];
    const ask: Ask = async (question) => {
      questions.push(question);
      return rest.shift();
    };
    return { questions, ask };
  }

  test.each<readonly [name: string, files: Files, answers: readonly string[], want: object]>([
    ["an empty folder", {}, ["js", "Shop"], { language: "javascript", namespace: "Shop" }],
    [
      "a program without a framework",
      { "package.json": {} },
      ["koa", ""],
      { framework: "koa", namespace: "shop_api" },
    ],
    [
      "two frameworks, and answers that are none",
      { "package.json": dependingOn("hono express") },
      ["hona", "hono", "1st", "first"],
      { framework: "hono", namespace: "first" },
    ],
    [
      "one framework",
      { "package.json": dependingOn("hono") },
      [""],
      { framework: "hono", namespace: "shop_api" },
    ],
    ["a client that is adopted", { "package.json": dependingOn("hono prom-client") }, [""], { adopts: true }],
    [
      "a client that is not",
      { "package.json": dependingOn("hono prom-client") },
      ["n", ""],
      { adopts: false },
    ],
  ])("init asks what it does not know in %s", async (_name, files, answers, want) => {
    const { ask, questions } = answering(...answers);
    const choices = await choose(await readProject(folderOf(files)), undefined, ask);
    expect(choices).toMatchObject(want);
    expect(questions).toHaveLength(answers.length);
  });

  test("the end of the input is no answer", async () => {
    const { ask } = answering("ts");
    expect(await choose(await readProject(folderOf({})), undefined, ask)).toBeUndefined();
  });

  test("metrics of a client come before code that would use others", async () => {
    const project = await readProject(
      folderOf({ "package.json": dependingOn("express prom-client"), "src/a.js": "" }),
    );
    const choices = { ...chooseAlone(project, undefined), adopts: true };
    const plan = planInit(project, choices);
    expect(plan.files.map(({ path }) => path)).toEqual(["package.json", ".gitattributes"]);
    expect(nextSteps(project, choices, plan).map(({ text }) => text)).toContain(
      "npx metricsmith adopt src --write # after a patch, and a question",
    );
  });
});

test("nothing is looked for above the repository", async () => {
  const folder = folderOf({
    "package-lock.json": "",
    ".prettierrc": "",
    "inner/.git/HEAD": "",
    "inner/package.json": {},
  });
  expect(existsSync(join(folder, "package-lock.json"))).toBe(true);
  expect((await readProject(join(folder, "inner"))).formatter).toBeUndefined();
});
