import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import type { Page } from "../../../runtime/server/page/page.js";
import { sendReply, textReply } from "../../../runtime/server/reply.js";
import { createRoutes, type HostCheck } from "../../../runtime/server/routes.js";
import { createScrape } from "../../../runtime/server/scrape.js";
import { createScrapeReply } from "../../../runtime/server/scrape-reply.js";

const TEXT = "text/plain; version=0.0.4; charset=utf-8";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

describe("createRoutes", () => {
  test.each([
    ["GET of the path", { given: ["GET", "/metrics"], want: 200 }],
    ["HEAD of the path", { given: ["HEAD", "/metrics"], want: 200 }],
    ["a query", { given: ["GET", "/metrics?name[]=up&x=/"], want: 200 }],
    ["a path with escapes", { given: ["GET", "/%6Detrics"], want: 200 }],
    ["a whole URL, as a proxy sends it", { given: ["GET", "http://portal:9959/metrics?x"], want: 200 }],
    ["the root", { given: ["GET", "/"], want: 404 }],
    ["a path below", { given: ["GET", "/metrics/"], want: 404 }],
    ["a path with dots", { given: ["GET", "/x/../metrics"], want: 404 }],
    ["another case", { given: ["GET", "/Metrics"], want: 404 }],
    ["a bad escape", { given: ["GET", "/metrics%"], want: 404 }],
    ["a host in the path", { given: ["GET", "//metrics"], want: 404 }],
    ["another method of another path", { given: ["POST", "/"], want: 404 }],
    ["POST of the path", { given: ["POST", "/metrics"], want: 405 }],
    ["OPTIONS of the path", { given: ["OPTIONS", "/metrics"], want: 405 }],
    ["OPTIONS of the server", { given: ["OPTIONS", "*"], want: 404 }],
    ["HEAD of the health", { given: ["HEAD", "/-/healthy"], want: 200 }],
    ["POST of the health", { given: ["POST", "/-/healthy"], want: 405 }],
    ["a path below the health", { given: ["GET", "/-/healthy/"], want: 404 }],
  ] as const)("%s", async (_, { given: [method, path], want }) => {
    expect((await ask({ method, path })).status).toBe(want);
  });

  test("answers GET with the exposition, its content type and its length", async () => {
    const { headers, body } = await ask({ help: "Größe" });
    expect(body).toContain("# HELP users Größe\n");
    expect(headers["content-type"]).toBe(TEXT);
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(body)));
  });

  test("answers HEAD with the headers of GET, and no body", async () => {
    const get = await ask({});
    const head = await ask({ method: "HEAD" });
    expect(head.body).toBe("");
    expect(head.headers["content-type"]).toBe(TEXT);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
  });

  test("answers another method with the allowed methods", async () => {
    const { headers, body } = await ask({ method: "DELETE" });
    expect(headers.allow).toBe("GET, HEAD");
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toBe("only GET and HEAD are allowed\n");
  });

  test("answers another path with the path of the metrics", async () => {
    expect((await ask({ path: "/" })).body).toBe("not found; the metrics are at /metrics\n");
  });

  test("checks who may read the page before it makes the page's reply", async () => {
    const asked: string[] = [];
    const page = async (_: unknown, path: string) => {
      asked.push(path);
      return textReply(200, "the page\n");
    };
    const answer = async (mayReadPage: boolean, path: string) =>
      (await ask({ path, page, mayReadPage: () => mayReadPage })).status;
    expect([await answer(false, "/"), await answer(true, "/"), await answer(false, "/metrics")]).toEqual([
      403, 200, 200,
    ]);
    expect(asked).toEqual(["/"]);
  });

  test.each([
    ["throws", { fail: () => refuse(new Error("the pool is gone")), want: "the pool is gone" }],
    ["rejects", { fail: () => Promise.reject(new Error("the pool is gone")), want: "the pool is gone" }],
    ["throws a string", { fail: () => refuse("gone"), want: '"gone"' }],
    ["throws an object without a prototype", { fail: () => refuse(Object.create(null)), want: "an object" }],
  ])("answers 500 with the cause when a collector %s", async (_, { fail, want }) => {
    const { status, headers, body } = await ask({ fail });
    expect(status).toBe(500);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(body).toContain(`the metrics could not be collected: ${want}`);
  });

  test.each([
    ["healthy", { path: "/-/healthy", closing: false, want: [200, "healthy\n"] }],
    ["healthy while it closes", { path: "/-/healthy", closing: true, want: [200, "healthy\n"] }],
    ["ready", { path: "/-/ready", closing: false, want: [200, "ready\n"] }],
    [
      "not ready while it closes",
      { path: "/-/ready", closing: true, want: [503, "not ready: the server is closing\n"] },
    ],
  ])("says that the server is %s", async (_, { path, closing, want }) => {
    const { status, body } = await ask({ path, closing });
    expect([status, body]).toEqual(want);
  });

  test("does not count requests that are not for the metrics", async () => {
    const metrics = new Metrics({ address: "", families: [] });
    for (const path of ["/-/healthy", "/other"]) await ask({ path, metrics });
    expect((await ask({ metrics })).body).toContain(
      '\npromhttp_metric_handler_requests_total{code="200"} 0\n',
    );
    expect((await ask({ metrics })).body).not.toContain('code="404"');
  });

  test("asks the client to close the connection while the server is closing", async () => {
    expect((await ask({ closing: true })).headers.connection).toBe("close");
    expect((await ask({ closing: false })).headers.connection).toBe("keep-alive");
  });
});

interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly help?: string;
  readonly closing?: boolean;
  readonly metrics?: Metrics;
  readonly fail?: () => Promise<string>;
  readonly page?: Page;
  readonly mayReadPage?: HostCheck;
}

async function ask({
  method = "GET",
  path = "/metrics",
  help = "h",
  closing = false,
  metrics = new Metrics({ address: "", families: [new GaugeFamily({ name: "users", help, vectors: [] })] }),
  fail,
  ...ofPage
}: Question) {
  const registry =
    fail === undefined
      ? undefined
      : {
          contentType: TEXT,
          metrics: fail,
          getMetricsAsJSON: async () => [],
          getMetricsAsArray: () => [],
          getSingleMetricAsString: fail,
          getSingleMetric: () => undefined,
          setDefaultLabels: () => {},
          removeSingleMetric: () => {},
          registerMetric: () => {},
        };
  const scrape = createScrape({ metrics, registry, processMetrics: undefined });
  const scrapeReply = createScrapeReply(metrics, scrape);
  const route = createRoutes({ path: "/metrics", scrapeReply, isClosing: () => closing, ...ofPage });
  const listening = createServer(
    async (incoming, response) => void sendReply(response, await route(incoming, response)),
  );
  server?.close();
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as AddressInfo; // it listens on TCP
  return exchange({ method, path, port });
}

function exchange({
  method,
  path,
  port,
}: {
  readonly method: string;
  readonly path: string;
  readonly port: number;
}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

function refuse(reason: unknown): never {
  throw reason;
}
