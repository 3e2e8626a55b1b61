import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { readModuleStyle } from "../../../generator/output/module-style.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

type Files = Readonly<Record<string, object | string>>;

/** Writes the files into a new folder, objects as JSON, and reads the style of modules in a directory of it. */
function styleOf(files: Files, directory = "src/generated") {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return readModuleStyle(join(folder, directory));
}

const ESM = { "package.json": { type: "module" } };
const COMMONJS = { "package.json": {} };

function options(compilerOptions: object): Files {
  return { "tsconfig.json": { compilerOptions } };
}

describe("the extension of imports follows from the compiler's options", () => {
  test.each<readonly [string, { readonly given: Files; readonly want: string }]>([
    ["nodenext, ES modules", { given: { ...ESM, ...options({ module: "nodenext" }) }, want: ".js" }],
    ["node16, ES modules", { given: { ...ESM, ...options({ moduleResolution: "node16" }) }, want: ".js" }],
    ["node20, ES modules", { given: { ...ESM, ...options({ module: "node20" }) }, want: ".js" }],
    ["nodenext, CommonJS", { given: { ...COMMONJS, ...options({ module: "nodenext" }) }, want: "" }],
    ["CommonJS", { given: { ...COMMONJS, ...options({ module: "commonjs" }) }, want: "" }],
    [
      "node10, CommonJS",
      { given: { ...COMMONJS, ...options({ module: "commonjs", moduleResolution: "node10" }) }, want: "" },
    ],
    [
      "node10, ES modules that Node runs",
      { given: { ...ESM, ...options({ module: "es2022", moduleResolution: "node" }) }, want: ".js" },
    ],
    [
      "node10, ES modules that a bundler makes CommonJS",
      { given: { ...COMMONJS, ...options({ module: "esnext", moduleResolution: "node" }) }, want: "" },
    ],
    [
      "bundler",
      { given: { ...ESM, ...options({ module: "esnext", moduleResolution: "bundler" }) }, want: "" },
    ],
    ["preserve", { given: { ...ESM, ...options({ module: "preserve" }) }, want: "" }],
    ["no option", { given: { ...COMMONJS, ...options({}) }, want: "" }],
    [
      "TypeScript's own extensions",
      {
        given: { ...ESM, ...options({ module: "nodenext", allowImportingTsExtensions: true }) },
        want: ".ts",
      },
    ],
    [
      "TypeScript's own extensions, rewritten",
      {
        given: { ...ESM, ...options({ module: "nodenext", rewriteRelativeImportExtensions: true }) },
        want: ".ts",
      },
    ],
    ["no configuration", { given: ESM, want: ".js" }],
  ])("%s", async (_name, { given, want }) => {
    expect((await styleOf(given)).importExtension).toBe(want);
  });
});

describe("the configuration is the one that covers the directory", () => {
  const bundler = { compilerOptions: { module: "esnext", moduleResolution: "bundler" } };
  const node = { compilerOptions: { module: "nodenext" } };

  test.each<readonly [string, { readonly given: Files; readonly want: string }]>([
    ["the nearest", { given: { "tsconfig.json": bundler, "src/tsconfig.json": node }, want: ".js" }],
    [
      "what it extends",
      { given: { "tsconfig.json": { extends: "./base.json" }, "base.json": node }, want: ".js" },
    ],
    [
      "a project that it refers to",
      {
        given: {
          "tsconfig.json": { files: [], references: [{ path: "./tools.json" }, { path: "./app.json" }] },
          "tools.json": { ...bundler, include: ["vite.config.ts", "scripts"] },
          "app.json": { ...node, include: ["src"] },
        },
        want: ".js",
      },
    ],
    [
      "the first where none covers it",
      {
        given: {
          "tsconfig.json": { ...node, include: ["lib"], references: [{ path: "./app.json" }] },
          "app.json": { ...bundler, include: ["app", "src/*.ts"] },
        },
        want: ".js",
      },
    ],
    [
      "with comments, which JSON has not",
      {
        given: { "tsconfig.json": '{ /* a */ "compilerOptions": { "module": "nodenext", } // b\n }' },
        want: ".js",
      },
    ],
    ["not one that is no JSON", { given: { "tsconfig.json": "no" }, want: "" }],
    [
      "without one that it extends and that is missing",
      { given: { "tsconfig.json": { ...node, extends: "./missing.json" } }, want: ".js" },
    ],
  ])("%s", async (_name, { given, want }) => {
    expect((await styleOf({ ...ESM, ...given })).importExtension).toBe(want);
  });
});

describe("the format of JavaScript is that of the nearest package.json", () => {
  test.each<readonly [string, { readonly given: Files; readonly want: string }]>([
    ["module", { given: ESM, want: "esm" }],
    ["commonjs", { given: { "package.json": { type: "commonjs" } }, want: "commonjs" }],
    ["no type", { given: COMMONJS, want: "commonjs" }],
    ["a nearer one", { given: { ...ESM, "src/package.json": {} }, want: "commonjs" }],
    ["one that is no JSON", { given: { ...ESM, "src/package.json": "no" }, want: "commonjs" }],
    ["one that is no mapping", { given: { ...ESM, "src/package.json": "null" }, want: "commonjs" }],
  ])("%s", async (_name, { given, want }) => {
    expect((await styleOf(given)).format).toBe(want);
  });
});
