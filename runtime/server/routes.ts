import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { decodePath, isHostName } from "../address.js";
import { optionError } from "./errors.js";
import { isPathOfPage, type Page } from "./page/page.js";
import { isReadMethod, methodNotAllowed, type Reply, textReply } from "./reply.js";
import type { ScrapeLimiter } from "./scrape-limits.js";
import { type ScrapeReply, scrapeRequestOf } from "./scrape-reply.js";

/** Whether a request names a host that the server answers to. */
export type HostCheck = (request: IncomingMessage) => boolean;

/**
 * Checks the host names of requests. A page of another site can have its own name lead to a developer's machine, and
 * then read what a server there answers to any name.
 *
 * @param allowed names and IP addresses, without ports
 * @throws MetricsServerError if one of them is not a host name
 */
export function createHostCheck(allowed: readonly string[]): HostCheck {
  if (!Array.isArray(allowed) || !allowed.every((name) => typeof name === "string" && isAllowedName(name))) {
    const expected = 'host names without ports, such as ["localhost", "metrics.example"]';
    throw optionError("allowedHosts", allowed, expected);
  }
  const names = new Set(allowed.map((name) => nameOfHost(name)));
  return ({ headers }) => names.has(nameOfHost(headers.host ?? ""));
}

function isAllowedName(name: string): boolean {
  return isHostName(name) || isIP(name.replace(/^\[|\]$/g, "")) === 6;
}

/** The host of a header without its port, in lower case and without brackets. */
function nameOfHost(header: string): string {
  const host = isIP(header) === 6 ? header : header.replace(/:\d*$/, "");
  return host.replace(/^\[|\]$/g, "").toLowerCase();
}

/** Whether a request names this machine; requests without a host do not come from a browser. */
export function namesLoopback({ headers }: IncomingMessage): boolean {
  return headers.host === undefined || isLoopback(nameOfHost(headers.host));
}

/** @param host a name or an IP address */
export function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i.test(host);
}

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
  /** Which requests may read the page; all by default. */
  readonly mayReadPage?: HostCheck;
  /** Whether the server is closing. Connections then end with the reply. */
  isClosing(): boolean;
}

/** Makes the function that replies to requests: with a scrape, the health of the server, a file of the page, or 404. */
export function createRoutes({
  path,
  scrapeReply,
  limiter,
  page,
  mayReadPage = () => true,
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
    if (page !== undefined && requested !== undefined && isPathOfPage(requested)) {
      if (!mayReadPage(request)) return textReply(403, PAGE_OF_LOOPBACK);
      const pageReply = await page(request, requested);
      if (pageReply !== undefined) return pageReply;
    }
    return textReply(404, `not found; the metrics are at ${path}\n`);
  };
  return async (request, response) => {
    const reply = await replyAt(pathOf(request.url ?? ""), request, response);
    if (isClosing()) response.setHeader("Connection", "close");
    return reply;
  };
}

const PAGE_OF_LOOPBACK =
  "the page of a server on loopback is shown under the names of this machine, such as localhost; the option allowedHosts " +
  "allows others\n";

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
