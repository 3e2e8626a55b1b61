import type { ProjectRow } from "./initialised-project.js";

/** What the rows need, with the versions that are tried, beside both packages. */
export const PROJECT_PACKAGES = {
  typescript: "~5.9.3",
  "@types/node": "^20.19.0",
  "@types/express": "^5.0.6",
  "@types/koa": "^3.0.3",
  "@types/jest": "^30.0.0",
  express: "^5.3.0",
  fastify: "^5.12.8",
  hono: "^4.13.19",
  "@hono/node-server": "^1.19.19",
  koa: "^3.3.0",
  "@koa/router": "^15.7.0",
  "@nestjs/common": "^12.5.1",
  "@nestjs/core": "^12.5.1",
  "@nestjs/platform-express": "^12.5.1",
  "reflect-metadata": "^0.2.2",
  rxjs: "^7.8.2",
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  "prom-client": "^15.1.3",
  vitest: "^4.1.12",
  jest: "^30.0.0",
  "ts-jest": "^29.4.0",
  eslint: "^9.30.0",
  "@eslint/js": "^9.30.0",
  "typescript-eslint": "^8.30.0",
  globals: "^16.0.0",
  prettier: "^3.6.0",
  "@biomejs/biome": "^2.6.8",
} as const;

const VITEST = "vitest/vitest.mjs run";
const TSC = "typescript/bin/tsc --noEmit";
const PRETTIER = "prettier/bin/prettier.cjs --check .";
const ESLINT = "eslint/bin/eslint.js --max-warnings 0 .";
const BIOME = "@biomejs/biome/bin/biome check --error-on-warnings";
const JEST = "jest/bin/jest.js";

/** A manifest that depends on packages. */
function manifest(packages: string, others: object = {}): object {
  const dependencies = Object.fromEntries(packages.split(" ").map((name) => [name, "*"]));
  return { name: "@acme/shop-api", private: true, ...others, scripts: { start: "node ." }, dependencies };
}

function tsconfig(options: object): object {
  return {
    compilerOptions: { target: "es2022", strict: true, skipLibCheck: true, ...options },
    include: ["**/*.ts"],
  };
}

const NODE_MODULES = tsconfig({ module: "nodenext", types: ["node"], outDir: "dist", rootDir: "src" });

const TYPED_ESLINT = `import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["eslint.config.js", "dist", "jest.config.js"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true } } },
);
`;

/** @param sourceType `module` or `commonjs` */
function plainEslint(sourceType: string, ...globals: readonly string[]): string {
  return `import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: {
      sourceType: "${sourceType}",
      globals: { ${globals.map((name) => `...globals.${name}`).join(", ")} },
    },
  },
];
`;
}

const EXPRESS = `import express from "express";

const app = express();
app.get("/", (_request, response) => {
  response.send("hello");
});
app.listen(3000);
`;

/** Code without semicolons, and with single quotes. */
function bare(code: string): string {
  return code.replaceAll('"', "'").replaceAll(/;$/gm, "");
}

/** Set-ups: each language, module format, framework, test runner and check occurs. */
export const INIT_ROWS: readonly ProjectRow[] = [
  { name: "an empty folder", files: {}, checks: ["typescript/bin/tsc", "node --test dist/metrics.test.js"] },
  {
    name: "Express, TypeScript, ES modules, vitest, strict ESLint, Prettier without semicolons",
    files: {
      "package.json": manifest("express @types/node typescript vitest prettier eslint", { type: "module" }),
      "tsconfig.json": NODE_MODULES,
      ".prettierrc": { semi: false, singleQuote: true },
      "eslint.config.js": bare(TYPED_ESLINT),
      "src/app.ts": bare(EXPRESS),
      ".github/dependabot.yml": "version: 2\n",
    },
    checks: [TSC, VITEST, PRETTIER, ESLINT],
  },
  {
    name: "Express, JavaScript, CommonJS, Jest, ESLint, a client",
    files: {
      "package.json": manifest("express jest eslint prom-client"),
      "eslint.config.mjs": plainEslint("commonjs", "node", "jest"),
      "server/index.js": `const express = require('express');

const app = express();
app.listen(3000);
`,
      "test/cart.test.js": `test('adds', () => {
  expect(1 + 1).toBe(2);
});
`,
    },
    checks: [JEST, ESLINT],
  },
  {
    name: "Fastify, TypeScript, ES modules, node:test, Biome",
    files: {
      "package.json": manifest("fastify @types/node typescript @biomejs/biome", { type: "module" }),
      "tsconfig.json": NODE_MODULES,
      "biome.json": { vcs: { enabled: false }, files: { includes: ["**", "!dist"] } },
      "src/server.ts": `import { fastify } from "fastify";

const server = fastify();
await server.listen({ port: 3000 });
`,
    },
    checks: ["typescript/bin/tsc", "node --test dist/metrics.test.js", `${BIOME} src metrics.schema.yaml`],
  },
  {
    name: "Fastify, JavaScript, ES modules, vitest, ESLint, Prettier with four spaces",
    files: {
      "package.json": manifest("fastify vitest prettier eslint", {
        type: "module",
        prettier: { tabWidth: 4 },
      }),
      "eslint.config.js": plainEslint("module", "node").replaceAll("  ", "    "),
      "index.js": `import Fastify from "fastify";

const app = Fastify({ logger: true });
await app.listen({ port: 3000 });
`,
      ".github/dependabot.yml": "version: 2\n",
    },
    checks: [
      VITEST,
      "prettier/bin/prettier.cjs --check index.js metrics.js metrics.test.js generated .github metrics.schema.yaml",
      ESLINT,
    ],
  },
  {
    name: "Hono, TypeScript, a bundler's resolution, vitest, Biome with single quotes",
    files: {
      "package.json": manifest("hono @types/node typescript vitest @biomejs/biome", { type: "module" }),
      "tsconfig.json": tsconfig({
        module: "esnext",
        moduleResolution: "bundler",
        types: ["node"],
        noEmit: true,
      }),
      "biome.jsonc": `// Ours.
{
	"formatter": { "indentStyle": "space" },
	"javascript": { "formatter": { "quoteStyle": "single", "semicolons": "asNeeded" } }
}
`,
      "src/index.ts": `import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('/', (context) => context.text('hello'))

serve(app)
`,
    },
    checks: [TSC, VITEST, `${BIOME} src`],
  },
  {
    name: "Koa, JavaScript, CommonJS, node:test, ESLint",
    files: {
      "package.json": manifest("koa @koa/router eslint"),
      "eslint.config.mjs": plainEslint("commonjs", "node"),
      "app.js": `const Koa = require('koa')

const app = new Koa()
app.listen(3000)
`,
    },
    checks: ["node --test metrics.test.js", ESLINT],
  },
  {
    name: "Koa, TypeScript, CommonJS, Jest, Prettier",
    files: {
      "package.json": manifest("koa @types/node @types/jest typescript jest ts-jest prettier"),
      "tsconfig.json": tsconfig({
        module: "commonjs",
        esModuleInterop: true,
        typeRoots: ["../node_modules/@types"],
      }),
      "jest.config.js": `module.exports = { transform: { "^.+\\\\.ts$": ["ts-jest", {}] } };\n`,
      "src/app.ts": `import Koa from "koa";

export const app = new Koa();
`,
    },
    checks: [TSC, JEST, PRETTIER],
  },
  {
    name: "Nest, TypeScript, CommonJS, Jest, ESLint, Prettier with single quotes",
    files: {
      "package.json": manifest(
        "@nestjs/core @nestjs/common @nestjs/platform-express @types/node @types/jest typescript jest prettier eslint",
        { jest: { rootDir: "src", testRegex: ".*\\.spec\\.ts$", transform: { "^.+\\.ts$": "ts-jest" } } },
      ),
      "tsconfig.json": tsconfig({
        module: "commonjs",
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
        esModuleInterop: true,
        outDir: "dist",
      }),
      ".prettierrc": { singleQuote: true, trailingComma: "all" },
      "eslint.config.mjs": TYPED_ESLINT.replace("stylisticTypeChecked", "stylistic")
        .replace("strictTypeChecked", "recommendedTypeChecked")
        .replace('"eslint.config.js"', '"eslint.config.mjs"')
        .replaceAll('"', "'"),
      "src/app.controller.spec.ts": `describe('AppController', () => {
  it('adds', () => {
    expect(1 + 1).toBe(2);
  });
});
`,
      "src/app.module.ts": `import { Module } from '@nestjs/common';

@Module({ imports: [] })
export class AppModule {}
`,
      "src/main.ts": `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  await app.listen(3000);
}
void bootstrap();
`,
    },
    checks: [TSC, JEST, PRETTIER, ESLINT],
  },
  {
    name: "Next, TypeScript, vitest, Prettier",
    files: {
      "package.json": manifest("next react react-dom @types/node typescript vitest prettier"),
      "tsconfig.json": tsconfig({
        lib: ["dom", "dom.iterable", "esnext"],
        module: "esnext",
        moduleResolution: "bundler",
        isolatedModules: true,
        noEmit: true,
        jsx: "react-jsx",
      }),
      "src/app/api/users/[id]/route.ts": `import { withMetrics } from "../../../../metrics";

export const GET = withMetrics(
  "/api/users/[id]",
  async (_request, context: { params: Promise<{ id: string }> }) => {
    return Response.json(await context.params);
  },
);
`,
    },
    checks: [TSC, VITEST, PRETTIER],
  },
  {
    name: "Next, JavaScript, Jest",
    files: {
      "package.json": manifest("next react react-dom jest"),
      "next.config.js": `const { join } = require("node:path");

const root = join(__dirname, ".."); // where the packages are
module.exports = { outputFileTracingRoot: root, turbopack: { root } };
`,
      "app/layout.js": `export default function Layout({ children }) {
  return children;
}
`,
      "app/api/users/route.js": `import { withMetrics } from "../../../metrics";

export const GET = withMetrics("/api/users", async () => Response.json([]));
`,
    },
    checks: ["next/dist/bin/next build"],
  },
  {
    name: "a package of an npm workspace, Express, TypeScript, vitest",
    package: "packages/api",
    files: {
      "package.json": { name: "acme", private: true, workspaces: ["packages/*"] },
      "package-lock.json": { name: "acme", lockfileVersion: 3, packages: {} },
      "packages/api/package.json": manifest("express @types/node typescript vitest", { type: "module" }),
      "packages/api/tsconfig.json": NODE_MODULES,
      "packages/api/src/app.ts": EXPRESS,
      "packages/web/package.json": { name: "@acme/web", private: true },
    },
    checks: [TSC, VITEST],
  },
  {
    name: "a package of a pnpm workspace, Koa, JavaScript, node:test",
    package: "apps/shop",
    files: {
      "package.json": { name: "acme", private: true, packageManager: "pnpm@10.2.0" },
      "pnpm-workspace.yaml": "packages: [apps/*]\n",
      "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
      "apps/shop/package.json": manifest("koa"),
      "apps/shop/src/index.js": `const Koa = require("koa");

const app = new Koa();
app.listen(3000);
`,
    },
    checks: ["node --test"],
  },
  {
    name: "Bun, Hono, TypeScript, vitest",
    files: {
      "package.json": manifest("hono @hono/node-server @types/node typescript vitest", { type: "module" }),
      "bun.lock": '{ "lockfileVersion": 1 }\n',
      "tsconfig.json": NODE_MODULES,
      "src/app.ts": `import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/", (context) => context.text("hello"));
serve(app);
`,
    },
    checks: [TSC, VITEST],
  },
  {
    name: "yarn 4, Fastify, TypeScript, vitest",
    files: {
      "package.json": manifest("fastify @types/node typescript vitest", {
        type: "module",
        packageManager: "yarn@4.6.0",
      }),
      "yarn.lock": "__metadata:\n  version: 8\n",
      ".yarnrc.yml": "nodeLinker: node-modules\n",
      "tsconfig.json": NODE_MODULES,
      "src/app.ts": `import fastify from "fastify";

const app = fastify();
app.get("/", () => "hello");
await app.listen({ port: 3000 });
`,
    },
    checks: [TSC, VITEST],
  },
  {
    name: "no framework, TypeScript, CommonJS, strictest settings",
    files: {
      "package.json": manifest("@types/node typescript"),
      "tsconfig.json": tsconfig({
        module: "node16",
        types: ["node"],
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
        exactOptionalPropertyTypes: true,
        noUnusedLocals: true,
        declaration: true,
        outDir: "dist",
      }),
      "src/main.ts": `import { createServer } from "node:http";

createServer((_request, response) => response.end("hello")).listen(3000);
`,
    },
    checks: ["typescript/bin/tsc", "node --test dist/metrics.test.js"],
  },
];
