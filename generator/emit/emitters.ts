import type { Catalog } from "../catalog.js";
import type { Output } from "../output/output-file.js";
import type { Emitter } from "./emitter.js";
import { emitRecorders } from "./recorders/recorders.js";
import { emitReference } from "./reference/reference.js";
import { emitScrape } from "./scrape.js";

/** What `generate` writes, an emitter a row. */
const EMITTERS: readonly Emitter[] = [emitRecorders, emitScrape, emitReference];

/** Every output of a Catalog. */
export function emitOutputs(catalog: Catalog): readonly Output[] {
  return EMITTERS.flatMap((emit) => emit(catalog));
}
