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
 * The name of every output. Files with other names are never removed: one with a banner may be a copy that somebody made
 * of an output.
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
  "scrape.yaml",
  "testing.ts",
  "testing.js",
  "testing.d.ts",
];

/** The style of ES modules, which compilers, bundlers and Node all understand. */
const ES_MODULES: ModuleStyle = { importExtension: ".js", format: "esm" };

/** What `generateOutputs` can be given beside the Catalog. */
export interface EmitOptions {
  /** Emitters of one's own, whose outputs come after those of the schema. */
  readonly emitters?: readonly Emitter[];
  /** Of the program's modules; ES modules by default. */
  readonly style?: ModuleStyle;
}

/**
 * Generates the outputs that a schema asks for, in memory. The first call takes half a second: it loads ts-morph.
 *
 * @throws Error if an emitter of one's own gives two outputs one path, or a path that leads out of the output directory
 */
export async function generateOutputs(
  catalog: Catalog,
  { emitters = [], style = ES_MODULES }: EmitOptions = {},
): Promise<readonly Output[]> {
  const all = [...(await Promise.all(EMITTERS.map((load) => load()))), ...emitters];
  const outputs = all.flatMap((emit) => emit(catalog, style));
  if (emitters.length > 0) checkPaths(outputs);
  return outputs;
}

function checkPaths(outputs: readonly Output[]): void {
  const paths = new Set<string>();
  for (const output of outputs) {
    const path = output.kind === "file" ? output.path : output.page;
    if (paths.has(path)) throw new Error(`two emitters write \`${path}\``);
    paths.add(path);
    if (output.kind === "section" || isFileName(path)) continue;
    throw new Error(`an emitter writes \`${path}\`, which is no name of a file in the output directory`);
  }
}

function isFileName(path: string): boolean {
  return path !== "" && path !== "." && path !== ".." && !/[/\\\0]/.test(path);
}
