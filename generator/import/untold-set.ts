import { OTHERWISE } from "../schema/resolve/resolve-vector.js";
import type { DraftSet } from "./draft.js";

/** The set of a vector of which the source tells no label values. */
export const UNTOLD_SET = { kind: "open", maxValues: 100, otherwise: OTHERWISE } as const satisfies DraftSet;
