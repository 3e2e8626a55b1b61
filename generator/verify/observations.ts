import type { Catalog } from "../catalog.js";
import type { ExpositionFinding } from "../exposition/catalogue.js";
import type { ObservedFamily } from "./observed-family.js";
import type { Sightings } from "./sightings.js";

/** What scrapes have shown, by which findings are made. */
export interface Observations {
  readonly catalog: Catalog;
  /** Those that the schema declares, in its order. */
  readonly families: readonly ObservedFamily[];
  /** Names of families that nobody declares. */
  readonly undeclared: Sightings<string>;
  /** What the parser finds in the expositions. */
  readonly errors: Sightings<ExpositionFinding>;
  readonly warnings: Sightings<ExpositionFinding>;
}
