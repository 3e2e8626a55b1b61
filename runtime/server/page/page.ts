import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { basename, dirname, join } from "node:path";
import type { Metrics } from "../../metrics.js";
import type { ProgramDescription } from "./program-description.js";

/** A file as it is served. */
export interface StaticFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** Changes with the body, for `If-None-Match`. */
  readonly etag: string;
}

/** Where the page's own files lie; `-` as Prometheus has it for what is no metric. */
export const FOLDER = "/-/page/";

/** The page's files by path. Loaded when the page is first asked for: a server that is only scraped has none. */
export async function staticFiles(): Promise<ReadonlyMap<string, StaticFile>> {
  const { assets } = await import("./page-assets.js");
  return new Map([
    ["/", staticFile(assets["index.html"], "text/html; charset=utf-8")],
    [`${FOLDER}style.css`, staticFile(assets["style.css"], "text/css; charset=utf-8")],
    [`${FOLDER}app.js`, staticFile(assets["app.js"], "text/javascript; charset=utf-8")],
    [`${FOLDER}icon.svg`, staticFile(assets["icon.svg"], "image/svg+xml")],
  ]);
}

function staticFile(text: string, type: string): StaticFile {
  const body = Buffer.from(text);
  const digest = createHash("sha256").update(body).digest("base64url");
  return { type, body, etag: `"${digest.slice(0, 22)}"` };
}

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

/**
 * Describes the program that this process runs.
 *
 * @param metricsPath the path that is scraped, percent-decoded
 */
export function describeProgram(metrics: Metrics, metricsPath: string): ProgramDescription {
  return {
    name: programName(process.title, process.argv[1]) ?? "Metrics",
    metrics: relativeUrl(metricsPath),
    families: metrics.families.map(({ name, type, help, unit, vectors, labelSets }) => ({
      name,
      type,
      help,
      unit,
      labels: vectors.map((vector) => vector.name),
      labelSets,
    })),
  };
}

/** From `/`, and so also from wherever a reverse proxy shows the page. */
function relativeUrl(path: string): string {
  return `.${path.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * What a program is called: as it calls itself (`process.title`), or else by the nearest package to the script
 * that was started. `undefined` if neither has a name.
 */
export function programName(title: string, script: string | undefined): string | undefined {
  const own = basename(title);
  if (own !== "" && !/^(?:node|npm)\b/.test(own)) return own;
  if (script === undefined) return undefined;
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    const name = packageName(join(folder, "package.json"));
    if (name !== undefined || folder === dirname(folder)) return name;
  }
}

function packageName(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    const named = typeof manifest === "object" && manifest !== null && "name" in manifest;
    return named && typeof manifest.name === "string" ? manifest.name : undefined;
  } catch {
    return undefined; // none there, or none that can be read: the page goes without
  }
}
