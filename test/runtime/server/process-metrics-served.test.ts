import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { observeProcess } from "../../../runtime/process.js";
import { startMetricsServer } from "../../../runtime/server/metrics-server.js";
import type { MetricsServerOptions } from "../../../runtime/server/options.js";
import { collectGarbage } from "../../support/runtime/collect-garbage.js";
import { CLIENTS } from "../../support/runtime/prom-clients.js";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

describe("the metrics of the Node process", () => {
  test("are served without any client: none is loaded, so that none is warned about", async () => {
    const warnings: string[] = [];
    const metrics = program();
    metrics.configure({ warn: (message) => warnings.push(message) });
    const text = await scrape(await start(metrics, {}));
    expect(text).toContain("\nprocess_cpu_user_seconds_total ");
    expect(text).toContain("\n# TYPE nodejs_gc_duration_seconds histogram\n");
    expect(warnings).toEqual([]);
  });

  test("are not served with defaultMetrics: false", async () => {
    const text = await scrape(await start(program(), { defaultMetrics: false }));
    expect(text).not.toMatch(/^(process|nodejs)_/m);
  });

  describe.each(CLIENTS)("with a registry of %s", (_name, client) => {
    test.each(["", "shop_"])(
      "that has the client's, with the prefix %j, are the client's",
      async (prefix) => {
        const registry = new client.Registry();
        client.collectDefaultMetrics({ register: registry, prefix });
        const names = namesIn(await scrape(await start(program(), { registry })));
        const ofProcess = names.filter((name) => /(process|nodejs)_/.test(name));
        const given = registry.getMetricsAsArray().map(({ name }) => name);
        expect([...ofProcess].sort()).toEqual([...given].sort());
      },
    );

    test("that gets the client's after the start, are there once", async () => {
      const registry = new client.Registry();
      const server = await start(program(), { registry });
      client.collectDefaultMetrics({ register: registry });
      const names = namesIn(await scrape(server));
      expect(names).toEqual([...new Set(names)]);
    });
  });

  test("are observed until the server closes", async () => {
    const server = await start(program(), {});
    await server.close();
    await expectNoObserver();
  });

  test("are not observed if the server cannot listen", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    opened.push(other);
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo; // it listens on TCP
    await expect(start(program(), { port })).rejects.toThrow("in use");
    await expectNoObserver();
  });
});

function program(): Metrics {
  return new Metrics({ address: "", families: [] });
}

async function start(metrics: Metrics, options: MetricsServerOptions) {
  const server = await startMetricsServer(metrics, { host: "127.0.0.1", port: 0, ...options });
  opened.push(server);
  return server;
}

async function scrape({ url }: { readonly url: string }): Promise<string> {
  return (await fetch(url)).text();
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name);
}

/** A collection of garbage is counted while somebody observes the process. */
async function expectNoObserver(): Promise<void> {
  const processMetrics = observeProcess();
  processMetrics.close();
  const count = () => {
    const text = new TextDecoder().decode(processMetrics.expose());
    return /^nodejs_gc_duration_seconds_count\{kind="major"\} (.*)$/m.exec(text)?.[1];
  };
  const before = count();
  await collectGarbage();
  expect(count()).toBe(before);
}
