import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { compiledGenerator, compiledRuntime } from "../support/compiled-packages.js";
import { ROOT } from "../support/documents.js";
import { STRICT_OPTIONS } from "../support/generator/compile-recorders.js";
import { run } from "../support/run-program.js";

const VERSIONS = ["5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "6.0", "7.0"];

const STRICTEST = { ...STRICT_OPTIONS, skipLibCheck: false };

/** Options of a version that the ones before do not know. */
const LATER: readonly (readonly [since: string, options: object])[] = [
  ["5.5", { isolatedDeclarations: true }],
  ["5.6", { noUncheckedSideEffectImports: true }],
  ["5.8", { erasableSyntaxOnly: true }],
];

const LOOSEST = {
  strict: false,
  noImplicitAny: false,
  strictNullChecks: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
};

const SCHEMA = `version: 1
namespace: shop
outputs: { directory: generated, client: true, testing: true }
counters:
  orders_total: { vectors: [payment, express, tenant], description: Orders placed. }
  starts_total: { description: Starts. }
gauges:
  queue_depth: { vectors: [payment, shard], description: Orders that wait. }
histograms:
  request_duration_seconds: { vectors: [status], unit: seconds, buckets: [.1, 1], description: Time taken. }
vectors:
  payment: { values: [card, paypal] }
  express: { type: boolean }
  shard: { type: integer, min: 0, max: 3 }
  status: { type: http_status }
  tenant: { type: string, max_values: 10, otherwise: other }
recorders:
  answer: { metrics: [orders_total, request_duration_seconds], description: An answered order. }
`;

const PROGRAM = `import { Counter, register } from "./generated/client.js";
import { metrics, type OrdersTotalLabels, recordAnswer, recordOrdersTotal, startRequestDurationSecondsTimer } from "./generated/recorders.js";
import { readOrdersTotal } from "./generated/testing.js";

const labels: OrdersTotalLabels = { payment: "card", express: true, tenant: "a" };
recordOrdersTotal(labels);
recordAnswer({ ...labels, status: 200 }, 0.5);
startRequestDurationSecondsTimer()({ status: 404 });
new Counter({ name: "shop_starts_total", help: "Starts." }).inc();
export const read: number = readOrdersTotal(labels);
export const text: Promise<string> = register.metrics();
export const bytes: Uint8Array = metrics.expose();
`;

const WRONG = `import { recordOrdersTotal } from "./generated/recorders.js";
recordOrdersTotal({ payment: "cash", express: true, tenant: "a" });
`;

const folder = mkdtempSync(join(tmpdir(), "metricsmith-types-"));
let tools: string;

beforeAll(async () => {
  const packages = VERSIONS.map((version) => [`typescript-${version}`, `npm:typescript@~${version}.0`]);
  tools = await installedTools("types", Object.fromEntries(packages));
  const runtime = join(folder, "node_modules/@metricsmith/runtime");
  mkdirSync(dirname(runtime), { recursive: true });
  symlinkSync(await compiledRuntime(), runtime);
  for (const name of ["prom-client", "@types/node", "@opentelemetry/api", "undici-types"]) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "metrics.schema.yaml"), SCHEMA);
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  writeFileSync(join(folder, "wrong.ts"), WRONG);
  const { main } = await compiledGenerator();
  await run(process.execPath, [main, "generate"], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(
  VERSIONS.flatMap((version) => [
    [version, "the strictest", strictestOf(version)] as const,
    [version, "the loosest", LOOSEST] as const,
  ]),
)("TypeScript %s compiles the generated code with %s options", async (version, name, options) => {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022"],
    module: "nodenext",
    types: ["node"],
    preserveSymlinks: true,
    outDir: join("dist", version),
    skipLibCheck: true,
    ...options,
  };
  const compile = async (file: string) => {
    const config = join(folder, `tsconfig.${file}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
    const compiler = join(tools, "node_modules", `typescript-${version}`, "bin/tsc");
    return run(process.execPath, [compiler, "-p", config], { exitCodes: [1, 2] });
  };
  const start = performance.now();
  expect((await compile("program.ts")).stdout).toBe("");
  console.log(`TypeScript ${version}, ${name}: ${Math.round(performance.now() - start)} ms`);
  expect((await compile("wrong.ts")).stdout).toMatch(/wrong\.ts\(2,21\): error TS2322: Type '"cash"'/);
});

function strictestOf(version: string): object {
  const later = LATER.filter(([since]) => Number(version) >= Number(since)).map(([, options]) => options);
  return Object.assign({}, STRICTEST, ...later) as object; // all are objects
}
