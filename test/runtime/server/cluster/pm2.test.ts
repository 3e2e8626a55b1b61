import cluster from "node:cluster";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../../runtime/family/counter.js";
import { Metrics } from "../../../../runtime/metrics.js";
import { answerPrimary, type MetricsServerOptions, startMetricsServer } from "../../../../runtime/server.js";

/** Calls as in a worker of PM2. `isPrimary` stays true: this process listens by itself. */
beforeEach(() => {
  Object.assign(cluster, { isWorker: true });
  vi.stubEnv("pm_id", "0");
  vi.stubEnv("exec_mode", "cluster_mode");
});

afterEach(() => {
  Object.assign(cluster, { isWorker: false });
  vi.unstubAllEnvs();
});

function program() {
  const orders = new CounterFamily({ name: "orders", help: "Orders", vectors: [] });
  const metrics = new Metrics({ address: "tcp://127.0.0.1:0/metrics", families: [orders] });
  const warnings: string[] = [];
  metrics.configure({ warn: (message) => warnings.push(message) });
  return { metrics, warnings };
}

describe("in cluster mode of PM2, a server warns", () => {
  const ADVICE = "PM2 runs several processes of this application, and each scrape reaches one of them";

  test.each<
    [string, { env?: Record<string, string>; options?: MetricsServerOptions; want: readonly string[] }]
  >([
    ["not in the only process", { env: { instances: "1" }, want: [] }],
    ["in one of several", { env: { instances: "2" }, want: [ADVICE] }],
    ["in one that was added later", { env: { NODE_APP_INSTANCE: "1" }, want: [ADVICE] }],
    ["not if it has a port of its own", { env: { instances: "2" }, options: { port: 0 }, want: [] }],
  ])("%s", async (_, { env = {}, options = {}, want }) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const { metrics, warnings } = program();
    const server = await startMetricsServer(metrics, { defaultMetrics: false, ...options });
    await server.close();
    expect(warnings).toEqual(want.map((text) => expect.stringContaining(text)));
  });
});

test("in cluster mode of PM2, nobody can be answered, and the error says what to do", async () => {
  await expect(answerPrimary(program().metrics)).rejects.toThrow(
    /the primary of this process is PM2, which collects no metrics.*NODE_APP_INSTANCE/,
  );
});

test("in a worker of another cluster, a server warns of the other workers", async () => {
  vi.stubEnv("exec_mode", "fork_mode");
  const { metrics, warnings } = program();
  const server = await startMetricsServer(metrics, { defaultMetrics: false });
  await server.close();
  expect(warnings).toEqual([expect.stringContaining("answerPrimary(metrics) in the workers")]);
});
