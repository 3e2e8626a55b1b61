import type { ScrapedType } from "../exposition.js";
import type { FamilyHistory, History } from "../history.js";

/** A family that the page lists: of the schema, of the scrapes, or of both. */
export interface PageFamily {
  readonly name: string;
  readonly type: ScrapedType;
  readonly help: string;
  /** The schema's unit, such as `seconds`. */
  readonly unit: string | undefined;
  /** Label names: those of the schema, or else those of the first scrape with this family. */
  readonly labels: readonly string[];
  /** Maximum number of label sets; `undefined` if the family is not in the schema. */
  readonly labelSets: number | undefined;
  /** `undefined` until a scrape has this family. */
  history: FamilyHistory | undefined;
}

/** What all parts of the page share: the scrapes, and the choices above the list. */
export interface Settings {
  readonly history: History;
  /** The number of seconds that plots show. */
  rangeSeconds: number;
  /** The number of seconds over which rates and quantiles are computed. */
  windowSeconds: number;
}
