import { once } from "node:events";
import {
  createServer,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Slices } from "../../../runtime/server/scrape.js";
import { ScrapeLimiter, ScrapeRefusal } from "../../../runtime/server/scrape-limits.js";

const servers: Server[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe("the deadline", () => {
  test.each([
    [undefined, 60_000],
    ["10", 9500],
    ["10.5", 10_000],
    ["0.6", 300],
    ["0.001", 0.5],
    ["3600", 60_000],
    ["1e999", 60_000],
    ["0", 60_000],
    ["-1", 60_000],
    ["", 60_000],
    ["ten", 60_000],
    ["10, 20", 60_000],
  ])("of a scraper that states %j seconds is %d ms", async (stated, want) => {
    const headers = stated === undefined ? {} : { "X-Prometheus-Scrape-Timeout-Seconds": stated };
    const { request, response } = await exchange(headers);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const limiter = new ScrapeLimiter({ maxScrapes: 1, timeout: 60_000 });
    const outcome = limiter
      .run(request, response, () => new Promise(() => {}))
      .catch((error: Error) => error);
    let ended = false;
    void outcome.then(() => {
      ended = true;
    });
    if (want > 1) await vi.advanceTimersByTimeAsync(want - 1);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toBeInstanceOf(ScrapeRefusal);
    expect(await outcome).toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^the metrics could not be collected within ${want / 1000} s; .* timeouts.scrape`),
      ),
    });
  });
});

describe("a limited scrape", () => {
  test("returns the metrics if they are collected in time", async () => {
    const { request, response } = await exchange({});
    const slices: Slices = [new Uint8Array()].values();
    const limiter = new ScrapeLimiter({ maxScrapes: 1, timeout: 1000 });
    expect(await limiter.run(request, response, () => Promise.resolve(slices))).toBe(slices);
  });

  test("takes the place of one whose connection may be ended, which is collected", async () => {
    const slices: Slices = [new Uint8Array()].values();
    const [first, second, third] = [await exchange({}), await exchange({}), await exchange({})];
    const candidates: number[] = [];
    const limiter = new ScrapeLimiter({
      maxScrapes: 2,
      timeout: 1000,
      endSlowest: (sockets) => {
        candidates.push(sockets.length);
        return sockets[0];
      },
    });
    void limiter.run(first.request, first.response, () => new Promise(() => {})).catch(() => {});
    let finish = (_: Slices) => {};
    const collecting = new Promise<Slices>((resolve) => {
      finish = resolve;
    });
    const collected = limiter.run(second.request, second.response, () => collecting);
    const run = () => limiter.run(third.request, third.response, () => Promise.resolve(slices));
    await expect(run()).rejects.toThrow("2 scrapes are in flight, which is the limit");
    finish(slices);
    await collected;
    await turn();
    expect(await run()).toBe(slices);
    expect(candidates).toEqual([0, 1]);
  });

  test("rejects with the collector's error", async () => {
    const { request, response } = await exchange({});
    const limiter = new ScrapeLimiter({ maxScrapes: 1, timeout: 1000 });
    const failed = limiter.run(request, response, () => Promise.reject(new Error("gone")));
    await expect(failed).rejects.toThrow("gone");
  });
});

/** A request with headers and its response, as a server has them. */
async function exchange(
  headers: IncomingHttpHeaders,
): Promise<{ readonly request: IncomingMessage; readonly response: ServerResponse }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const requested = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  get({ port, host: "127.0.0.1", headers }).on("error", () => {});
  const [request, response] = await requested;
  servers.push(server);
  return { request, response };
}
