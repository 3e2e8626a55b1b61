import type { Catalog } from "../catalog.js";
import type { Emitter, Output } from "./output.js";
import { emitRecorders } from "./recorders/recorders.js";
import { emitReference } from "./reference-page.js";
import { emitScrape } from "./scrape-config.js";

/** What `generate` writes, an emitter a row. */
const EMITTERS: readonly Emitter[] = [emitRecorders, emitScrape, emitReference];

/** Every output of a Catalog. */
export function emitOutputs(catalog: Catalog): readonly Output[] {
  return EMITTERS.flatMap((emit) => emit(catalog));
}
