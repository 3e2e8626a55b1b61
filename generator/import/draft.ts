import type { SourceLocation } from "../diagnostics/diagnostic.js";

/**
 * A schema that an import proposes, before it is written: what was found, in the source's order, and notes for
 * whoever decides.
 */
export interface Draft {
  /** Of all families; `undefined` if they share none. */
  readonly namespace: string | undefined;
  /** What was inferred, and what is to be decided, about the whole. */
  readonly notes: readonly string[];
  readonly families: readonly DraftFamily[];
  /** Names of families that the source has beside these; `*` stands for any characters. None if it is left out. */
  readonly ignore?: readonly string[];
  /** Every vector that a family uses, once. */
  readonly vectors: readonly DraftVector[];
}

export interface DraftFamily {
  readonly type: "counter" | "gauge" | "histogram";
  /** The exposed name without the namespace. */
  readonly key: string;
  /** Label names, in the order in which they are exposed. */
  readonly vectors: readonly string[];
  /** Never empty: what the source does not say is a text that asks for it. */
  readonly description: string;
  readonly unit: string | undefined;
  /** Finite upper bounds, ascending, as the source writes them (`.005`); of a histogram, and of nothing else. */
  readonly buckets: readonly string[] | undefined;
  readonly notes: readonly string[];
  /** Why it goes away, and what to use instead; left out while it does not. */
  readonly deprecated?: string;
  /** Where the source has it, for findings about it. */
  readonly location?: SourceLocation;
}

export interface DraftVector {
  readonly name: string;
  /** `undefined` if the source does not say. */
  readonly description: string | undefined;
  readonly set: DraftSet;
  readonly notes: readonly string[];
}

/** The label values that a vector may take. */
export type DraftSet =
  | {
      readonly kind: "closed";
      readonly values: readonly string[];
      /** What any other string is recorded as; left out if others are rejected. */
      readonly otherwise?: string;
    }
  | { readonly kind: "boolean" }
  | { readonly kind: "http_status" }
  | { readonly kind: "http_method" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "open"; readonly maxValues: number; readonly otherwise: string };
