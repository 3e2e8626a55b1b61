import type { StatementStructures } from "ts-morph";

/** A structure that ts-morph prints, or text that stands as it is. */
export type Statement = StatementStructures | string;
