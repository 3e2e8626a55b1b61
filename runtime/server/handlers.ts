import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import type { Metrics } from "../metrics.js";
import { negotiationOf } from "./negotiation.js";
import type { MetricsHandlerOptions } from "./options.js";
import { checkRegistry, createScrape } from "./scrape.js";
import { createMetricsAnswers, type MetricsRequest, metricsRequest, openSources } from "./scrape-reply.js";
import { type Answer, bodyOf, type Chunks, sendAnswer } from "./reply.js";

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

/**
 * The parts of a body as a stream, each of which is made when it is read; the event loop turns between them. To
 * cancel the stream, or to abort the request, ends the work.
 *
 * @param ended is called once, when all is read, or no more wanted; with an error, if a part cannot be made
 */
export function streamOf(
  chunks: Chunks,
  signal: AbortSignal,
  ended: (error?: unknown) => void,
): ReadableStream<Uint8Array> {
  let open = true;
  const end = (error?: unknown) => {
    if (open) ended(error);
    open = false;
  };
  const stop = async () => {
    end();
    await chunks.return?.();
  };
  return new ReadableStream(
    {
      start(controller) {
        const abort = () => {
          controller.error(signal.reason);
          void stop();
        };
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        try {
          const next = await chunkOf(chunks);
          if (!open) return;
          if (next === undefined) {
            end();
            controller.close();
          } else controller.enqueue(next);
        } catch (error) {
          end(error);
          throw error; // which makes it the reader's
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}

/** The next part that is not empty; `undefined` if there is none. */
async function chunkOf(chunks: Chunks): Promise<Uint8Array | undefined> {
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    await setImmediate();
    if (next.value.length > 0) return next.value;
  }
  return undefined;
}
