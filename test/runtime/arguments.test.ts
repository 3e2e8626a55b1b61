import { describe, expect, test } from "vitest";
import { type ClientRegistry, registerMetrics } from "../../runtime/client/registry.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { Metrics } from "../../runtime/metrics.js";
import { exemplarsFromActiveSpan } from "../../runtime/opentelemetry.js";
import { answerPrimary } from "../../runtime/server/cluster/cluster-worker.js";
import { metricsFetchHandler, metricsHandler } from "../../runtime/server/handlers.js";
import { createRegistry } from "../../runtime/server/installed-client.js";
import { startMetricsServer } from "../../runtime/server/metrics-server.js";
import { joinMetrics, shareMetrics } from "../../runtime/workers.js";

const metrics = new Metrics({
  address: "tcp://127.0.0.1:0/metrics",
  families: [new CounterFamily({ name: "orders", help: "Orders", vectors: [] })],
});

/** Calls a function as a caller that is not type-checked does. */
type Call = (metrics: Metrics, options: object) => unknown;

const FUNCTIONS: readonly (readonly [string, Call])[] = [
  ["startMetricsServer", startMetricsServer],
  ["metricsHandler", metricsHandler],
  ["metricsFetchHandler", metricsFetchHandler],
  ["createRegistry", createRegistry],
  ["answerPrimary", answerPrimary],
  ["joinMetrics", joinMetrics],
];

async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return "no error";
}

describe("an argument that is not metrics is an error with the name of the function", () => {
  const all: typeof FUNCTIONS = [
    ...FUNCTIONS,
    ["shareMetrics", shareMetrics],
    ["exemplarsFromActiveSpan", exemplarsFromActiveSpan],
    ["registerMetrics", (given) => registerMetrics(given, {} as ClientRegistry)],
  ];

  test.each(all)("%s", async (name, call) => {
    for (const [given, shown] of [
      [undefined, "undefined"],
      [null, "null"],
      [{}, "an object"],
      ["metrics", '"metrics"'],
      [[], "an empty list"],
    ]) {
      expect(await messageOf(() => call(given as unknown as Metrics, {}))).toBe(
        `${name}: the metrics are ${shown}; pass the \`metrics\` that the generated recorders export, ` +
          'as in import { metrics } from "./generated/recorders.js"',
      );
    }
    const namespace = { metrics } as unknown as Metrics;
    expect(await messageOf(() => call(namespace, {}))).toContain("it has a property `metrics`: pass that");
  });
});

describe("an option that is not known is an error with the known ones", () => {
  test.each(FUNCTIONS)("%s", async (name, call) => {
    expect(await messageOf(() => call(metrics, { zzzzzz: undefined }))).toMatch(
      new RegExp(`^${name}: there is no option zzzzzz; the options are \\w+`),
    );
    expect(await messageOf(() => call(metrics, [9959]))).toMatch(
      new RegExp(`^${name}: the options are an object; expected an object with \\w+`),
    );
  });

  test.each<readonly [object, string]>([
    [{ prot: 1 }, "there is no option prot; did you mean port? the options are host, port, path,"],
    [{ adress: "" }, "there is no option adress; did you mean address?"],
    [{ webconfigfile: "" }, "there is no option webconfigfile; did you mean webConfigFile?"],
    [
      { limits: { scrape: 1 } },
      "there is no option limits.scrape; did you mean limits.scrapes? the options in limits are connections, scrapes and texts",
    ],
    [{ timeouts: { reed: 1 } }, "there is no option timeouts.reed; did you mean timeouts.read?"],
    [{ buffers: { raed: 1 } }, "did you mean buffers.read? the options in buffers are read"],
    [{ cluster: { time: 1 } }, "there is no option cluster.time; the options in cluster are timeout"],
    [{ config: { timeouts: { wirte: 1 } } }, "did you mean config.timeouts.write?"],
    [{ toString: 1 }, "there is no option toString;"],
  ])("startMetricsServer: %o", async (options, want) => {
    expect(await messageOf(() => startMetricsServer(metrics, options))).toContain(want);
  });

  test("the time of closing a server, and the way of recording", async () => {
    const server = await startMetricsServer(metrics, { defaultMetrics: false });
    const close: Call = (_, options) => server.close(options);
    expect(await messageOf(() => close(metrics, { dedline: 1 }))).toBe(
      "close: there is no option dedline; did you mean deadline? the options are deadline",
    );
    await server.close();
    const configure: Call = (of, options) => of.configure(options);
    expect(await messageOf(() => configure(metrics, { stict: true }))).toBe(
      "metrics.configure: there is no option stict; did you mean strict? the options are strict and warn",
    );
  });
});
