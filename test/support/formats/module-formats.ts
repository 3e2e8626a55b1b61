import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { readModuleStyle } from "../../../generator/output/module-style.js";
import { run } from "../run-program.js";

/** A program's modules: how they are written, compiled and run. */
export interface ModuleFormat {
  readonly name: string;
  /** The `type` in its package.json. */
  readonly type: "module" | "commonjs";
  readonly compilerOptions: object;
  /** `tsc`: compiled and run. `types`: compiled alone. The others compile and run by themselves. */
  readonly runner: "tsc" | "types" | "ts-jest" | "@swc/jest" | "webpack";
}

export const MODULE_FORMATS: readonly ModuleFormat[] = [
  format("tsc", "commonjs", { module: "commonjs" }),
  format("tsc", "commonjs", { module: "commonjs", moduleResolution: "node10" }),
  format("tsc", "module", { module: "es2022", moduleResolution: "node10" }),
  ...(["node16", "nodenext"] as const).flatMap((module) => [
    format("tsc", "commonjs", { module }),
    format("tsc", "module", { module }),
    format("tsc", "module", { module, rewriteRelativeImportExtensions: true }),
  ]),
  format("types", "module", { module: "esnext", moduleResolution: "bundler", noEmit: true }),
  format("types", "module", { module: "nodenext", noEmit: true, allowImportingTsExtensions: true }),
  ...(["ts-jest", "@swc/jest"] as const).flatMap((runner) => [
    format(runner, "commonjs", { module: "commonjs", moduleResolution: "node10" }),
    format(runner, "commonjs", { module: "nodenext", isolatedModules: true }),
    format(runner, "module", { module: "esnext", moduleResolution: "bundler" }),
  ]),
  format("webpack", "commonjs", { module: "esnext", moduleResolution: "bundler" }),
];

function format(
  runner: ModuleFormat["runner"],
  type: ModuleFormat["type"],
  compilerOptions: Readonly<Record<string, unknown>>,
): ModuleFormat {
  const options = Object.entries(compilerOptions).map(([key, value]) => `${key} ${value}`);
  const name = `${runner} in a package of type ${type}, ${options.join(", ")}`;
  return { name, type, compilerOptions, runner };
}

/** What the rows need, with the versions that are tried, beside both packages. */
export const FORMAT_PACKAGES = {
  typescript: "~5.9.3",
  "@types/node": "^20.19.0",
  jest: "^30.0.0",
  "@jest/globals": "^30.0.0",
  "ts-jest": "^29.4.0",
  "@swc/core": "^1.15.0",
  "@swc/jest": "^0.2.39",
  webpack: "^5.100.0",
  "ts-loader": "^9.5.0",
} as const;

const SCHEMA = `version: 1
namespace: shop
counters:
  order: { vectors: [paid], description: Orders }
vectors:
  paid: { type: boolean }
`;

/**
 * Generates recorders for a program, and compiles and runs it. A second file beside the recorders imports them as a
 * generated file does.
 *
 * @param tools a folder in which both packages and those of the row are installed
 */
export async function expectToRecord(format: ModuleFormat, tools: string): Promise<void> {
  const { type, compilerOptions, runner } = format;
  const folder = join(tools, "program");
  rmSync(folder, { recursive: true, force: true });
  const write = (path: string, content: string | object) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  };
  write("package.json", { type });
  write("metrics.schema.yaml", SCHEMA);
  const options = {
    target: "es2022",
    strict: true,
    esModuleInterop: true,
    skipLibCheck: true,
    types: ["node"],
    ...compilerOptions,
  };
  write("tsconfig.json", {
    compilerOptions: { ...options, rootDir: "src", outDir: "dist" },
    include: ["src"],
  });
  const node = (...args: readonly string[]) => run(process.execPath, args, { cwd: folder });
  const program = (path: string) => join(tools, "node_modules", path);
  await node(program("metricsmith/generator/dist/program/main.js"), "generate", "--out", "src/generated");
  const { importExtension: end } = await readModuleStyle(join(folder, "src/generated"));
  write("src/generated/again.ts", `export * from "./recorders${end}";\n`);
  write("src/shop.ts", shopProgram(`./generated/again${end}`));
  switch (runner) {
    case "tsc":
    case "types":
      write("src/main.ts", `import { serveOrders } from "./shop${end}";\nserveOrders().then(console.log);\n`);
      expect((await node(program("typescript/bin/tsc"), "-p", ".")).stdout).toBe("");
      if (runner === "tsc") expect((await node("dist/main.js")).stdout).toBe("200 2 conforms\n");
      return;
    case "webpack":
      write("src/main.ts", `import { serveOrders } from "./shop${end}";\nserveOrders().then(console.log);\n`);
      write("build.cjs", WEBPACK_SCRIPT);
      await node("build.cjs");
      expect((await node("dist/main.js")).stdout).toBe("200 2 conforms\n");
      return;
    case "ts-jest":
    case "@swc/jest": {
      const esm = type === "module";
      write("src/shop.test.ts", jestTest(`./shop${end}`));
      write("jest.json", {
        transform: { "^.+\\.ts$": [runner, runner === "ts-jest" ? { useESM: esm } : {}] },
        ...(esm ? { extensionsToTreatAsEsm: [".ts"] } : {}),
      });
      const flags = esm ? ["--experimental-vm-modules"] : [];
      const { stderr } = await node(
        ...flags,
        program("jest/bin/jest.js"),
        "--config",
        "jest.json",
        "--rootDir",
        ".",
      );
      expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m);
      return;
    }
  }
}

function shopProgram(recorders: string): string {
  return `import { startMetricsServer } from "@metricsmith/runtime/server";
import { assertConforms } from "metricsmith";
import { metrics, recordOrder, type OrderLabels } from "${recorders}";

export async function serveOrders(): Promise<string> {
  const labels: OrderLabels = { paid: true };
  recordOrder(labels, 2);
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0 });
  const response = await fetch(server.url);
  const [, orders] = /^shop_order\\{paid="true"\\} (.*)$/m.exec(await response.text()) ?? [];
  await server.close();
  await assertConforms(metrics, { schema: "metrics.schema.yaml" });
  return \`\${response.status} \${orders} conforms\`;
}
`.replaceAll("\\`", "`");
}

function jestTest(shop: string): string {
  return `import { expect, test } from "@jest/globals";
import { serveOrders } from "${shop}";

test("serves", async () => {
  expect(await serveOrders()).toBe("200 2 conforms");
});
`;
}

const WEBPACK_SCRIPT = `
const { join } = require("node:path");
const { webpack } = require("webpack");
const compiler = webpack({
  mode: "production",
  target: "node",
  context: __dirname,
  entry: "./src/main.ts",
  output: { path: join(__dirname, "dist"), filename: "main.js" },
  externals: ["metricsmith"].map((name) => ({ [name]: "commonjs " + name })),
  resolve: { extensions: [".ts", ".js"] },
  module: { rules: [{ test: /\\.ts$/, use: "ts-loader" }] },
});
compiler.run((error, stats) => {
  if (error || stats.hasErrors()) {
    console.error(error ?? stats.toString());
    process.exit(1);
  }
});
`;
