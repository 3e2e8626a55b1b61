import type { Family, Vector } from "../../catalog.js";
import type { AllNamesKnown } from "../read/schema-file.js";

/** The whole schema. Vectors are resolved before families, families before recorders and outputs. */
export interface SchemaContext {
  /** Prefix of every exposed name; empty if the schema has none. */
  readonly namespace: string;
  /** The address of the metrics server, as the schema or the default has it. */
  readonly address: string;
  /** Whether series exist before the first record, where a family does not say so itself. */
  readonly initialize: boolean;
  /** The schema's `series_budget`; infinite if it is wrong, so that no family is reported for it. */
  readonly seriesBudget: number;
  readonly allNamesKnown: AllNamesKnown;
  /** The declared vectors by key. One with a mistake is `undefined`: the mistake is reported, and the name is known. */
  readonly vectors: ReadonlyMap<string, Vector | undefined>;
  /** The label names of the vectors that families use. */
  readonly labelNames: ReadonlySet<string>;
  /** The types of all declared families by key. */
  readonly familyTypes: ReadonlyMap<string, Family["type"]>;
  /** The families that are resolved so far, by key. One with a mistake is `undefined`. */
  readonly families: ReadonlyMap<string, Family | undefined>;
}
