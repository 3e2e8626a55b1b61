import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateOutputs } from "../../generator/emit/emit.js";
import { compileSchema } from "../../generator/schema/load-catalog.js";
import { InstalledRuntime } from "../support/compiled-packages.js";

/** In bytes: a program with one counter, minified and compressed. */
const MOST_OF_ONE_COUNTER = 12_000;

const ONE_COUNTER = `
version: 1
namespace: shop
outputs: { language: javascript, client: true }
counters:
  orders_total: { vectors: [payment], description: Orders placed. }
vectors:
  payment: { values: [card, paypal] }
`;

const ONE_OF_EACH = `${ONE_COUNTER}
gauges:
  open_carts: { vectors: [], description: Carts. }
histograms:
  checkout_seconds: { vectors: [payment], unit: seconds, buckets: [0.1, 1], description: Time to pay. }
`;

const RECORD_ONE = 'recordOrdersTotal({ payment: "card" });';
const RECORD_EACH = `${RECORD_ONE} setOpenCarts(3); recordCheckoutSeconds({ payment: "paypal" }, 0.5);`;
const EACH = "recordCheckoutSeconds, recordOrdersTotal, setOpenCarts";

/** Programs by their name in the table of docs/bundlers.md. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "one counter": `import { recordOrdersTotal } from "./counter/recorders.js"; ${RECORD_ONE}`,
  "a counter, a gauge and a histogram": `import { ${EACH} } from "./each/recorders.js"; ${RECORD_EACH}`,
  "these, and `metrics.expose()`": `
    import { ${EACH}, metrics } from "./each/recorders.js"; ${RECORD_EACH}
    console.log(new TextDecoder().decode(metrics.expose()));`,
  "these, and the metrics server": `
    import { startMetricsServer } from "@metricsmith/runtime/server";
    import { ${EACH}, metrics } from "./each/recorders.js"; ${RECORD_EACH}
    await startMetricsServer(metrics);`,
  "the drop-in client, without the client": `
    import { Counter, register } from "./counter/client.js";
    new Counter({ name: "shop_orders_total", help: "Orders placed.", labelNames: ["payment"] }).inc({ payment: "card" });
    console.log(await register.metrics());`,
};

const EXTERNAL = ["prom-client", "@prometheus-io/client", "yaml", "bcryptjs"];

const application = new InstalledRuntime();

beforeAll(async () => {
  await application.install();
  for (const [folder, text] of [
    ["counter", ONE_COUNTER],
    ["each", ONE_OF_EACH],
  ] as const) {
    const { catalog } = compileSchema({ file: "metrics.schema.yaml", text, readImport: () => undefined });
    if (catalog === undefined) throw new Error("the schema is not valid");
    mkdirSync(join(application.directory, folder));
    for (const output of await generateOutputs(catalog)) {
      if (output.kind === "file") application.write(join(folder, output.path), output.text);
    }
  }
});
afterAll(() => application.remove());

/** What esbuild makes of a program, and the files of the runtime that it has, such as `family/counter.js`. */
async function bundle(program: string, options: BuildOptions = {}) {
  const { outputFiles, metafile } = await build({
    ...{ bundle: true, minify: true, format: "esm", platform: "node", write: false, metafile: true },
    stdin: { contents: program, resolveDir: application.directory },
    logLevel: "error",
    absWorkingDir: application.directory,
    external: EXTERNAL,
    ...options,
  });
  const [output] = Object.values(metafile?.outputs ?? {});
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { code: outputFiles?.[0]?.text ?? "", files: used.flatMap(([file]) => runtimeFile(file)) };
}

/** What rolldown makes of a program. */
async function rolldownBundle(program: string) {
  application.write("program.js", program);
  const input = join(application.directory, "program.js");
  const bundler = await rolldown({ input, cwd: application.directory, platform: "node", external: EXTERNAL });
  const { output } = await bundler.generate({ format: "esm", minify: true });
  await bundler.close();
  const modules = Object.entries(output[0].modules).filter(([, { renderedLength }]) => renderedLength > 0);
  return { code: output[0].code, files: modules.flatMap(([file]) => runtimeFile(file)) };
}

function runtimeFile(file: string): readonly string[] {
  return /@metricsmith\/runtime\/dist\/(.*)$/.exec(file.replaceAll("\\", "/"))?.slice(1) ?? [];
}

/** In bytes. */
function compressed(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

describe.each([
  ["esbuild", bundle],
  ["rolldown", rolldownBundle],
] as const)("a program with one counter, bundled by %s,", (_, bundleProgram) => {
  test("is small, and has nothing but what records", async () => {
    const { code, files } = await bundleProgram(PROGRAMS["one counter"] ?? "");
    expect(compressed(code)).toBeLessThanOrEqual(MOST_OF_ONE_COUNTER);
    expect(files).toContain("family/counter.js");
    expect(files).not.toContain("family/gauge.js");
    expect(files).not.toContain("family/histogram-cells.js");
    const folders = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]));
    expect([...folders].sort()).toEqual(["declared", "family"]);
    expect(code.match(/\bimport\b.*|\brequire\(.*/g)).toBeNull();
  });

  test("does not have the package when it only imports it", async () => {
    const entries = ["", "/codegen", "/server", "/workers", "/process", "/client"];
    const imports = entries.map((entry) => `import "@metricsmith/runtime${entry}";`);
    const { code, files } = await bundleProgram(imports.join("\n"));
    expect(files).toEqual([]);
    expect(code.trim().length).toBeLessThan(60); // a comment, or `export {}`
  });
});

test("nothing depends on what a bundler leaves out", async () => {
  const program = PROGRAMS["these, and `metrics.expose()`"] ?? "";
  const [whole, shaken] = [await bundle(program, { ignoreAnnotations: true }), await bundle(program)];
  const text = application.run(shaken.code);
  expect(text).toContain('shop_orders_total{payment="card"} 1\n');
  expect(application.run(whole.code)).toBe(text);
});

test("a bundle that only records, loaded first, is exposed by one that has everything", async () => {
  const { code } = await bundle(PROGRAMS["one counter"] ?? "");
  application.write("first.mjs", code);
  const text = application.run(`
    await import("./first.mjs");
    const { metrics, recordCheckoutSeconds, recordOrdersTotal, setOpenCarts } = await import("./each/recorders.js");
    ${RECORD_EACH}
    console.log(new TextDecoder().decode(metrics.expose()));`);
  expect(text).toContain('shop_orders_total{payment="card"} 2\n');
  expect(text).toContain("shop_open_carts 3\n");
  expect(text).toContain('shop_checkout_seconds_count{payment="paypal"} 1\n');
  expect(text).toContain('metricsmith_series{metric="shop_orders_total"} 1\n');
});

test("the sizes of docs/bundlers.md are these, give or take a tenth", async () => {
  const page = readFileSync(new URL("../../docs/bundlers.md", import.meta.url), "utf8");
  const sizes: [string, string, string][] = [];
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const { code } = await bundle(program);
    sizes.push([name, `${(code.length / 1000).toFixed(1)} kB`, `${(compressed(code) / 1000).toFixed(1)} kB`]);
  }
  console.log(sizes.map((row) => `| ${row.join(" | ")} |`).join("\n"));
  for (const [name, , size] of sizes) {
    const row = page.split("\n").find((line) => line.startsWith(`| ${name} `)) ?? "";
    const documented = /([\d.]+) kB +\|$/.exec(row)?.[1];
    expect(Math.abs(Number(documented) / Number.parseFloat(size) - 1), row).toBeLessThan(0.1);
  }
});
