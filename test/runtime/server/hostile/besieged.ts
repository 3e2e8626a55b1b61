import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CounterFamily } from "../../../../runtime/family/counter.js";
import { Metrics } from "../../../../runtime/metrics.js";
import { type MetricsServer, startMetricsServer } from "../../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../../runtime/server/options.js";
import { integerVector } from "../../../../runtime/vector/integer-vector.js";

/** Short enough for tests; a normal client takes some milliseconds. */
export const SHORT = { read: 400, write: 400, idle: 400 };

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

  async start(options: MetricsServerOptions = {}, metrics = programOf(100)): Promise<MetricsServer> {
    const server = await startMetricsServer(metrics, {
      ...(options.address === undefined ? { host: "127.0.0.1", port: 0 } : {}),
      defaultMetrics: false,
      page: false,
      keepProcessAlive: true,
      timeouts: SHORT,
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
