import type * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { registerMetrics } from "../../../runtime/client/registry.js";
import type { Metrics } from "../../../runtime/metrics.js";
import { CLIENTS, type Registry, registryOf, registryPair } from "../../support/runtime/prom-clients.js";

const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

describe.each(CLIENTS)("in a registry of %s", (_, client) => {
  test("the text is that of the client's own metrics", async () => {
    const { ours, own } = registryPair(client);
    expect(await ours.metrics()).toBe(await own.metrics());
  });

  test("the JSON is that of the client's own metrics", async () => {
    const { ours, own } = registryPair(client);
    const json = await ours.getMetricsAsJSON();
    expect(json).toEqual(await own.getMetricsAsJSON());
    expect(JSON.stringify(json)).toBe(JSON.stringify(await own.getMetricsAsJSON()));
  });

  test("the text of a single metric is that of the client's own", async () => {
    const { ours, own } = registryPair(client);
    expect(await ours.getSingleMetricAsString("duration")).toBe(
      await own.getSingleMetricAsString("duration"),
    );
  });

  test("default labels are written as for the client's own metrics, into new objects", async () => {
    const { ours, own } = registryPair(client);
    for (const registry of [ours, own]) registry.setDefaultLabels({ app: "portal", method: "default" });
    for (let time = 0; time < 2; time++) {
      expect(await ours.metrics()).toBe(await own.metrics());
      expect(JSON.stringify(await ours.getMetricsAsJSON())).toBe(
        JSON.stringify(await own.getMetricsAsJSON()),
      );
    }
    ours.setDefaultLabels({});
    expect(await ours.metrics()).not.toContain("portal");
  });

  test("an OpenMetrics text is that of the client's own metrics", async () => {
    const { ours, own } = registryPair(client, OPEN_METRICS);
    const text = await own.metrics();
    expect(text).toContain("requests_total{");
    expect(await ours.metrics()).toBe(text);
    expect(await ours.metrics()).toBe(text);
  });

  test("an OpenMetrics scrape does not rename a counter of another registry or a later text", async () => {
    const { metrics, ours } = registryPair(client);
    const before = await ours.metrics();
    const openMetrics = registryOf(client, OPEN_METRICS);
    registerMetrics(metrics, openMetrics);
    await openMetrics.metrics();
    expect(await ours.metrics()).toBe(before);
    registerMetrics(metrics, openMetrics);
    expect(openMetrics.getMetricsAsArray()).toHaveLength(metrics.families.length);
  });

  test("a merged registry has the same as with the client's own metrics", async () => {
    const { ours, own } = registryPair(client);
    const other = new client.Registry();
    new client.Gauge({ name: "other", help: "o", registers: [other] }).set(1);
    expect(await client.Registry.merge([ours, other] as promClient.Registry[]).metrics()).toBe(
      await client.Registry.merge([own, other] as promClient.Registry[]).metrics(),
    );
  });

  test("the JSON of several processes is added up, as cluster aggregation does", async () => {
    const { ours, own } = registryPair(client);
    const sent = async (registry: Registry) => structuredClone(await registry.getMetricsAsJSON());
    const aggregate = async (registry: Registry) =>
      client.AggregatorRegistry.aggregate([await sent(registry), await sent(registry)] as unknown as object[])
        .getMetricsAsJSON()
        .then((metrics) => JSON.stringify(metrics));
    expect(await aggregate(ours)).toBe(await aggregate(own));
  });

  test("resetMetrics removes the series of the families", async () => {
    const { ours, metrics } = registryPair(client);
    ours.resetMetrics();
    expect(metrics.families.map(seriesCount)).toEqual([0, 1, 0, 1, 0, 0]);
  });

  test("a second call with one registry does nothing", async () => {
    const { ours, metrics } = registryPair(client);
    const before = await ours.metrics();
    registerMetrics(metrics, ours);
    expect(await ours.metrics()).toBe(before);
  });

  test("several registries can have the families, also again after clear", async () => {
    const { ours, metrics } = registryPair(client);
    const second = new client.Registry();
    registerMetrics(metrics, second);
    expect(await second.metrics()).toBe(await ours.metrics());
    second.clear();
    registerMetrics(metrics, second);
    expect(await second.metrics()).toBe(await ours.metrics());
  });

  test("throws an error with the name if another metric has it, and registers nothing", () => {
    const { metrics } = registryPair(client);
    const registry = new client.Registry();
    const taken = new client.Gauge({ name: "duration", help: "mine", registers: [registry] });
    expect(() => registerMetrics(metrics, registry)).toThrow(
      "cannot register metric duration: the registry already has another metric by that name; " +
        "remove that one, or rename the one in the schema",
    );
    expect(registry.getMetricsAsArray()).toEqual([taken]);
  });
});

function seriesCount(family: Metrics["families"][number]): number {
  let series = 0;
  family.forEach(() => {
    series++;
  });
  return series;
}
