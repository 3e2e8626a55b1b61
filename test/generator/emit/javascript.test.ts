import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../../generator/catalog.js";
import { generateOutputs } from "../../../generator/emit/emit.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";
import * as codegen from "../../../runtime/codegen.js";
import { metrics, recordOrder } from "../../fixtures/golden/javascript/recorders.js";

const FOLDER = fileURLToPath(new URL("../../fixtures/golden/", import.meta.url));

function catalogOf(name: string): Catalog {
  const text = readFileSync(join(FOLDER, name, "metrics.schema.yaml"), "utf8");
  const { catalog } = compileSchema({
    file: "metrics.schema.yaml",
    text,
    readImport: () => undefined,
    origin: { package: "goldens", path: `${name}/metrics.schema.yaml` },
  });
  if (catalog === undefined) throw new Error(`${name} is not valid`);
  return { ...catalog, outputs: { ...catalog.outputs, language: "javascript" } };
}

interface Recorders {
  readonly metrics: codegen.Metrics;
  readonly [name: string]: unknown;
}

/** Runs generated CommonJS as Node does. */
async function required(catalog: Catalog): Promise<Recorders> {
  const outputs = await generateOutputs(catalog, {
    style: { importExtension: "", format: "commonjs" },
  });
  const [{ text } = { text: "" }] = outputs.flatMap((output) =>
    output.kind === "file" && output.path === "recorders.js" ? [output] : [],
  );
  const exports = {};
  new Function("exports", "require", text)(exports, (name: string) => {
    expect(name).toBe("@metricsmith/runtime/codegen");
    return codegen;
  });
  return exports as Recorders; // what the generated module exports
}

function exposed({ metrics }: { readonly metrics: codegen.Metrics }): string {
  return new TextDecoder().decode(metrics.expose());
}

test("the recorders record as an ES module", () => {
  recordOrder({ payment: "card", express: true }, 3);
  expect(exposed({ metrics })).toContain('\nshop_orders{payment="card",express="true"} 1\n');
  expect(exposed({ metrics })).toContain('\nshop_queue_length{payment="card"} 3\n');
});

test("the recorders record as CommonJS", async () => {
  const recorders = await required(catalogOf("javascript"));
  recorders.metrics.reset(); // both formats record into one state
  (recorders["recordOrder"] as typeof recordOrder)({ payment: "card", express: true }, 3);
  expect(exposed(recorders)).toContain('\nshop_orders{payment="card",express="true"} 1\n');
});

describe("JavaScript exports and exposes what TypeScript does", () => {
  test.each(readdirSync(FOLDER).filter((name) => name !== "javascript"))("%s", async (name) => {
    const javascript = await required(catalogOf(name));
    const typescript = await import(join(FOLDER, name, "recorders.ts"));
    expect(Object.keys(javascript).sort()).toEqual(Object.keys(typescript).sort());
    typescript.metrics.reset();
    expect(exposed(javascript)).toBe(exposed(typescript));
  });
});

test("declarations are laid out as TypeScript is", async () => {
  const text = readFileSync(join(FOLDER, "javascript/recorders.d.ts"), "utf8");
  expect(text).toContain(
    "\n\n/** Orders placed. Counter `shop_orders`. */\nexport declare function recordOrders(",
  );
  expect(text).toMatch(/^ {2}readonly payment: Payment;$/m);
});
