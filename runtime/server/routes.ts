import type { IncomingMessage, ServerResponse } from "node:http";
import { decodePath } from "../address.js";
import type { Page } from "./page/page.js";
import { isReadMethod, methodNotAllowed, type Reply, textReply } from "./reply.js";
import type { ScrapeLimiter } from "./scrape-limits.js";
import { type ScrapeReply, scrapeRequestOf } from "./scrape-reply.js";

/** What a server has at its paths. */
interface Routes {
  /** The path of the metrics, percent-decoded. */
  readonly path: string;
  /** Replies at that path. */
  readonly scrapeReply: ScrapeReply;
  /** Limits the scrapes; without it, there are no limits. */
  readonly limiter?: ScrapeLimiter;
  /** The page at `/`, if there is one. */
  readonly page?: Page | undefined;
  /** Whether the server is closing. Connections then end with the reply. */
  isClosing(): boolean;
}

/** Makes the function that replies to requests: with a scrape, the health of the server, a file of the page, or 404. */
export function createRoutes({
  path,
  scrapeReply,
  limiter,
  page,
  isClosing,
}: Routes): (request: IncomingMessage, response: ServerResponse) => Promise<Reply> {
  const replyAt = async (
    requested: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    if (requested === path) {
      return scrapeReply(
        scrapeRequestOf(request),
        limiter && ((collect) => limiter.run(request, response, collect)),
      );
    }
    if (requested === "/-/healthy" || requested === "/-/ready") {
      return healthReply(requested, request.method, isClosing());
    }
    const pageReply = requested === undefined ? undefined : await page?.(request, requested);
    return pageReply ?? textReply(404, `not found; the metrics are at ${path}\n`);
  };
  return async (request, response) => {
    const reply = await replyAt(pathOf(request.url ?? ""), request, response);
    if (isClosing()) response.setHeader("Connection", "close");
    return reply;
  };
}

/** The decoded path of a target or, from a proxy, a whole URL (RFC 9112, section 3.2); `undefined` if not valid. */
function pathOf(target: string): string | undefined {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return decodePath(path);
}

/** At the paths of Prometheus' own programs: healthy while the server replies, ready while it does not close. */
function healthReply(path: "/-/healthy" | "/-/ready", method: string | undefined, closing: boolean): Reply {
  if (!isReadMethod(method)) return methodNotAllowed();
  if (path === "/-/healthy") return textReply(200, "healthy\n");
  return closing ? textReply(503, "not ready: the server is closing\n") : textReply(200, "ready\n");
}
