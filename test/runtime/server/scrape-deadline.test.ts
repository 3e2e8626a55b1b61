import { createServer, get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { Slices } from "../../../runtime/server/scrape.js";
import { collectedWithin, deadlineOf, ScrapeRefusal } from "../../../runtime/server/scrape-limits.js";

describe("deadlineOf", () => {
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
    expect(deadlineOf(await received(headers), 60_000)).toBe(want);
  });
});

describe("collectedWithin", () => {
  test("gives what is collected in time", async () => {
    const slices: Slices = [new Uint8Array()].values();
    expect(await collectedWithin(Promise.resolve(slices), 1000)).toBe(slices);
  });

  test("passes on why it cannot be collected", async () => {
    await expect(collectedWithin(Promise.reject(new Error("gone")), 1000)).rejects.toThrow("gone");
  });

  test("refuses what takes longer, and says how to get it", async () => {
    const late = collectedWithin(new Promise(() => {}), 20);
    const ended = expect(late).rejects.toThrow(ScrapeRefusal);
    await new Promise((resolve) => setTimeout(resolve, 40)); // its own timer keeps no process alive
    await ended;
    await expect(late).rejects.toThrow(
      /^the metrics could not be collected within 0.02 s; .* timeouts.scrape/,
    );
  });
});

/** A request with headers, as a server has it. */
async function received(headers: IncomingHttpHeaders): Promise<IncomingMessage> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const request = await new Promise<IncomingMessage>((resolve) => {
    server.once("request", resolve);
    get({ port, host: "127.0.0.1", headers }).on("error", () => {});
  });
  server.close();
  server.closeAllConnections();
  return request;
}
