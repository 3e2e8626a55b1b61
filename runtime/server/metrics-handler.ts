import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "../metrics.js";
import { sendAnswer } from "./answer.js";
import { metricsRequest } from "./metrics-request.js";
import { mountedAnswers } from "./mounted-answers.js";
import type { MetricsHandlerOptions } from "./options.js";

/**
 * A handler of requests in an application's own server, of `node:http` or what is built on it. It answers at
 * whatever path it is mounted on as the server of `startMetricsServer` does at its own: with all metrics, or an error,
 * and so it is to be the last that sees a request. Who may ask, and how often, is the application's concern.
 *
 * @param metrics what the generated recorders export
 * @returns a function whose promise is fulfilled when the response is handed to the reader; it does not reject
 * @throws MetricsServerError if the registry cannot be served with the families. What is wrong with the option
 * `cluster` is warned about, and what the handler answers.
 */
export function metricsHandler(
  metrics: Metrics,
  options: MetricsHandlerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const answerTo = mountedAnswers(metrics, options);
  return async (request, response) => {
    const answer = await answerTo(metricsRequest(request));
    await sendAnswer(response, answer).catch(() => response.destroy()); // the reader is to see that it is not whole
  };
}
