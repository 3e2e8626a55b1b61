import type { Catalog } from "../catalog.js";
import type { Output } from "../output/output-file.js";

/** Turns the Catalog into outputs. Pure: the same Catalog gives the same bytes. */
export type Emitter = (catalog: Catalog) => readonly Output[];
