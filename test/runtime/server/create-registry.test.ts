import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import { createRegistry } from "../../../runtime/server/installed-client.js";

describe("createRegistry", () => {
  test("creates a registry of prom-client with the families and Node's process metrics", async () => {
    const registry = await createRegistry(program());
    expect(registry).toBeInstanceOf(promClient.Registry);
    const text = await registry.metrics();
    expect(text).toContain("\nusers 7\n");
    expect(text).toContain("\nprocess_cpu_user_seconds_total ");
  });

  test("registers only the families if process metrics are off", async () => {
    const metrics = program();
    const registry = await createRegistry(metrics, { defaultMetrics: false });
    const names = (await registry.getMetricsAsJSON()).map((metric) => ({ name: "", ...metric }).name);
    expect(names).toEqual(metrics.families.map(({ name }) => name));
  });

  test("does not use the client's global registry, and returns a new registry each time", async () => {
    const metrics = program();
    expect(await createRegistry(metrics)).not.toBe(await createRegistry(metrics));
    expect(promClient.register.getMetricsAsArray()).toEqual([]);
  });
});

function program(): Metrics {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  users.set(0, 7, undefined);
  return new Metrics({ address: "", families: [users] });
}
