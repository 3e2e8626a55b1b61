import type { Catalog } from "./catalog.js";
import type { Output } from "./emit/output.js";

/** Every output of a Catalog, in memory. The first call takes half a second: it loads ts-morph. */
export async function generateOutputs(catalog: Catalog): Promise<readonly Output[]> {
  const { emitOutputs } = await import("./emit/emitters.js");
  return emitOutputs(catalog);
}
