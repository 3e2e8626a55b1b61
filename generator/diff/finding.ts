import type { Family } from "../catalog.js";
import type { Change } from "./schema-diff.js";

/** A change as a rule finds it, with what is known of it beside its words. */
export interface Finding extends Omit<Change, "path"> {
  /** Keys of the schema. */
  readonly path: readonly string[];
  /** Where to look at it. */
  readonly place: ChangePlace;
  /** What a query has to read of BASE's series to be affected; empty for what affects none. */
  readonly touches: readonly Touch[];
}

/** A place in one of the two schemas: in HEAD, or in BASE for what is no longer in HEAD. */
export interface ChangePlace {
  readonly side: "base" | "head";
  readonly path: readonly (string | number)[];
}

/** A part of a family of BASE that a query may read. */
export type Touch =
  /** Any of its series. */
  | (Touched & { readonly part: "series" })
  /** A label, wherever a query names it as one that is there. */
  | (Touched & { readonly part: "label"; readonly label: string })
  /** Label values that are no longer there, wherever a query selects them and no other that still is. */
  | (Touched & {
      readonly part: "values";
      readonly label: string;
      readonly lost: readonly string[];
      readonly kept: readonly string[];
    })
  /** The cumulative counts by upper bound. */
  | (Touched & { readonly part: "buckets" });

interface Touched {
  readonly family: Family;
  /** Whether the change surely breaks what reads it. */
  readonly sure: boolean;
}

/** What a rule has to say; what it leaves out is that of most changes. */
type Draft = Omit<Finding, "place" | "touches"> & Partial<Pick<Finding, "place" | "touches">>;

/** A finding that is shown in HEAD, at its path, and affects no query unless it says otherwise. */
export function finding(draft: Draft): Finding {
  return { place: { side: "head", path: draft.path }, touches: [], ...draft };
}
