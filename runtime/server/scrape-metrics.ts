import type { ByteWriter } from "../exposition/byte-writer.js";
import { FamilyTexts } from "../exposition/family-texts.js";
import type { ConstantLabels } from "../exposition/label-text.js";
import type { ExpositionFormat } from "../exposition/openmetrics.js";
import { createCursor } from "../exposition/samples.js";
import { CounterFamily } from "../family/counter.js";
import { GaugeFamily } from "../family/gauge.js";
import { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";
import { closedVector, integerVector } from "../labels.js";
import { processState } from "../process-state.js";
import type { ServedMetrics } from "../served-metrics.js";

/** How families are written at the end of an exposition. */
interface AppendedForm {
  readonly format: ExpositionFormat;
  /** Labels of all series. */
  readonly labels: ConstantLabels;
  readonly isSelected: (family: MetricFamily) => boolean;
}

/** When an exposition failed: before anything was sent, or after. */
type ErrorCause = "gathering" | "encoding";

const CAUSES: readonly ErrorCause[] = ["gathering", "encoding"];
const STATUS_CODES = { min: 100, max: 599 };
/** Bounds the cached texts, in bytes; enough for all families in both formats. */
const CACHE_LIMIT = 1 << 16;

/**
 * Metrics about the scrapes of all servers and handlers that serve the same metrics. Requests and errors have the names
 * of Go's promhttp; the duration and the size of scrapes, which promhttp does not have, have names of their own.
 */
class ScrapeMetrics {
  readonly #requests = new CounterFamily({
    name: "promhttp_metric_handler_requests_total",
    help: "Total number of scrapes by HTTP status code.",
    vectors: [integerVector("code", STATUS_CODES)],
  });
  readonly #inFlight = new GaugeFamily({
    name: "promhttp_metric_handler_requests_in_flight",
    help: "Current number of scrapes being served.",
    vectors: [],
  });
  readonly #errors = new CounterFamily({
    name: "promhttp_metric_handler_errors_total",
    help: "Total number of internal errors encountered by the metric handler.",
    vectors: [closedVector("cause", CAUSES)],
    initialize: true,
  });
  readonly #duration = new HistogramFamily({
    name: "metricsmith_scrape_duration_seconds",
    help: "Time from a scrape's request until its last byte is handed to the reader.",
    vectors: [],
    unit: "seconds",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  readonly #size = new HistogramFamily({
    name: "metricsmith_scrape_size_bytes",
    help: "Size of a scrape before it is compressed.",
    vectors: [],
    unit: "bytes",
    buckets: [1e3, 1e4, 1e5, 1e6, 1e7, 1e8],
  });
  readonly #families: readonly MetricFamily[] = [
    this.#requests,
    this.#inFlight,
    this.#errors,
    this.#duration,
    this.#size,
  ];
  readonly #texts = new FamilyTexts(this.#families, CACHE_LIMIT);

  constructor() {
    for (const code of [200, 500, 503]) this.#requests.record(code - STATUS_CODES.min, 0, undefined);
  }

  /** Counts a request that has arrived. */
  countRequest(): void {
    this.#inFlight.add(0, 1, undefined);
  }

  /** Counts a finished request. @param status 100 to 599 */
  countReply(status: number): void {
    this.#inFlight.add(0, -1, undefined);
    this.#requests.record(status - STATUS_CODES.min, 1, undefined);
  }

  /** Records the duration and the size of a scrape: of the part that its reader wanted. */
  observe(scrape: { readonly seconds: number; readonly bytes: number }): void {
    this.#duration.record(0, scrape.seconds, undefined);
    this.#size.record(0, scrape.bytes, undefined);
  }

  countError(cause: ErrorCause): void {
    this.#errors.record(CAUSES.indexOf(cause), 1, undefined);
  }

  /** Writes the selected families, without `# EOF`. */
  write(writer: ByteWriter, { format, labels, isSelected }: AppendedForm): void {
    const texts = this.#texts.in(format, labels);
    this.#families.forEach((family, at) => {
      if (isSelected(family)) texts[at]?.write(writer, createCursor(), Infinity);
    });
  }
}

/** The metrics about scrapes of a program: one object for all servers and handlers that serve its metrics. */
export function scrapeMetricsOf(metrics: ServedMetrics): ScrapeMetrics {
  const existing = scrapeMetrics.get(metrics);
  if (existing !== undefined) return existing;
  const created = new ScrapeMetrics();
  scrapeMetrics.set(metrics, created);
  return created;
}

const scrapeMetrics = processState(
  "metrics about scrapes",
  () => new WeakMap<ServedMetrics, ScrapeMetrics>(),
);
