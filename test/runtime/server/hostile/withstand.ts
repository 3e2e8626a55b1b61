import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, vi } from "vitest";
import type { MetricsServer } from "../../../../runtime/server/metrics-server.js";
import { type AskOptions, ask } from "../web-config/served.js";

/** In bytes: what the heap may differ by. A connection that is held takes some 10 kB. `expect.poll` holds what it asks. */
const SLACK = 1_000_000;

/** How often it is looked whether an attack leaves memory: what is held grows each time, code is compiled once. */
const TURNS = 4;

/**
 * Attacks a server twice or more, the first time so that code is compiled and memory allocated; holds that behind it a normal
 * scrape answers in its usual time, that no socket is left open, and that no memory is held.
 *
 * @param server with `keepProcessAlive`, without which its sockets cannot be counted
 */
export async function withstand(
  server: MetricsServer,
  attack: () => Promise<unknown>,
  scrape: AskOptions = {},
): Promise<void> {
  const sockets = openSockets();
  const usual = await scrapeTime(server, scrape);
  await attack();
  await allClosed(sockets);
  let growth = Infinity;
  for (let turn = 0; turn < TURNS && growth >= SLACK; turn++) {
    const before = heap();
    await attack();
    await allClosed(sockets);
    const time = await scrapeTime(server, scrape);
    await allClosed(sockets);
    growth = heap() - before;
    expect(time).toBeLessThan(usual * 10 + 250); // other tests run beside
  }
  expect(growth).toBeLessThan(SLACK);
}

/** Resolves when no more sockets are open in this process than there were. */
export async function allClosed(before: number): Promise<void> {
  await vi.waitFor(() => expect(openSockets()).toBeLessThanOrEqual(before), {
    timeout: 20_000,
    interval: 20,
  });
}

/** Both those of clients and those of servers, of TCP and of Unix sockets. */
export function openSockets(): number {
  const names = process.getActiveResourcesInfo();
  return names.filter((name) => name === "TCPSocketWrap" || name === "PipeWrap").length;
}

/** The median time of five normal scrapes, in milliseconds. */
async function scrapeTime({ url }: MetricsServer, options: AskOptions): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 5; count++) {
    const start = performance.now();
    const { status, body } = await ask(url, options);
    times.push(performance.now() - start);
    expect([status, body.endsWith("\n")]).toEqual([200, true]);
  }
  return times.sort((one, other) => one - other)[2] ?? 0;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heap(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
