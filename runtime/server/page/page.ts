import type { IncomingMessage } from "node:http";
import type { Metrics } from "../../metrics.js";
import { describeProgram } from "./describe-program.js";
import { FOLDER, type StaticFile, staticFiles } from "./static-files.js";

/** An answer of the page's. */
interface PageAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers a request for one of the page's paths, percent-decoded; `undefined` for every other path. */
export type Page = (request: IncomingMessage, path: string) => Promise<PageAnswer | undefined>;

/**
 * The page at `/` for people: what the program measures, and plots of it. It asks for the metrics at their
 * path as anyone would, and for nothing else.
 *
 * @param metricsPath the path that is scraped, percent-decoded
 * @returns `undefined` where the metrics are at a path of the page's
 */
export function createPage(metrics: Metrics, metricsPath: string): Page | undefined {
  if (metricsPath === "/" || metricsPath.startsWith(FOLDER)) return undefined;
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined;
  return async (request, path) => {
    if (path !== "/" && !path.startsWith(FOLDER)) return undefined;
    if (path === PROGRAM) return refusal(request) ?? programAnswer(metrics, metricsPath);
    files ??= staticFiles();
    try {
      const file = (await files).get(path);
      return file === undefined ? undefined : (refusal(request) ?? fileAnswer(request, file));
    } catch {
      return NOT_BUILT;
    }
  };
}

const PROGRAM = `${FOLDER}program.json`;

/**
 * The page runs its own script and nothing that a label value or a HELP text could smuggle in, and speaks
 * with this server alone. A browser keeps nothing without asking: an update shows at once.
 */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
} as const;

const PLAIN = "text/plain; charset=utf-8";
const NOTHING = new Uint8Array(0);

/** Where the runtime was compiled without the page's files. */
const NOT_BUILT: PageAnswer = {
  status: 500,
  type: PLAIN,
  body: Buffer.from(
    "the page is not part of this build; npm run build makes it, { page: false } does without\n",
  ),
  headers: HEADERS,
};

/** The answer to a method that is not allowed. */
function refusal({ method }: IncomingMessage): PageAnswer | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  const body = Buffer.from("only GET and HEAD are allowed\n");
  return { status: 405, type: PLAIN, body, headers: { ...HEADERS, Allow: "GET, HEAD" } };
}

function programAnswer(metrics: Metrics, metricsPath: string): PageAnswer {
  const body = Buffer.from(JSON.stringify(describeProgram(metrics, metricsPath)));
  return {
    status: 200,
    type: "application/json",
    body,
    headers: { ...HEADERS, "Cache-Control": "no-store" },
  };
}

function fileAnswer(request: IncomingMessage, { type, body, etag }: StaticFile): PageAnswer {
  const headers = { ...HEADERS, ETag: etag };
  const known = request.headers["if-none-match"]
    ?.split(",")
    .some((one) => one.trim().replace(/^W\//, "") === etag);
  return known ? { status: 304, type, body: NOTHING, headers } : { status: 200, type, body, headers };
}
