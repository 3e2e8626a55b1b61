import type { Catalog } from "../catalog.js";
import type { Diagnostic, SourceLocation } from "../diagnostics/diagnostic.js";
import { type FetchedSource, fetchSource, type SourceOptions, sourceName } from "../source/read-source.js";

/** As many as a section of a schema can have. */
export const MOST_FAMILIES = 5000;
export const MOST_VECTORS = 5000;

/** A schema that an import proposes, in the source's order, with notes for the user who decides. */
export interface Draft {
  /** The namespace of all families; `undefined` if they share none. */
  readonly namespace: string | undefined;
  /** Comments on the whole schema: what was inferred, and what the user has to decide. */
  readonly notes: readonly string[];
  readonly families: readonly DraftFamily[];
  /** Names of other families that the source has; `*` stands for any characters. */
  readonly ignore?: readonly string[];
  /** The vectors that the families use, each once. */
  readonly vectors: readonly DraftVector[];
}

export interface DraftFamily {
  readonly type: "counter" | "gauge" | "histogram";
  /** The exposed name without the namespace. */
  readonly key: string;
  /** Names of vectors, in the order in which their labels are exposed. */
  readonly vectors: readonly string[];
  /** A placeholder that asks for a description, if the source has none. */
  readonly description: string;
  readonly unit: string | undefined;
  /** For a histogram only: finite upper bounds in ascending order, spelled as in the source (`.005`). */
  readonly buckets: readonly string[] | undefined;
  readonly notes: readonly string[];
  /** Whether some label sets lack labels or buckets that others have. */
  readonly uneven?: boolean;
  /** Why the family is deprecated, and what to use instead. */
  readonly deprecated?: string;
  /** Where the source has it, for diagnostics about it. */
  readonly location?: SourceLocation;
}

export interface DraftVector {
  readonly name: string;
  /** The label name that is exposed. */
  readonly label: string;
  /** `undefined` if the source has none. */
  readonly description: string | undefined;
  readonly set: DraftSet;
  readonly notes: readonly string[];
  /** The most values that were seen in one family: `max_values` of an open set is not lowered below it. */
  readonly fewestValues?: number;
  /** True if the source shows the label's name only, and no value that it gets. */
  readonly hasNoEvidence?: boolean;
}

/** The label values that a vector allows. */
export type DraftSet =
  | {
      readonly kind: "closed";
      readonly values: readonly string[];
      /** Any other string is recorded as this. Without it, other strings are rejected. */
      readonly otherwise?: string;
    }
  | { readonly kind: "boolean" }
  | {
      readonly kind: "http_status";
      /** The codes that have a label value of their own; all if it is absent. */
      readonly narrowed?: { readonly codes: readonly string[]; readonly otherwise: string };
    }
  | { readonly kind: "http_status_class" }
  | { readonly kind: "http_method" }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | {
      readonly kind: "open";
      readonly maxValues: number;
      /** Maximum number of characters of a value; the schema's default if it is absent. */
      readonly maxLength?: number;
      readonly otherwise: string;
    };

/** Finds the families whose samples cannot be those of a schema, by exposed name. */
export type FindBroken = (catalog: Catalog) => ReadonlyMap<string, BrokenFamily>;

export interface BrokenFamily {
  /** One sentence. */
  readonly reason: string;
  readonly help: string | undefined;
}

/** The result of an import, before the schema is written. */
export interface ImportResult {
  /** `undefined` if a diagnostic is an error. */
  readonly draft: Draft | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Of a source with samples: what contradicts the families of a schema. */
  readonly findBroken?: FindBroken;
  /** The texts that diagnostics point into, by file. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface DraftOptions {
  /** The namespace of `--namespace`; `undefined` to infer it. */
  readonly namespace: string | undefined;
  /** Also import families that client libraries and runtimes add to every program. */
  readonly includeDefaults: boolean;
  /** Patterns of files of source code that are not read. */
  readonly exclude?: readonly string[];
}

export interface ImportSource {
  /** The argument of the command line: a URL, the path of a file or a directory, or `-`. */
  readonly argument: string;
  /** The name in messages: a URL without credentials, `standard input`. */
  readonly name: string;
  /** In bytes, what `--max-size` allows; `undefined` for the default of the source's kind. */
  readonly maxSize?: number | undefined;
  /** Fetches the bytes once. Throws `SourceUnreadableError` if the source cannot be read. */
  readonly fetch: () => Promise<FetchedSource>;
}

export function openImportSource(argument: string, options: SourceOptions): ImportSource {
  let fetched: Promise<FetchedSource> | undefined;
  return {
    argument,
    name: sourceName(argument),
    maxSize: options.maxSize,
    fetch: () => {
      fetched ??= fetchSource(argument, options);
      return fetched;
    },
  };
}
