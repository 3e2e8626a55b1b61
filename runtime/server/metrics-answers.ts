import { quoted } from "../family/quoted.js";
import type { Metrics } from "../metrics.js";
import { type Answer, isReading, notAllowedAnswer, plainAnswer } from "./answer.js";
import { compressionFor } from "./compression.js";
import { type Negotiation, TEXT } from "./content-negotiation.js";
import type { MetricsRequest } from "./metrics-request.js";
import { nameFilterOf } from "./name-filter.js";
import type { ScrapeSelection, Slices } from "./scrape.js";
import { ScrapeRefusal } from "./scrape-refusal.js";
import { selfMetricsOf } from "./self-metrics.js";

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
