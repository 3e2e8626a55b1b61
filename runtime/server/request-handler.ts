import type { IncomingMessage, ServerResponse } from "node:http";
import { quoted } from "../family/quoted.js";
import { decodePath } from "./address.js";
import { type NegotiatedFormat, type Negotiation, TEXT } from "./content-negotiation.js";
import type { Page } from "./page/page.js";
import { createScrape, type ScrapeSources, type Slices } from "./scrape.js";
import { ScrapeRefusal } from "./scrape-refusal.js";
import type { ScrapesInFlight } from "./scrapes-in-flight.js";
import { sendSlices } from "./send-slices.js";

const PLAIN = "text/plain; charset=utf-8";
const ALLOW = { Allow: "GET, HEAD" };

/** An answer to a request. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Slices;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Answers requests: GET and HEAD of the path with a scrape, of the page's paths with the page, everything
 * else with an error.
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
  const scrape = createScrape(sources);
  return async (request, response) => {
    const chosen = negotiation?.(request.headers.accept) ?? TEXT;
    const begin = () => scrape(chosen.format);
    const bounded = () => inFlight?.begin(request, response, begin) ?? begin();
    const answer = await answerTo(request, { path, page, scrape: bounded, ...chosen });
    if (negotiation !== undefined) response.setHeader("Vary", "Accept");
    if (isClosing()) response.setHeader("Connection", "close");
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
    response.statusCode = answer.status;
    response.setHeader("Content-Type", answer.type);
    await sendSlices(response, answer.body);
  };
}

interface Routes extends NegotiatedFormat {
  readonly path: string;
  readonly page: Page | undefined;
  readonly scrape: () => Promise<Slices>;
}

async function answerTo(
  request: IncomingMessage,
  { path, page, scrape, contentType }: Routes,
): Promise<Answer> {
  const asked = pathOf(request.url ?? "");
  if (asked !== path) {
    const answer = asked === undefined ? undefined : await page?.(request, asked);
    if (answer !== undefined) return { ...answer, body: [answer.body].values() };
    return { status: 404, type: PLAIN, body: text(`not found; the metrics are at ${path}\n`) };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, type: PLAIN, body: text("only GET and HEAD are allowed\n"), headers: ALLOW };
  }
  try {
    return { status: 200, type: contentType, body: await scrape() };
  } catch (error) {
    if (error instanceof ScrapeRefusal) {
      const headers = { "Retry-After": String(error.retryAfter) };
      return { status: 503, type: PLAIN, body: text(`${error.message}\n`), headers };
    }
    const cause = error instanceof Error ? error.message : quoted(error);
    return { status: 500, type: PLAIN, body: text(`the metrics could not be collected: ${cause}\n`) };
  }
}

function text(body: string): Slices {
  return [Buffer.from(body)].values();
}

/** The path of a request target, which a proxy may give as a whole URL; RFC 9112, section 3.2. */
function pathOf(target: string): string | undefined {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return decodePath(path);
}
