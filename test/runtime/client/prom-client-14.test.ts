import type * as promClient from "prom-client";
import * as client14 from "prom-client-14";
import { expect, test } from "vitest";
import { startMetricsServer } from "../../../runtime/server/metrics-server.js";
import { type Registry, registryPair } from "../../support/runtime/prom-clients.js";

/** The oldest client that the runtime takes. The exports that these tests use are the same as in later ones. */
const client = client14 as unknown as typeof promClient;

/** prom-client 14 knows no exemplars: its buckets have no `exemplar`, where those of 15 have `null`. */
function withoutExemplars(json: object): unknown {
  return JSON.parse(JSON.stringify(json, (key, value) => (key === "exemplar" ? undefined : value)));
}

test("a registry of prom-client 14 has the families like the client's own metrics", async () => {
  const { ours, own } = registryPair(client);
  expect(await ours.metrics()).toBe(await own.metrics());
  expect(withoutExemplars(await ours.getMetricsAsJSON())).toEqual(
    withoutExemplars(await own.getMetricsAsJSON()),
  );
  expect(await ours.getSingleMetricAsString("duration")).toBe(await own.getSingleMetricAsString("duration"));
});

test("its default labels are on the families, too", async () => {
  const { ours, own } = registryPair(client);
  for (const registry of [ours, own]) registry.setDefaultLabels({ app: "portal", method: "default" });
  for (let time = 0; time < 2; time++) expect(await ours.metrics()).toBe(await own.metrics());
  expect(await ours.metrics()).toContain('users{app="portal",method="default"} -Inf\n');
});

test("the values of several processes are added up by prom-client 14", async () => {
  const { ours, own } = registryPair(client);
  const aggregate = async (registry: Registry) => {
    const sent = structuredClone(await registry.getMetricsAsJSON()) as unknown as object[];
    return client.AggregatorRegistry.aggregate([sent, sent] as unknown as object[]).metrics();
  };
  expect(await aggregate(ours)).toBe(await aggregate(own));
});

test("a server serves the families with the default and the constant labels, and the registry's own metrics", async () => {
  const { metrics } = registryPair(client);
  const registry = new client.Registry();
  registry.setDefaultLabels({ app: "portal" });
  new client.Counter({ name: "own_total", help: "Own.", registers: [registry] }).inc(3);
  const server = await startMetricsServer(metrics, {
    host: "127.0.0.1",
    port: 0,
    registry,
    labels: { region: "eu" },
    defaultMetrics: false,
  });
  try {
    const lines = (await (await fetch(server.url)).text()).split("\n");
    expect(lines.filter((line) => /^(own_total|users|requests_total|startup_sum)\{/.test(line))).toEqual([
      'requests_total{app="portal",region="eu",method="GET",success="false"} 1',
      'requests_total{app="portal",region="eu",method="P\\"U\\\\T\\n",success="true"} 2.5',
      'users{app="portal",region="eu"} -Inf',
      'startup_sum{app="portal",region="eu"} 3',
      'own_total{region="eu",app="portal"} 3',
    ]);
  } finally {
    await server.close();
  }
});
