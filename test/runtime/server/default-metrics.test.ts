import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { defaultMetricsRegistry } from "../../../runtime/server/default-metrics.js";

describe("defaultMetricsRegistry", () => {
  test("has Node's process metrics, and is not the client's global registry", async () => {
    const registry = await defaultMetricsRegistry(undefined);
    expect(await registry?.metrics()).toContain("\nprocess_cpu_user_seconds_total ");
    expect(promClient.register.getMetricsAsArray()).toEqual([]);
  });

  test("is the same for every server, since its observers cannot be stopped", async () => {
    expect(await defaultMetricsRegistry(undefined)).toBe(
      await defaultMetricsRegistry(new promClient.Registry()),
    );
  });

  test("is none where the application's registry has them", async () => {
    const register = new promClient.Registry();
    promClient.collectDefaultMetrics({ register });
    expect(await defaultMetricsRegistry(register)).toBeUndefined();
  });
});
