/** What the page is told of the program; the values come from scrapes. */
export interface ProgramDescription {
  /** What the page is headed by. */
  readonly name: string;
  /** Where the metrics are, from the page: `./metrics`. */
  readonly metrics: string;
  /** The schema's families, also those without series yet, of which a scrape does not tell the labels. */
  readonly families: readonly FamilyDescription[];
}

/** What the schema says of a family. */
interface FamilyDescription {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** As the schema gives it: `seconds`. */
  readonly unit: string | undefined;
  /** Label names, in the order in which they are exposed. */
  readonly labels: readonly string[];
  /** How many label sets the family can have. */
  readonly labelSets: number;
}
