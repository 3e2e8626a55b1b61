import { parseExposition } from "../exposition/parse-exposition.js";
import {
  asExposition,
  type FetchedSource,
  fetchSource,
  isUrl,
  type SourceOptions,
  SourceUnreadableError,
  sourceName,
} from "../source/read-source.js";
import { askPrometheus, findPrometheus } from "./ask-prometheus.js";
import type { Query } from "./query.js";
import { SeenMetrics } from "./seen-metrics.js";

/**
 * Reads the metrics of expositions (files, URLs, `-` for standard input) and of running Prometheis, which are URLs such as
 * `http://localhost:9090`. Of a Prometheus, that are those at hand in the queries, as they were in the last day.
 *
 * @throws SourceUnreadableError if a source cannot be read, or is neither
 */
export async function readSeenMetrics(
  sources: readonly string[],
  queries: readonly Query[],
  options: SourceOptions,
): Promise<SeenMetrics> {
  const seen = new SeenMetrics();
  for (const source of sources) {
    const prometheus = couldBePrometheus(source) ? await findPrometheus(source, options) : undefined;
    if (prometheus !== undefined) await askPrometheus(prometheus, seen, queries);
    else addExposition(await fetchSource(source, options), seen);
  }
  return seen;
}

/** Prometheus' own exposition is at `/metrics`, too, and is read as one. */
function couldBePrometheus(source: string): boolean {
  if (!isUrl(source) || !URL.canParse(source)) return false;
  const { pathname, search } = new URL(source);
  return search === "" && !/\/(?:metrics|federate)\/?$/.test(pathname);
}

function addExposition(fetched: FetchedSource, seen: SeenMetrics): void {
  const { name, bytes, format } = readAsExposition(fetched);
  const exposition = parseExposition(bytes, { format });
  const [error] = exposition.errors;
  const hasSamples = exposition.families.some(({ samples }) => samples.length > 0);
  if (error !== undefined && !hasSamples) {
    throw new SourceUnreadableError(
      `${name} is not an exposition: line ${error.line}: ${error.message}; write an exposition's file or URL, or the URL of a Prometheus such as http://localhost:9090`,
    );
  }
  if (exposition.families.length === 0) {
    throw new SourceUnreadableError(`${name} exposes no metrics, so that no query can be checked against it`);
  }
  seen.addExposition(exposition);
}

function readAsExposition(fetched: FetchedSource) {
  try {
    return asExposition(fetched);
  } catch (cause) {
    if (!(cause instanceof SourceUnreadableError) || !couldBePrometheus(sourceName(fetched.name)))
      throw cause;
    throw new SourceUnreadableError(
      `${cause.message}; nor is it a Prometheus, whose URL is one such as http://localhost:9090`,
      { cause },
    );
  }
}
