import type { IncomingMessage } from "node:http";
import { nameFilterOf } from "../client/client-text.js";
import { messageOf } from "../family/rejection.js";
import type { ServedMetrics } from "../served-metrics.js";
import { KeptGzip } from "./body/kept-gzip.js";
import { createClusterScrape, warnOfWorker } from "./cluster/cluster-primary.js";
import { chooseClient } from "./installed-client.js";
import { createNegotiation, negotiateCompression } from "./negotiation.js";
import type { MetricsHandlerOptions } from "./options.js";
import { isReadMethod, methodNotAllowed, type Reply, textReply } from "./reply.js";
import {
  createScrape,
  observeProcessBeside,
  type Scrape,
  type ScrapeSources,
  type Slices,
} from "./scrape.js";
import { deadlineOf, ScrapeRefusal, samplingTimeoutOf, TIMEOUT_HEADER } from "./scrape-limits.js";
import { scrapeMetricsOf } from "./scrape-metrics.js";

/** What a reply with metrics depends on. */
interface ScrapeRequest {
  readonly method: string;
  /** Path and query, or a whole URL. The path is ignored. */
  readonly target: string;
  /** The header `Accept`. */
  readonly accept: string | undefined;
  /** The header `Accept-Encoding`. */
  readonly acceptEncoding: string | undefined;
  /** The header `X-Prometheus-Scrape-Timeout-Seconds`. */
  readonly timeout?: unknown;
}

const VARY = ["Vary", "Accept, Accept-Encoding"] as const;

/** In milliseconds: the default `scrape_timeout` of Prometheus, for scrapes without a limit. */
const DEFAULT_TIMEOUT = 10_000;

/** Replies to a request for the metrics; `limit` may throw a `ScrapeRefusal`. Never rejects. */
export type ScrapeReply = (
  request: ScrapeRequest,
  limit?: (collect: (samplingTimeout: number) => Promise<Slices>) => Promise<Slices>,
) => Promise<Reply>;

/**
 * Makes the function that replies to requests for the metrics: to GET and HEAD with a scrape, to other methods with an
 * error. It counts each request in the metrics about scrapes.
 *
 * @param scrape begins an exposition
 * @param openMetrics whether OpenMetrics is offered; by default, if all families are the same in it as in the text
 * format
 */
export function createScrapeReply(
  metrics: ServedMetrics,
  scrape: Scrape,
  openMetrics?: boolean,
): ScrapeReply {
  const scrapeMetrics = scrapeMetricsOf(metrics);
  const negotiation = createNegotiation(metrics, openMetrics);
  const kept = { text: new KeptGzip(), openmetrics: new KeptGzip() };
  const withoutLimit = (timeout: unknown) => samplingTimeoutOf(deadlineOf(timeout, DEFAULT_TIMEOUT));
  return async ({ method, target, accept, acceptEncoding, timeout }, limit) => {
    scrapeMetrics.countRequest();
    if (!isReadMethod(method)) return methodNotAllowed([], () => scrapeMetrics.countReply(405));
    const start = performance.now();
    const { format, contentType } = negotiation()(accept);
    const names = nameFilterOf(target);
    const collect = (samplingTimeout: number) => scrape({ format, names, samplingTimeout });
    try {
      return {
        status: 200,
        headers: [["Content-Type", contentType], VARY],
        slices: await (limit?.(collect) ?? collect(withoutLimit(timeout))),
        compression: negotiateCompression(acceptEncoding),
        compressor: names === undefined ? kept[format] : undefined,
        reclaim: (bytes) => metrics.reclaim(bytes),
        done(bytes, error) {
          scrapeMetrics.countReply(200);
          if (error !== undefined) scrapeMetrics.countError("encoding");
          scrapeMetrics.observe({ seconds: (performance.now() - start) / 1000, bytes });
        },
      };
    } catch (error) {
      if (error instanceof ScrapeRefusal) {
        const retryAfter = ["Retry-After", String(error.retryAfter)] as const;
        return textReply(503, `${error.message}\n`, [VARY, retryAfter], () => scrapeMetrics.countReply(503));
      }
      scrapeMetrics.countError("gathering");
      const text = `the metrics could not be collected: ${messageOf(error)}\n`;
      return textReply(500, text, [VARY], () => scrapeMetrics.countReply(500));
    }
  };
}

/** What a reply depends on of a request to a server of `node:http`. */
export function scrapeRequestOf({ method = "", url = "", headers }: IncomingMessage): ScrapeRequest {
  return {
    method,
    target: url,
    accept: headers.accept,
    acceptEncoding: headers["accept-encoding"],
    timeout: headers[TIMEOUT_HEADER],
  };
}

interface OpenOptions extends Pick<ScrapeSources, "mostText"> {
  /** Whether the metrics are served at an address that the application has chosen for them. */
  readonly ownAddress?: boolean;
}

/** What scrapes read. */
interface OpenScrape {
  readonly scrape: Scrape;
  /** Stops what observes the process for scrapes. */
  readonly close: () => void;
}

/**
 * Loads the installed client if needed, and prepares scrapes.
 *
 * @throws MetricsServerError if an option is not valid
 */
export async function openScrape(
  metrics: ServedMetrics,
  options: MetricsHandlerOptions,
  { ownAddress = false, ...limits }: OpenOptions = {},
): Promise<OpenScrape> {
  const { registry, cluster = false, labels = {} } = options;
  const client =
    registry !== undefined || cluster !== false ? await chooseClient(metrics, registry) : undefined;
  const processMetrics = observeProcessBeside(options);
  const sources = { metrics, registry, labels, processMetrics, ...limits };
  const close = () => processMetrics?.close();
  if (cluster === false) {
    warnOfWorker(metrics, ownAddress);
    return { scrape: createScrape(sources), close };
  }
  try {
    const aggregate = createClusterScrape(sources, cluster, client);
    return { scrape: createScrape({ ...sources, cluster: aggregate }), close };
  } catch (error) {
    close();
    throw error;
  }
}
