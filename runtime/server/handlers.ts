import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "../metrics.js";
import type { ServedMetrics } from "../served-metrics.js";
import { checkArguments, serveTogether } from "./errors.js";
import { HANDLER_OPTION_NAMES, type MetricsHandlerOptions } from "./options.js";
import { sendReply, toResponse } from "./reply.js";
import { checkLabels, checkRegistry } from "./scrape.js";
import { TIMEOUT_HEADER } from "./scrape-limits.js";
import { createScrapeReply, openScrape, type ScrapeReply, scrapeRequestOf } from "./scrape-reply.js";

/**
 * A handler of requests for an application's own server, of `node:http` or a framework on top of it. It replies at
 * whatever path it is mounted on, as the server of `startMetricsServer` does at its own path: with all metrics or with
 * an error. So it must be the last handler of a request. Who may scrape, and how often, is up to the application.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @returns a function whose promise is fulfilled when the response is handed to the reader; it does not reject
 * @throws MetricsServerError if an option is not valid, if several schemas declare one name differently, or if the
 * registry cannot be served with the families. A mistake in the option `cluster` is
 * a warning, and the handler replies with it.
 */
export function metricsHandler(
  metrics: Metrics | readonly Metrics[],
  options: MetricsHandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  checkArguments("metricsHandler", { metrics, options, names: HANDLER_OPTION_NAMES });
  const scrapeReply = createMountedReply(serveTogether(metrics), options);
  return async (request, response) => {
    const reply = await scrapeReply(scrapeRequestOf(request));
    await sendReply(response, reply).catch(() => response.destroy()); // the reader sees that the body is not whole
  };
}

/**
 * The same as `metricsHandler` for a server that takes a `Request` and gives a `Response`. The parts of a large
 * body are made as they are read: who does not want the body has to cancel it, or abort the request.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws MetricsServerError if an option is not known, if several schemas declare one name differently, or if the
 * registry cannot be served with the families. A mistake in the option `cluster` is
 * a warning, and the handler replies with it.
 */
export function metricsFetchHandler(
  metrics: Metrics | readonly Metrics[],
  options: MetricsHandlerOptions = {},
): (request: Request) => Promise<Response> {
  checkArguments("metricsFetchHandler", { metrics, options, names: HANDLER_OPTION_NAMES });
  const scrapeReply = createMountedReply(serveTogether(metrics), options);
  return async (request) => {
    const { method, url, headers } = request;
    const accept = headers.get("accept") ?? undefined;
    const acceptEncoding = headers.get("accept-encoding") ?? undefined;
    const timeout = headers.get(TIMEOUT_HEADER) ?? undefined;
    return toResponse(await scrapeReply({ method, target: url, accept, acceptEncoding, timeout }), request);
  };
}

/** Replies of a handler. They wait for the installed client, and say why if it cannot be loaded; so does a warning. */
function createMountedReply(metrics: ServedMetrics, options: MetricsHandlerOptions): ScrapeReply {
  checkRegistry(metrics, options.registry);
  checkLabels(metrics, options.labels);
  const opened = openScrape(metrics, options);
  opened.catch((error: Error) => metrics.warn("metrics handler", `metricsmith: ${error.message}`));
  return createScrapeReply(
    metrics,
    async (selection) => (await opened).scrape(selection),
    options.openMetrics,
  );
}
