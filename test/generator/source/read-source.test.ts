import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { fetchSource } from "../../../generator/source/read-source.js";

const MEGABYTE = 1024 * 1024;

let close: () => void = () => {};
afterEach(() => close());

/** Serves by paths; what is not listed is 404. @returns the base of its URLs, with a user and a password */
async function serve(
  replies: Readonly<Record<string, (write: (chunk: Uint8Array) => void) => Record<string, string>>>,
) {
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    const reply = replies[request.url ?? ""];
    const headers = reply?.((chunk) => chunks.push(chunk)) ?? {};
    response.writeHead(reply === undefined ? 404 : "Location" in headers ? 302 : 200, headers);
    if (!("X-Endless" in headers)) {
      response.end(Buffer.concat(chunks));
      return;
    }
    const chunk = Buffer.concat(chunks);
    const writeOn = () => {
      while (response.write(chunk)) {} // until the client does not keep up
    };
    response.on("drain", writeOn);
    response.on("error", () => {});
    writeOn();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://alice:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
}

async function errorOf(url: string, options: Parameters<typeof fetchSource>[1] = {}): Promise<string> {
  const error: unknown = await fetchSource(url, { maxSize: MEGABYTE, ...options }).catch((reason) => reason);
  return error instanceof Error ? error.message : "";
}

describe("a source of HTTP", () => {
  test("without an end is read to the bound", async () => {
    const base = await serve({
      "/endless": (write) => {
        write(Buffer.alloc(1 << 16, "x"));
        return { "X-Endless": "yes" };
      },
    });
    expect(await errorOf(`${base}/endless`)).toMatch(/^cannot read http:.*\/endless: it has more than 1 MB$/);
  });

  test("that is compressed is read to the bound, decompressed", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MEGABYTE));
    const base = await serve({
      "/bomb": (write) => {
        write(bomb);
        return { "Content-Encoding": "gzip" };
      },
    });
    expect(await errorOf(`${base}/bomb`)).toMatch(/\/bomb: it has more than 1 MB$/);
  });

  test.each([
    ["a place with a password", "//bob:hunter3@[::]:1/x", "cannot read http"],
    ["a scheme that is none of HTTP", "ftp://bob:hunter3@x/", 'redirects to "ftp://x/"'],
    ["what is no URL", "http://bob:hunter3@[/", 'redirects to "http://[/"'],
  ])("that redirects to %s shows no password", async (_, location, want) => {
    const base = await serve({ "/": () => ({ Location: location }) });
    const error = await errorOf(`${base}/`);
    expect(error).toContain(want);
    expect(error).not.toContain("hunter");
  });

  test("is not asked for with a header that is none, whose value is not shown", async () => {
    const error = await errorOf("http://127.0.0.1:1/", { headers: { Authorization: "hunter2\n2" } });
    expect(error).toMatch(/^the header "Authorization" is not a header of HTTP/);
    expect(error).not.toContain("hunter2");
  });
});
