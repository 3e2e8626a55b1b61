import type { Catalog } from "../catalog.js";
import type { Emitter, Output } from "./output.js";

/** The outputs that a schema can ask for. Their emitters are imported when they run: ts-morph takes half a second. */
const EMITTERS: readonly (() => Promise<Emitter>)[] = [
  async () => (await import("./recorders/recorders.js")).emitRecorders,
  async () => (await import("./scrape-config.js")).emitScrape,
  async () => (await import("./reference-page.js")).emitReference,
];

/** Every output of a Catalog, in memory. The first call takes half a second: it loads ts-morph. */
export async function generateOutputs(catalog: Catalog): Promise<readonly Output[]> {
  const emitters = await Promise.all(EMITTERS.map((load) => load()));
  return emitters.flatMap((emit) => emit(catalog));
}
