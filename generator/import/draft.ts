import type { Diagnostic, SourceLocation } from "../diagnostics/diagnostic.js";
import { type FetchedSource, fetchSource, type SourceOptions, sourceName } from "../source/read-source.js";

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

/** What was made of sources. */
export interface Drafted {
  /** `undefined` if there is an error among the diagnostics. */
  readonly draft: Draft | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface DraftOptions {
  /** Chosen by the user; `undefined` for what the source has. */
  readonly namespace: string | undefined;
  /** Also families of client libraries and runtimes, which are no program's own. */
  readonly includeDefaults: boolean;
}

/** A source of an import, as the command line names it. */
export interface GivenSource {
  /** A URL, the path of a file or a directory, or `-`. */
  readonly argument: string;
  /** As messages name it: a URL without credentials, `standard input`. */
  readonly name: string;
  /**
   * Its bytes, which are fetched once.
   *
   * @throws SourceUnreadableError if they cannot be had
   */
  readonly fetch: () => Promise<FetchedSource>;
}

export function givenSource(argument: string, options: SourceOptions): GivenSource {
  let fetched: Promise<FetchedSource> | undefined;
  return {
    argument,
    name: sourceName(argument),
    fetch: () => {
      fetched ??= fetchSource(argument, options);
      return fetched;
    },
  };
}
