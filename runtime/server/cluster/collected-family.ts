import type { Combine } from "../../family/combine.js";

/** One family as a process has it at one moment: the JSON of a client's registry, and what it does not say. */
export interface CollectedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** How the client makes one value of those that several processes have. */
  readonly aggregator: string;
  readonly values: readonly CollectedSample[];
  /** Of a gauge of the schema. */
  readonly combine?: Combine | undefined;
}

/** A sample of a client's registry, without what aggregation drops. */
export interface CollectedSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** The name of the sample, where it is not the family's. */
  readonly metricName?: string | undefined;
  /**
   * Of a gauge of the schema, when it was set, if the last value counts, in milliseconds since a time that the
   * machine's processes share; 0 if it does not. Without it, the series is at 0 because nothing has set it.
   */
  readonly setAt?: number | undefined;
}
