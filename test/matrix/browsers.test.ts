import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compiledGenerator, InstalledRuntime } from "../support/compiled-packages.js";
import { chromiumProgram } from "../support/programs/chromium-program.js";
import { run } from "../support/run-program.js";

const PROGRAMS = fileURLToPath(new URL("../support/runtimes/programs", import.meta.url));

const WANT = {
  lines: [
    'shop_orders_total{payment="card",express="true"} 3',
    'shop_orders_total{payment="paypal",express="false"} 1',
    'shop_logins_total{tenant="Zoë"} 1',
    'shop_queue_depth{payment="card"} 4',
    "shop_largest_order 0",
    'shop_request_duration_seconds_sum{status="2xx"} 0.5',
    'shop_request_duration_seconds_count{status="2xx"} 1',
  ],
  warnings: 1,
};

const application = new InstalledRuntime();
let bundle: string;

beforeAll(async () => {
  await application.install();
  cpSync(PROGRAMS, application.directory, { recursive: true });
  application.write("package.json", JSON.stringify({ type: "module" }));
  const cwd = application.directory;
  await run(process.execPath, [(await compiledGenerator()).main, "generate"], { cwd });
  const entryPoints = [join(cwd, "edge.mjs")];
  // The platform `browser` has no module of Node: the build fails if one is imported.
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    platform: "browser",
    format: "iife",
    write: false,
  });
  bundle = outputFiles[0]?.text ?? "";
});

afterAll(() => application.remove());

test("the core and the recorders run without a global of Node", async () => {
  const context = createContext({ TextEncoder, TextDecoder, setTimeout, clearTimeout });
  runInContext(bundle, context);
  const result: unknown = await runInContext("result", context);
  expect(JSON.parse(String(result))).toEqual(WANT);
});

test("they run in Chromium", async () => {
  const { path, environment } = await chromiumProgram();
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({
    executablePath: path,
    env: { ...process.env, ...environment },
    args,
  });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: bundle });
    expect(JSON.parse(await page.evaluate<string>("result"))).toEqual(WANT);
    console.log(`Chromium ${browser.version()}`);
  } finally {
    await browser.close();
  }
});
