import { createHash } from "node:crypto";

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
