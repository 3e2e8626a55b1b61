import type { IncomingMessage, ServerResponse } from "node:http";
import { decodePath } from "../address.js";
import type { Negotiation } from "./negotiation.js";
import type { Page } from "./page/page.js";
import { createScrape, type ScrapeSources } from "./scrape.js";
import type { ScrapesInFlight } from "./scrape-limits.js";
import { createMetricsAnswers, metricsRequest } from "./scrape-reply.js";
import { type Answer, isReading, notAllowedAnswer, plainAnswer, sendAnswer } from "./reply.js";

/**
 * Answers requests: GET and HEAD of the path with a scrape, of `/-/healthy` and `/-/ready` with how the server is, of
 * the page's paths with the page, everything else with an error.
 *
 * @param path the served path, percent-decoded
 * @param isClosing whether the server is closing, so that connections end with the answer
 * @param negotiation chooses the format, if there are several
 * @param page the page at `/`, if there is one
 * @param inFlight bounds the scrapes, if there are bounds
 */
export function requestHandler(
  path: string,
  sources: ScrapeSources,
  isClosing: () => boolean,
  negotiation?: Negotiation,
  page?: Page,
  inFlight?: ScrapesInFlight,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const metricsAnswer = createMetricsAnswers(sources.metrics, createScrape(sources), negotiation);
  return async (request, response) => {
    const asked = pathOf(request.url ?? "");
    const answer =
      asked === path
        ? await metricsAnswer(
            metricsRequest(request),
            (begin) => inFlight?.begin(request, response, begin) ?? begin(),
          )
        : (healthAnswer(asked, request.method, isClosing()) ??
          (await pageAnswer(page, request, asked)) ??
          plainAnswer(404, `not found; the metrics are at ${path}\n`));
    if (isClosing()) response.setHeader("Connection", "close");
    await sendAnswer(response, answer);
  };
}

async function pageAnswer(
  page: Page | undefined,
  request: IncomingMessage,
  path: string | undefined,
): Promise<Answer | undefined> {
  const answer = path === undefined ? undefined : await page?.(request, path);
  if (answer === undefined) return undefined;
  const { status, type, headers, body } = answer;
  return {
    status,
    headers: [["Content-Type", type], ...Object.entries(headers)],
    body: [body].values(),
    compression: "never",
    ended() {},
  };
}

/** The path of a request target, which a proxy may give as a whole URL; RFC 9112, section 3.2. */
function pathOf(target: string): string | undefined {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return decodePath(path);
}

/**
 * The answer to a request for how the server is, at the paths that Prometheus' own programs have: healthy while it
 * answers, ready while it does not close. `undefined` for other paths.
 */
export function healthAnswer(
  path: string | undefined,
  method: string | undefined,
  closing: boolean,
): Answer | undefined {
  if (path !== "/-/healthy" && path !== "/-/ready") return undefined;
  if (!isReading(method)) return notAllowedAnswer();
  if (path === "/-/healthy") return plainAnswer(200, "healthy\n");
  return closing ? plainAnswer(503, "not ready: the server is closing\n") : plainAnswer(200, "ready\n");
}
