import type { Diagnostic } from "./diagnostic.js";

/** Takes a diagnostic; stages hand it down so that one mistake never hides another. */
export type Report = (diagnostic: Diagnostic) => void;
