import type { IncomingMessage, ServerResponse } from "node:http";
import { quoted } from "../family/rejection.js";
import { decodePath } from "./address.js";
import { CONTENT_TYPE, createScrape, type ScrapeSources } from "./scrape.js";

const PLAIN = "text/plain; charset=utf-8";

/** An answer to a request. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly allow?: string;
}

/**
 * Answers requests: GET and HEAD of the path with a scrape, everything else with an error.
 *
 * @param path the served path, percent-decoded
 * @param isClosing whether the server is closing, so that connections end with the answer
 */
export function requestHandler(
  path: string,
  sources: ScrapeSources,
  isClosing: () => boolean,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const scrape = createScrape(sources);
  return async (request, response) => {
    const answer = await answerTo(request, path, scrape);
    if (isClosing()) response.setHeader("Connection", "close");
    if (answer.allow !== undefined) response.setHeader("Allow", answer.allow);
    response.writeHead(answer.status, {
      "Content-Type": answer.type,
      "Content-Length": Buffer.byteLength(answer.body),
    });
    response.end(answer.body); // of a HEAD request, Node leaves the body out
  };
}

async function answerTo(
  request: IncomingMessage,
  path: string,
  scrape: () => Promise<Buffer>,
): Promise<Answer> {
  if (pathOf(request.url ?? "") !== path) {
    return { status: 404, type: PLAIN, body: `not found; the metrics are at ${path}\n` };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, type: PLAIN, body: "only GET and HEAD are allowed\n", allow: "GET, HEAD" };
  }
  try {
    return { status: 200, type: CONTENT_TYPE, body: await scrape() };
  } catch (error) {
    const cause = error instanceof Error ? error.message : quoted(error);
    return { status: 500, type: PLAIN, body: `the metrics could not be collected: ${cause}\n` };
  }
}

/** The path of a request target, which a proxy may give as a whole URL; RFC 9112, section 3.2. */
function pathOf(target: string): string | undefined {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return decodePath(path);
}
