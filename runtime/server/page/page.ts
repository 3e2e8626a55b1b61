import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { basename, dirname, join } from "node:path";
import { readRegularFile } from "../../input/regular-file.js";
import type { ServedMetrics } from "../../served-metrics.js";
import { isReadMethod, methodNotAllowed, type Reply, textReply, wholeReply } from "../reply.js";
import type { ProgramDescription } from "./program-description.js";

/** Replies to a request for one of the page's paths, percent-decoded; `undefined` if there is no such file. */
export type Page = (request: IncomingMessage, path: string) => Promise<Reply | undefined>;

/** The folder of the page's own files. It begins with `-`, as the paths of Prometheus that are not metrics do. */
const FOLDER = "/-/page/";

const PROGRAM = `${FOLDER}program.json`;

/** @param path percent-decoded */
export function isPathOfPage(path: string): boolean {
  return path === "/" || path.startsWith(FOLDER);
}

/**
 * The page at `/` for people: the program's metrics, with plots. It scrapes the metrics at their path as Prometheus
 * does, and loads nothing else.
 *
 * @param metricsPath the path of the metrics, percent-decoded
 * @param load loads the page's files
 * @returns `undefined` if the metrics are at one of the page's paths
 */
export function createPage(metrics: ServedMetrics, metricsPath: string, load = loadFiles): Page | undefined {
  if (isPathOfPage(metricsPath)) return undefined;
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined;
  return async (request, path) => {
    if (path === PROGRAM) return refusal(request) ?? programReply(metrics, metricsPath);
    files ??= load();
    try {
      const file = (await files).get(path);
      return file === undefined ? undefined : (refusal(request) ?? fileReply(request, file));
    } catch (error) {
      files = undefined; // the next request tries again
      const reason = error instanceof Error ? error.message : String(error);
      const text = `the files of the page cannot be loaded: ${reason}\nWithout them, pass { page: false }.\n`;
      return textReply(500, text, Object.entries(HEADERS));
    }
  };
}

interface StaticFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** Changes with the body, for `If-None-Match`. */
  readonly etag: string;
}

/** The page's files by path. They are loaded for the first request of the page: a server that is only scraped has none. */
export async function loadFiles(): Promise<ReadonlyMap<string, StaticFile>> {
  const { assets } = await importAssets();
  return new Map([
    ["/", staticFile(assets["index.html"], "text/html; charset=utf-8")],
    [`${FOLDER}style.css`, staticFile(assets["style.css"], "text/css; charset=utf-8")],
    [`${FOLDER}app.js`, staticFile(assets["app.js"], "text/javascript; charset=utf-8")],
    [`${FOLDER}icon.svg`, staticFile(assets["icon.svg"], "image/svg+xml")],
  ]);
}

let imports = 0;

/** Node remembers that a module could not be loaded, as of too many open files, and tries again under another name. */
async function importAssets(): Promise<typeof import("./page-assets.js")> {
  try {
    return await import("./page-assets.js");
  } catch (error) {
    imports += 1;
    const again = `./page-assets.js?${imports}`;
    return import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ again).catch(
      () => {
        throw error;
      },
    );
  }
}

function staticFile(text: string, type: string): StaticFile {
  const body = Buffer.from(text);
  const digest = createHash("sha256").update(body).digest("base64url");
  return { type, body, etag: `"${digest.slice(0, 22)}"` };
}

/**
 * The page runs its own script alone, nothing that a label value or a HELP text could inject, and connects to this
 * server alone. A browser revalidates everything that it has cached: an update shows at once.
 */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
} as const;

function refusal({ method }: IncomingMessage): Reply | undefined {
  return isReadMethod(method) ? undefined : methodNotAllowed(Object.entries(HEADERS));
}

function programReply(metrics: ServedMetrics, metricsPath: string): Reply {
  const body = Buffer.from(JSON.stringify(describeProgram(metrics, metricsPath)));
  const headers = { "Content-Type": "application/json", ...HEADERS, "Cache-Control": "no-store" };
  return wholeReply(200, body, Object.entries(headers));
}

function fileReply(request: IncomingMessage, { type, body, etag }: StaticFile): Reply {
  const headers = Object.entries({ "Content-Type": type, ...HEADERS, ETag: etag });
  const cached = request.headers["if-none-match"]
    ?.split(",")
    .some((candidate) => candidate.trim().replace(/^W\//, "") === etag);
  return cached ? wholeReply(304, new Uint8Array(0), headers) : wholeReply(200, body, headers);
}

/** @param metricsPath the path of the metrics, percent-decoded */
function describeProgram(metrics: ServedMetrics, metricsPath: string): ProgramDescription {
  return {
    name: programName(process.title, process.argv[1]) ?? "Metrics",
    metrics: relativeUrl(metricsPath),
    families: metrics.families.map(({ name, type, help, unit, vectors, labelSets }) => ({
      name,
      type,
      help,
      unit,
      labels: vectors.map(({ label }) => label),
      labelSets,
    })),
  };
}

/** Relative to the page, so that it also holds where a reverse proxy serves the page below a path. */
function relativeUrl(path: string): string {
  return `.${path.split("/").map(encodeURIComponent).join("/")}`;
}

/**
 * The name of a program: its title, or else the name of the package that has the script.
 *
 * @param title `process.title`
 * @param script path of the script that was started
 * @returns `undefined` if neither has a name
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

/** In bytes. */
const LARGEST_MANIFEST = 1024 * 1024;

function packageName(file: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readRegularFile(file, LARGEST_MANIFEST).toString("utf8"));
    const named = typeof manifest === "object" && manifest !== null && "name" in manifest;
    return named && typeof manifest.name === "string" ? manifest.name : undefined;
  } catch {
    return undefined; // the file does not exist or cannot be read
  }
}
