import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { CounterFamily } from "../../../../runtime/family/counter.js";
import { booleanVector } from "../../../../runtime/labels.js";
import { Metrics } from "../../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../../runtime/server/options.js";
import { createPage, loadFiles, programName } from "../../../../runtime/server/page/page.js";
import type { ProgramDescription } from "../../../../runtime/server/page/program-description.js";

let server: MetricsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** The origin of a server with two families. */
async function serve(options: MetricsServerOptions = {}): Promise<string> {
  const orders = new CounterFamily({
    name: "orders",
    help: "Orders.",
    vectors: [booleanVector({ name: "order_paid", label: "paid" })],
  });
  const sent = new CounterFamily({ name: "sent", help: "Sent.", unit: "bytes", vectors: [] });
  const metrics = new Metrics({ address: "", families: [orders, sent] });
  server = await startMetricsServer(metrics, {
    host: "127.0.0.1",
    port: 0,
    defaultMetrics: false,
    ...options,
  });
  return `http://127.0.0.1:${server.port}`;
}

describe("the page at /", () => {
  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/-/page/app.js", "text/javascript; charset=utf-8"],
    ["/-/page/style.css", "text/css; charset=utf-8"],
    ["/-/page/icon.svg", "image/svg+xml"],
    ["/-/page/program.json", "application/json"],
  ])("is served at %s, to GET and HEAD alone", async (path, type) => {
    const url = `${await serve()}${path}`;
    const got = await fetch(url);
    expect([got.status, got.headers.get("content-type")]).toEqual([200, type]);
    expect((await got.text()).length).toBeGreaterThan(100);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, type, ""]);
    const posted = await fetch(url, { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test.each(["/", "/-/page/app.js", "/-/page/program.json"])(
    "lets nothing of another's run or be asked from %s",
    async (path) => {
      const { headers } = await fetch(`${await serve()}${path}`);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test("has no script or style in its markup, and names files by relative URLs", async () => {
    const text = await (await fetch(`${await serve()}/`)).text();
    expect(text).not.toMatch(/<style|style=|<script(?! type="module" src="\.\/-\/page\/app\.js"><)|\son\w+=/);
    const urls = [...text.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, url = ""]) => url);
    expect(urls.filter((url) => !url.startsWith("./"))).toEqual([]);
  });

  test("is not sent again to a browser that has it cached", async () => {
    const url = `${await serve()}/-/page/app.js`;
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await fetch(url, { headers: { "If-None-Match": known } });
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    expect((await fetch(url, { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
  });

  test("has the licence notice of the library that it includes", async () => {
    const text = await (await fetch(`${await serve()}/-/page/app.js`)).text();
    expect(text.slice(0, 2000)).toContain("Copyright (c) 2022 Leon Sorokin");
    expect(text.slice(0, 2000)).toContain(
      "The above copyright notice and this permission notice shall be included",
    );
  });

  test("gets the families, their labels and the path of the metrics", async () => {
    const origin = await serve({ path: "/a%20b/me%3Atrics" });
    const response = await fetch(`${origin}/-/page/program.json`);
    const program = (await response.json()) as ProgramDescription; // as the page reads it
    const orders = { name: "orders", type: "counter", help: "Orders.", labels: ["paid"], labelSets: 2 };
    expect(program).toMatchObject({ name: expect.any(String), metrics: "./a%20b/me%3Atrics" });
    const sent = { name: "sent", type: "counter", help: "Sent.", unit: "bytes", labels: [], labelSets: 1 };
    expect(program.families.slice(0, 2)).toEqual([orders, sent]);
    expect((await fetch(new URL(program.metrics, `${origin}/`))).status).toBe(200);
  });

  test("answers 404 for unknown files", async () => {
    const origin = await serve();
    for (const path of ["/-/page/", "/-/page/other.js", "/-/other", "/index.html"]) {
      expect((await fetch(`${origin}${path}`)).status).toBe(404);
    }
  });

  test("can be switched off", async () => {
    const origin = await serve({ page: false });
    for (const path of ["/", "/-/page/app.js", "/-/page/program.json"]) {
      expect((await fetch(`${origin}${path}`)).status).toBe(404);
    }
  });

  test.each(["/", "/-/page/app.js"])("gives way to metrics at %s", async (path) => {
    const origin = await serve({ path });
    expect(await (await fetch(`${origin}${path}`)).text()).toContain("# HELP orders Orders.");
    expect((await fetch(`${origin}/-/page/style.css`)).status).toBe(404);
  });
});

describe("programName", () => {
  test.each([
    ["its own title", { title: "shop", script: "/srv/main.js", want: "shop" }],
    ["its own title's last part", { title: "/usr/bin/shop", script: undefined, want: "shop" }],
    ["undefined if there is no script", { title: "node", script: undefined, want: undefined }],
  ])("is %s", (_, { title, script, want }) => {
    expect(programName(title, script)).toBe(want);
  });

  test("is the nearest package that has a name", () => {
    const folder = mkdtempSync(join(tmpdir(), "metricsmith-name-"));
    try {
      mkdirSync(join(folder, "dist/deep"), { recursive: true });
      writeFileSync(join(folder, "package.json"), '{ "name": "@acme/shop" }');
      writeFileSync(join(folder, "dist/package.json"), '{ "type": "module" }');
      writeFileSync(join(folder, "dist/deep/package.json"), "{ not JSON");
      expect(programName("/usr/bin/node", join(folder, "dist/deep/main.js"))).toBe("@acme/shop");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("where a page of another site has its own name lead to this machine", () => {
  /** The statuses of `/`, of the page's data and of the metrics, under the name of a host. */
  async function statusesAs(host: string, origin: string): Promise<readonly (number | undefined)[]> {
    const paths = ["/", "/-/page/program.json", "/metrics"];
    return Promise.all(
      paths.map(
        (path) =>
          new Promise<number | undefined>((resolve, reject) => {
            get(`${origin}${path}`, { headers: { host }, agent: false }, (response) => {
              response.resume();
              resolve(response.statusCode);
            }).on("error", reject);
          }),
      ),
    );
  }

  test.each(["localhost", "127.0.0.1:9959", "[::1]:9959", "portal.localhost", "LOCALHOST"])(
    "a server on loopback shows its page under %s",
    async (host) => {
      expect(await statusesAs(host, await serve())).toEqual([200, 200, 200]);
    },
  );

  test.each(["attacker.example", "localhost.attacker.example", "127.0.0.1.nip.io", "10.0.0.1"])(
    "it does not under %j, and still answers scrapes",
    async (host) => {
      expect(await statusesAs(host, await serve())).toEqual([403, 403, 200]);
    },
  );

  test("a server on other interfaces shows it under any name", async () => {
    expect(await statusesAs("shop.example", await serve({ host: "0.0.0.0" }))).toEqual([200, 200, 200]);
  });

  test.each([
    ["shop.example", [200, 200, 200]],
    ["SHOP.example:9959", [200, 200, 200]],
    ["[fd00::1]:9959", [200, 200, 200]],
    ["localhost", [403, 403, 403]],
    ["shop.example.attacker.example", [403, 403, 403]],
  ])("allowedHosts decides for all paths: %s", async (host, want) => {
    expect(await statusesAs(host, await serve({ allowedHosts: ["Shop.example", "fd00::1"] }))).toEqual(want);
  });

  test.each([[["shop.example:80"]], [["http://shop.example"]], [[""]], ["shop.example"]])(
    "allowedHosts cannot be %j",
    async (allowedHosts) => {
      const started = serve({ allowedHosts: allowedHosts as readonly string[] }); // a caller that is not type-checked
      await expect(started).rejects.toThrow(
        /^the option allowedHosts is .*; expected host names without ports/,
      );
    },
  );
});

test("files that could not be loaded are loaded at the next request", async () => {
  let loads = 0;
  const page = createPage(new Metrics({ address: "", families: [] }), "/metrics", () => {
    loads += 1;
    return loads === 1 ? Promise.reject(new Error("EMFILE: too many open files")) : loadFiles();
  });
  const request = new IncomingMessage(new Socket());
  request.method = "GET";
  const replies = [await page?.(request, "/"), await page?.(request, "/")];
  expect(replies.map((reply) => reply?.status)).toEqual([500, 200]);
});
