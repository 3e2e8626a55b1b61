/** The program as the server describes it to the page at `/`. The values of its metrics come from scrapes. */
export interface ProgramDescription {
  /** The page's heading. */
  readonly name: string;
  /** URL of the metrics, relative to the page: `./metrics`. */
  readonly metrics: string;
  /** The schema's families, those without series included. */
  readonly families: readonly FamilyDescription[];
}

/** A family as the schema declares it. */
interface FamilyDescription {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** The schema's `unit`, such as `seconds`. */
  readonly unit: string | undefined;
  /** Label names, in the order in which they are exposed. */
  readonly labels: readonly string[];
  /** Maximum number of label sets. */
  readonly labelSets: number;
}
