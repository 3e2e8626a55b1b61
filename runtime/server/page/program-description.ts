/** What the server tells the page at `/` about the program. The values come from scrapes. */
export interface ProgramDescription {
  /** The page's heading. */
  readonly name: string;
  /** URL of the metrics, relative to the page: `./metrics`. */
  readonly metrics: string;
  /** The schema's families, those without series included. */
  readonly families: readonly FamilyDescription[];
}

/** What the schema declares of a family. */
interface FamilyDescription {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** The schema's `unit`, such as `seconds`. */
  readonly unit: string | undefined;
  /** Label names, in the order in which they are exposed. */
  readonly labels: readonly string[];
  /** Number of label sets that the family can have. */
  readonly labelSets: number;
}
