import type { IncomingMessage, ServerResponse } from "node:http";
import { quoted } from "../family/quoted.js";
import { decodePath } from "./address.js";
import { type NegotiatedFormat, type Negotiation, TEXT } from "./content-negotiation.js";
import { createScrape, type ScrapeSources, type Slices } from "./scrape.js";
import { sendSlices } from "./send-slices.js";

const PLAIN = "text/plain; charset=utf-8";

/** An answer to a request. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Slices;
  readonly allow?: string;
}

/**
 * Answers requests: GET and HEAD of the path with a scrape, everything else with an error.
 *
 * @param path the served path, percent-decoded
 * @param isClosing whether the server is closing, so that connections end with the answer
 * @param negotiation chooses the format, if there are several
 */
export function requestHandler(
  path: string,
  sources: ScrapeSources,
  isClosing: () => boolean,
  negotiation?: Negotiation,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const scrape = createScrape(sources);
  return async (request, response) => {
    const chosen = negotiation?.(request.headers.accept) ?? TEXT;
    const answer = await answerTo(request, path, chosen, () => scrape(chosen.format));
    if (negotiation !== undefined) response.setHeader("Vary", "Accept");
    if (isClosing()) response.setHeader("Connection", "close");
    if (answer.allow !== undefined) response.setHeader("Allow", answer.allow);
    response.statusCode = answer.status;
    response.setHeader("Content-Type", answer.type);
    await sendSlices(response, answer.body);
  };
}

async function answerTo(
  request: IncomingMessage,
  path: string,
  { contentType }: NegotiatedFormat,
  scrape: () => Promise<Slices>,
): Promise<Answer> {
  if (pathOf(request.url ?? "") !== path) {
    return { status: 404, type: PLAIN, body: text(`not found; the metrics are at ${path}\n`) };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, type: PLAIN, body: text("only GET and HEAD are allowed\n"), allow: "GET, HEAD" };
  }
  try {
    return { status: 200, type: contentType, body: await scrape() };
  } catch (error) {
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
