import type { Catalog } from "../catalog.js";
import type { Emitter, ModuleStyle, Output } from "./output.js";

/** The emitters of all outputs. They are imported when they run, as loading ts-morph takes half a second. */
const EMITTERS: readonly (() => Promise<Emitter>)[] = [
  async () => (await import("./recorders/recorders.js")).emitRecorders,
  async () => (await import("./client/client-module.js")).emitClient,
  async () => (await import("./testing-module.js")).emitTesting,
  async () => (await import("./scrape-config.js")).emitScrape,
  async () => (await import("./reference-page.js")).emitReference,
];

/**
 * The name of every output of this version, of earlier and of planned ones. Files with other names are never removed:
 * one with a banner may be a copy that somebody made of an output.
 */
export const KNOWN_OUTPUTS: readonly string[] = [
  "recorders.ts",
  "recorders.js",
  "recorders.d.ts",
  "client.ts",
  "client.js",
  "client.d.ts",
  "client-metrics.ts",
  "client-metrics.js",
  "client-metrics.d.ts",
  "metrics.md",
  "rules.yaml",
  "dashboard.json",
  "scrape.yaml",
  "testing.ts",
  "testing.js",
  "testing.d.ts",
];

/** The style of ES modules, which compilers, bundlers and Node all understand. */
const ES_MODULES: ModuleStyle = { importExtension: ".js", format: "esm" };

/**
 * Generates the outputs that a schema asks for, in memory. The first call takes half a second: it loads ts-morph.
 *
 * @param style of the program's modules; ES modules by default
 */
export async function generateOutputs(
  catalog: Catalog,
  style: ModuleStyle = ES_MODULES,
): Promise<readonly Output[]> {
  const emitters = await Promise.all(EMITTERS.map((load) => load()));
  return emitters.flatMap((emit) => emit(catalog, style));
}
