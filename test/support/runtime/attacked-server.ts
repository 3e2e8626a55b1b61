import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, vi } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { integerVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";
import { type AskOptions, ask } from "./web-config-server.js";

/** Short enough for tests; a normal client takes some milliseconds. */
export const SHORT = { read: 800, write: 400, idle: 400 };

/** For attacks that no time-out ends: on a busy machine, a request may take longer than the short ones. */
export const PATIENT = { read: 30_000, write: 30_000, idle: 400 };

/**
 * Of a Unix socket, the system holds some 200 kB between a server and its client; of TCP, it may be more than a scrape.
 * Connections are not cut off as idle.
 */
export const ON_SOCKET = {
  address: `unix://${join(tmpdir(), `metricsmith-${randomBytes(4).toString("hex")}.sock`)}?path=metrics`,
  timeouts: { ...SHORT, idle: 600_000 },
};

/** Servers that are attacked. */
export class Besieged {
  readonly #servers: MetricsServer[] = [];
  readonly #timeouts: MetricsServerOptions["timeouts"];

  constructor(timeouts: MetricsServerOptions["timeouts"] = SHORT) {
    this.#timeouts = timeouts;
  }

  async start(options: MetricsServerOptions = {}, metrics = programOf(100)): Promise<MetricsServer> {
    const server = await startMetricsServer(metrics, {
      ...(options.address === undefined ? { host: "127.0.0.1", port: 0 } : {}),
      defaultMetrics: false,
      page: false,
      keepProcessAlive: true,
      timeouts: this.#timeouts,
      ...options,
    });
    this.#servers.push(server);
    return server;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.close({ deadline: 0 })));
  }
}

/** A program whose exposition has that many series, of some 78 bytes each. */
export function programOf(series: number): Metrics {
  const vectors = [integerVector("id", { min: 100_000, max: 299_999 })];
  const name = "requests_of_all_kinds_with_a_name_that_fills_its_lines_total";
  const family = new CounterFamily({ name, help: "h", vectors });
  for (let index = 0; index < series; index++) family.record(index, index, {});
  return new Metrics({ address: "", families: [family] });
}

/** How much the heap may grow, in bytes. A leaked connection takes about 10 kB. `expect.poll` retains its promises. */
const SLACK = 1_000_000;

/** How many times an attack is repeated: a leak grows each time, but code is compiled only once. */
const TURNS = 4;

/**
 * Attacks a server twice or more, the first time so that code is compiled and memory allocated; holds that behind it a normal
 * scrape answers in its usual time, that no socket is left open, and that no memory leaks.
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

/** Counts the sockets of clients and servers, of TCP and Unix sockets. */
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
