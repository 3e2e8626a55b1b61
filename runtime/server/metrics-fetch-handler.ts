import type { Metrics } from "../metrics.js";
import type { Answer } from "./answer.js";
import { bodyOf } from "./body.js";
import { mountedAnswers } from "./mounted-answers.js";
import type { MetricsHandlerOptions } from "./options.js";
import { streamOf } from "./stream-of.js";

/**
 * The same as `metricsHandler` for a server that is given a `Request` and gives a `Response`. The parts of a large
 * body are made as they are read; whoever does not want it has to cancel it, or abort the request.
 *
 * @param metrics what the generated recorders export
 * @throws MetricsServerError if the registry cannot be served with the families. What is wrong with the option
 * `cluster` is warned about, and what the handler answers.
 */
export function metricsFetchHandler(
  metrics: Metrics,
  options: MetricsHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const answerTo = mountedAnswers(metrics, options);
  return async (request) => {
    const { method, url, headers } = request;
    const accept = headers.get("accept") ?? undefined;
    const acceptEncoding = headers.get("accept-encoding") ?? undefined;
    return responseOf(await answerTo({ method, target: url, accept, acceptEncoding }), request);
  };
}

async function responseOf(answer: Answer, { method, signal }: Request): Promise<Response> {
  const { status, compression, body, reclaim } = answer;
  const head = method === "HEAD";
  const { headers, content } = await bodyOf(body, { compression, head, reclaim }).catch((error: unknown) => {
    answer.ended(error);
    throw error;
  });
  const init = { status, headers: [...answer.headers, ...headers].map(([name, value]) => [name, value]) };
  if (!(content instanceof Uint8Array)) {
    return new Response(
      streamOf(content, signal, (error) => answer.ended(error)),
      init,
    );
  }
  answer.ended();
  return new Response(head ? null : content, init);
}
