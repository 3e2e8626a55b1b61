import { z } from "zod";
import { fetchSource, type SourceOptions, SourceUnreadableError, sourceName } from "../source/read-source.js";
import { parseQuery } from "./promql/parse-query.js";
import { allExpressions, type VectorSelector } from "./promql/syntax-tree.js";
import type { Query } from "./query.js";
import { type SeenMetrics, seenType } from "./seen-metrics.js";

/** A Prometheus, or a program with its HTTP API. */
export interface Prometheus {
  /** The text of the reply of `/api/v1/metadata`. */
  readonly metadata: z.infer<typeof METADATA>;
  /** Asks an endpoint, such as `/api/v1/series`. */
  readonly ask: <Schema extends z.ZodType>(
    endpoint: string,
    parameters: URLSearchParams,
    schema: Schema,
  ) => Promise<z.infer<Schema>>;
}

/**
 * The Prometheus at a URL; `undefined` if something else answers there.
 *
 * @throws SourceUnreadableError if nothing answers, or the reply asks for credentials
 */
export async function findPrometheus(
  source: string,
  options: SourceOptions,
): Promise<Prometheus | undefined> {
  const ask: Prometheus["ask"] = (endpoint, parameters, schema) => {
    const url = new URL(source);
    url.pathname = (url.pathname.endsWith("/") ? url.pathname.slice(0, -1) : url.pathname) + endpoint;
    url.search = parameters.toString();
    return askUrl(url.href, schema, options);
  };
  try {
    const metadata = await ask("/api/v1/metadata", new URLSearchParams({ limit_per_metric: "10" }), METADATA);
    return { metadata, ask };
  } catch (error) {
    if (error instanceof NoReplyError) return undefined;
    const status = error instanceof SourceUnreadableError ? error.status : undefined;
    if (status === undefined || status === 401 || status === 403) throw error;
    return undefined;
  }
}

/** The reply is not one of Prometheus' HTTP API. */
class NoReplyError extends SourceUnreadableError {}

async function askUrl<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  options: SourceOptions,
): Promise<z.infer<Schema>> {
  const { bytes } = await fetchSource(url, options);
  const parsed = REPLY.safeParse(jsonOf(bytes));
  const data = schema.safeParse(parsed.data?.data);
  if (data.success) return data.data;
  const name = sourceName(url).replace(/\?.*/, "");
  throw new NoReplyError(
    `${name} does not answer as Prometheus does${parsed.data?.error === undefined ? "" : `: ${parsed.data.error}`}`,
  );
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

const REPLY = z.object({ data: z.unknown().optional(), error: z.string().optional() });

const METADATA = z.record(z.string(), z.array(z.object({ type: z.string(), unit: z.string().optional() })));

const SERIES = z.array(z.record(z.string(), z.string()));

/** In seconds. Series that have ended longer ago are not there: a renamed metric would stay for weeks. */
const LOOKBACK = 24 * 60 * 60;

/** The most series that are read for one name, or pattern of names. With more, label values are not checked. */
const MOST_SERIES = 10_000;

/** The most requests at the same time. */
const CONCURRENCY = 4;

/** Adds the families that Prometheus knows, and the series of the last day that the queries select. */
export async function askPrometheus(
  prometheus: Prometheus,
  seen: SeenMetrics,
  queries: readonly Query[],
): Promise<void> {
  for (const [name, several] of Object.entries(prometheus.metadata)) {
    for (const { type, unit } of several) {
      const family = seen.addFamily({ name, type: seenType(type), unit: unit === "" ? undefined : unit });
      seen.addExpectedSeries(family);
    }
  }
  const end = Math.ceil(Date.now() / 1000);
  const selectors = nameSelectorsIn(queries).values();
  const askForNext = async (): Promise<void> => {
    for (const selector of selectors) await addSeriesOf(selector, { prometheus, seen, end });
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, askForNext));
}

interface Asking {
  readonly prometheus: Prometheus;
  readonly seen: SeenMetrics;
  /** In seconds since 1970. */
  readonly end: number;
}

async function addSeriesOf(selector: string, { prometheus, seen, end }: Asking): Promise<void> {
  const parameters = new URLSearchParams({
    "match[]": selector,
    start: String(end - LOOKBACK),
    end: String(end),
    limit: String(MOST_SERIES),
  });
  const all = await prometheus.ask("/api/v1/series", parameters, SERIES);
  for (const labels of all) {
    const { __name__: name } = labels;
    if (name === undefined) continue;
    const family = seen.familyOf(name);
    seen.addSeries(name, family, Object.entries(labels));
    if (all.length >= MOST_SERIES) seen.leaveOpen(name, family);
  }
}

/**
 * Selectors of each metric name, and pattern of names, that the queries and the texts of rules have. What a variable
 * inserts is unknown.
 */
function nameSelectorsIn(queries: readonly Query[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const query of queries) {
    const { owner } = query;
    for (const selector of vectorSelectorsIn(query)) {
      if (selector.metric !== undefined) found.add(nameSelector("=", selector.metric.name));
      for (const { label, operator, value, variable } of selector.matchers) {
        if (label === "__name__" && operator === "=~" && !variable) found.add(nameSelector("=~", value));
      }
    }
    const texts =
      owner.kind === "file" ? [] : [...(owner.rule?.annotations ?? []), ...(owner.rule?.labels ?? [])];
    for (const { text } of texts) {
      for (const [name] of text.matchAll(LIKELY_NAME)) found.add(nameSelector("=", name));
    }
  }
  return found;
}

/** A word that can be a metric's name in an annotation. */
const LIKELY_NAME = /\b[A-Za-z][A-Za-z0-9]*(?:[_:][A-Za-z0-9]+)+\b/g;

function nameSelector(operator: "=" | "=~", value: string): string {
  return `{__name__${operator}${JSON.stringify(value)}}`;
}

function vectorSelectorsIn(query: Query): readonly VectorSelector[] {
  const { expression } = parseQuery(query);
  if (expression === undefined) return [];
  return allExpressions(expression).filter((part) => part.kind === "selector");
}
