import type { IncomingMessage } from "node:http";
import { quoted } from "../family/rejection.js";
import type { Metrics } from "../metrics.js";
import { nameFilterOf } from "./client-text.js";
import { createClusterScrape, warnOfWorker } from "./cluster/cluster-primary.js";
import { chooseClient, defaultMetricsRegistry } from "./installed-client.js";
import { compressionFor, type Negotiation, TEXT } from "./negotiation.js";
import type { MetricsHandlerOptions } from "./options.js";
import type { ScrapeSelection, ScrapeSources, Slices } from "./scrape.js";
import { ScrapeRefusal } from "./scrape-limits.js";
import { selfMetricsOf } from "./scrape-metrics.js";
import { type Answer, isReading, notAllowedAnswer, plainAnswer } from "./reply.js";

/** Begins a scrape, or throws a `ScrapeRefusal`. */
export type Bound = (begin: () => Promise<Slices>) => Promise<Slices>;

/**
 * Gives a function that answers requests for the metrics: GET and HEAD with a scrape, others with an error. It does
 * not fail, and counts each request.
 *
 * @param scrape begins an exposition
 * @param negotiation chooses the format, if there are several
 */
export function createMetricsAnswers(
  metrics: Metrics,
  scrape: (selection: ScrapeSelection) => Promise<Slices>,
  negotiation?: Negotiation,
): (request: MetricsRequest, bound?: Bound) => Promise<Answer> {
  const self = selfMetricsOf(metrics);
  const vary = ["Vary", negotiation === undefined ? "Accept-Encoding" : "Accept, Accept-Encoding"] as const;
  return async ({ method, target, accept, acceptEncoding }, bound = (begin) => begin()) => {
    self.begin();
    if (!isReading(method)) return notAllowedAnswer(() => self.end(405));
    const start = performance.now();
    const { format, contentType } = negotiation?.(accept) ?? TEXT;
    try {
      const begin = () => scrape({ format, names: nameFilterOf(target) });
      const body = new CountedSlices(await bound(begin));
      return {
        status: 200,
        headers: [["Content-Type", contentType], vary],
        body,
        compression: compressionFor(acceptEncoding),
        reclaim: (bytes) => metrics.reclaim(bytes),
        ended(error) {
          self.end(200);
          if (error !== undefined) self.failed("encoding");
          self.scraped({ seconds: (performance.now() - start) / 1000, bytes: body.bytes });
        },
      };
    } catch (error) {
      if (error instanceof ScrapeRefusal) {
        const retry = ["Retry-After", String(error.retryAfter)] as const;
        return plainAnswer(503, `${error.message}\n`, [vary, retry], () => self.end(503));
      }
      self.failed("gathering");
      const cause = error instanceof Error ? error.message : quoted(error);
      const text = `the metrics could not be collected: ${cause}\n`;
      return plainAnswer(500, text, [vary], () => self.end(500));
    }
  };
}

/** Slices that know how many bytes were taken of them. */
class CountedSlices implements Slices {
  readonly #slices: Slices;
  bytes = 0;

  constructor(slices: Slices) {
    this.#slices = slices;
  }

  next(): IteratorResult<Uint8Array, void> {
    const next = this.#slices.next();
    if (next.done !== true) this.bytes += next.value.length;
    return next;
  }

  return(): IteratorReturnResult<void> {
    this.#slices.return?.();
    return { done: true, value: undefined };
  }
}

/** What an answer with metrics depends on. */
export interface MetricsRequest {
  readonly method: string;
  /** Path and query, or a whole URL. The path is not looked at. */
  readonly target: string;
  /** The header `Accept`. */
  readonly accept: string | undefined;
  /** The header `Accept-Encoding`. */
  readonly acceptEncoding: string | undefined;
}

/** That of a request to a server of Node's. */
export function metricsRequest({ method = "", url = "", headers }: IncomingMessage): MetricsRequest {
  const acceptEncoding = headers["accept-encoding"];
  return { method, target: url, accept: headers.accept, acceptEncoding };
}

/**
 * Loads the client that is installed, if it is needed, and prepares what scrapes are made from.
 *
 * @throws MetricsServerError if an option is not valid
 */
export async function openSources(metrics: Metrics, options: MetricsHandlerOptions): Promise<ScrapeSources> {
  const { registry, defaultMetrics = true, cluster = false } = options;
  const client = defaultMetrics || cluster !== false ? await chooseClient(metrics, registry) : undefined;
  const defaults = defaultMetrics ? defaultMetricsRegistry(client, registry) : undefined;
  const sources = { metrics, registry, defaults };
  if (cluster !== false) return { ...sources, cluster: createClusterScrape(sources, cluster, client) };
  warnOfWorker(metrics);
  return sources;
}
