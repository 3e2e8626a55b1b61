import type { Catalog } from "../catalog.js";
import type { OutputFile } from "../output/output-file.js";

/** Turns the Catalog into whole files. Pure: the same Catalog gives the same bytes. */
export type Emitter = (catalog: Catalog) => readonly OutputFile[];
