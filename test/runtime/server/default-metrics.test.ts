import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { defaultMetricsRegistry, loadInstalledClient } from "../../../runtime/server/installed-client.js";

const client = await loadInstalledClient();

describe("defaultMetricsRegistry", () => {
  test("has Node's process metrics, and is not the client's global registry", async () => {
    const registry = defaultMetricsRegistry(client, undefined);
    expect(await registry?.metrics()).toContain("\nprocess_cpu_user_seconds_total ");
    expect(promClient.register.getMetricsAsArray()).toEqual([]);
  });

  test("is the same for every server, since its observers cannot be stopped", () => {
    expect(defaultMetricsRegistry(client, undefined)).toBe(
      defaultMetricsRegistry(client, new promClient.Registry()),
    );
  });

  test("is undefined if the application's registry has these metrics", () => {
    const register = new promClient.Registry();
    promClient.collectDefaultMetrics({ register });
    expect(defaultMetricsRegistry(client, register)).toBeUndefined();
  });

  test("is undefined without a client", () => {
    expect(defaultMetricsRegistry(undefined, undefined)).toBeUndefined();
  });
});
