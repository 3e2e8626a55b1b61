import type { ScrapedType } from "../exposition.js";
import type { FamilyHistory, History } from "../history.js";

/** A family as the page lists it: by the schema, by the scrapes, or both. */
export interface PageFamily {
  readonly name: string;
  readonly type: ScrapedType;
  readonly help: string;
  /** As the schema gives it: `seconds`. */
  readonly unit: string | undefined;
  /** Label names; of a family that is not in the schema, as its series have them. */
  readonly labels: readonly string[];
  /** How many label sets the family can have; `undefined` if it is not in the schema. */
  readonly labelSets: number | undefined;
  /** `undefined` before the first scrape that has it. */
  history: FamilyHistory | undefined;
}

/** What all parts of the page show from, and how. */
export interface Settings {
  readonly history: History;
  /** How many seconds plots show. */
  rangeSeconds: number;
  /** Over how many seconds rates and quantiles are taken. */
  windowSeconds: number;
}
