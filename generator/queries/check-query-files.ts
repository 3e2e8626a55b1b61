import type { Catalog } from "../catalog.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Exposition } from "../exposition/exposition.js";
import { findMistakes } from "./check-queries.js";
import type { PassedOver } from "./files/passed-over.js";
import { findIntervals } from "./files/prometheus-config.js";
import { readQueries } from "./files/query-files.js";
import { declaredMetrics, type KnownMetrics, type KnownOptions } from "./known-metrics.js";
import type { QueryOwner } from "./query.js";
import { SeenMetrics } from "./seen-metrics.js";
import { findUnused, type UnusedMetrics } from "./unused-metrics.js";

/** The text of a dashboard, of rules or of expressions. */
export interface QueryFile {
  /** Its name, for messages. Expressions stand in files whose names end in `.promql`. */
  readonly file: string;
  readonly text: string;
}

/** What queries are checked against: a schema, or expositions. What expositions do not have is a warning. */
export type QueryBasis = QueryBasisOptions &
  (
    | { readonly catalog: Catalog; readonly exposition?: never }
    | { readonly exposition: QueryExpositions; readonly catalog?: never }
  );

type QueryExpositions = Pick<Exposition, "families"> | readonly Pick<Exposition, "families">[];

/** As the options of the command `queries`, whose page describes them. */
export type QueryBasisOptions = Partial<KnownOptions>;

/** A mistake in a query, or in a file of queries. */
export interface QueryMistake extends Diagnostic {
  /** The query; `undefined` if the mistake is one of the file. */
  readonly query: MistakenQuery | undefined;
}

/** The query that a mistake is in, and where it comes from. */
export interface MistakenQuery {
  readonly text: string;
  /** The panel, rule, variable or annotation that it belongs to. */
  readonly owner: Pick<QueryOwner, "kind"> & { readonly name?: string };
  /** The letter of a query within its panel; `undefined` if there is only one. */
  readonly refId: string | undefined;
  /** Of the mistake in the query's text, in UTF-16 code units from 1. */
  readonly column: number;
}

/** What `checkQueries` has found. */
export interface QueryCheck {
  /** First those of files, then those of queries in the order of the files. */
  readonly mistakes: readonly QueryMistake[];
  /** How many queries the files have. */
  readonly queries: number;
  /** What is not checked, and why, in the order of the files. */
  readonly passedOver: readonly PassedOver[];
  /** Which families and labels no query uses. */
  readonly unused: UnusedMetrics;
}

/**
 * Checks the PromQL of dashboards and rules, as the command `queries` does.
 *
 * @param files paths of files and directories, or texts with their names
 * @throws UnreadableError if a path cannot be read
 */
export function checkQueries(files: readonly (string | QueryFile)[], basis: QueryBasis): QueryCheck {
  const { queries, diagnostics: ofFiles, configurations, passedOver } = readQueries(files);
  const known = knownMetrics(basis);
  const options = { scrape: undefined, evaluation: undefined };
  const intervals = findIntervals({ options, job: basis.catalog?.outputs.scrape, configurations });
  const mistakes = findMistakes(known, queries, intervals).map(
    ({ diagnostic, query, column }): QueryMistake => {
      const { text, refId, owner } = query;
      const { kind } = owner;
      return {
        ...diagnostic,
        query: { text, refId, column, owner: kind === "file" ? { kind } : { kind, name: owner.name } },
      };
    },
  );
  return {
    mistakes: [...ofFiles.map((diagnostic) => ({ ...diagnostic, query: undefined })), ...mistakes],
    queries: queries.length,
    passedOver,
    unused: findUnused(known, queries),
  };
}

function knownMetrics({ catalog, exposition, ...given }: QueryBasis): KnownMetrics {
  const options: KnownOptions = {
    prefixes: [],
    ignored: [],
    targetLabels: [],
    ...given,
  };
  if (catalog !== undefined) return declaredMetrics(catalog, options);
  const seen = new SeenMetrics();
  for (const one of [exposition].flat()) seen.addExposition(one);
  return seen.known(options);
}
