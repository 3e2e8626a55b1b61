import type { Metrics } from "../metrics.js";
import type { Answer } from "./answer.js";
import { negotiationOf } from "./content-negotiation.js";
import { createMetricsAnswers } from "./metrics-answers.js";
import type { MetricsRequest } from "./metrics-request.js";
import type { MetricsHandlerOptions } from "./options.js";
import { checkRegistry, createScrape } from "./scrape.js";
import { openSources } from "./sources.js";

/**
 * Answers of a handler in an application's own server, which is there at once: the first wait until the client is
 * loaded that is installed. If that fails, it is warned about, and each is the error.
 *
 * @throws MetricsServerError if the registry cannot be served with the families
 */
export function mountedAnswers(
  metrics: Metrics,
  options: MetricsHandlerOptions,
): (request: MetricsRequest) => Promise<Answer> {
  checkRegistry(metrics, options.registry);
  const opened = openSources(metrics, options).then(createScrape);
  opened.catch((error: Error) => metrics.warn("metrics handler", `metricsmith: ${error.message}`));
  return createMetricsAnswers(
    metrics,
    async (selection) => (await opened)(selection),
    negotiationOf(metrics, options.openMetrics),
  );
}
