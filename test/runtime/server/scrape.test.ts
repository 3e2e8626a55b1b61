import * as promClient from "prom-client";
import { describe, expect, test, vi } from "vitest";
import { registerMetrics } from "../../../runtime/client/register-metrics.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { Metrics } from "../../../runtime/metrics.js";
import { MetricsServerError } from "../../../runtime/server/metrics-server-error.js";
import { checkRegistry, createScrape } from "../../../runtime/server/scrape.js";

const REJECTED = "metricsmith_rejected_samples_total";

describe("a scrape", () => {
  test("has the families, then the application's metrics, then Node's", async () => {
    const text = await scraped({ registry: registryWith("own"), defaults: registryWith("process_x") });
    expect(namesOf(text)).toEqual(["users", REJECTED, "own", "process_x"]);
    expect(text).toContain("\nusers 7\n");
    expect(text).toContain("\nown 1\n");
    expect(text).not.toContain("\n\n");
  });

  test("has the families once if the application's registry has them too", async () => {
    const metrics = program();
    const registry = registryWith("own");
    registerMetrics(metrics, registry);
    const text = await scraped({ metrics, registry });
    expect(namesOf(text)).toEqual(["users", REJECTED, "own"]);
  });

  test("reads a sampled series once, also if the application's registry has it too", async () => {
    const metrics = program();
    const registry = registryWith("own");
    registerMetrics(metrics, registry);
    const read = vi.fn(() => 3);
    const [users] = metrics.families;
    if (users?.type === "gauge") users.sample(0, read, undefined);
    expect(await scraped({ metrics, registry })).toContain("\nusers 3\n");
    expect(read).toHaveBeenCalledOnce();
  });

  test("has a counter that the scrape of an OpenMetrics registry has renamed", async () => {
    const metrics = program();
    const registry = registryWith("own");
    registerMetrics(metrics, registry);
    const openMetrics: promClient.Registry<promClient.RegistryContentType> = new promClient.Registry();
    openMetrics.setContentType(promClient.openMetricsContentType);
    const registers = [registry, openMetrics] as promClient.Registry[]; // the types forbid what the client allows
    new promClient.Counter({ name: "hits_total", help: "h", registers }).inc();
    await openMetrics.metrics();
    expect(namesOf(await scraped({ metrics, registry }))).toEqual(["users", REJECTED, "own", "hits"]);
  });

  test("has the default labels of the application's registry on its metrics, not on the families", async () => {
    const metrics = program();
    const registry = registryWith("own");
    registry.setDefaultLabels({ app: "portal" });
    const before = await scraped({ metrics, registry });
    registerMetrics(metrics, registry);
    expect(await scraped({ metrics, registry })).toBe(before);
    expect(before).toContain('\nown{app="portal"} 1\n');
    expect(before).toContain("\nusers 7\n");
  });

  test("has the family where the application has another metric by its name", async () => {
    const text = await scraped({ registry: registryWith("users", "own") });
    expect(namesOf(text)).toEqual(["users", REJECTED, "own"]);
    expect(text).toContain("\nusers 7\n");
  });

  test("has the application's metric where Node's has the same name", async () => {
    const defaults = registryWith("process_x", "process_y");
    const text = await scraped({ registry: registryWith("process_x"), defaults });
    expect(namesOf(text)).toEqual(["users", REJECTED, "process_x", "process_y"]);
  });

  test("without any registry, is the exposition of the families", async () => {
    const metrics = program();
    expect(await scraped({ metrics })).toBe(new TextDecoder().decode(metrics.expose()));
  });

  test("that was given is not changed by the next", async () => {
    const metrics = program();
    const scrape = createScrape({ metrics, registry: undefined, defaults: undefined });
    const first = await scrape();
    const text = first.toString();
    const [users] = metrics.families;
    if (users?.type === "gauge") users.set(0, 123_456, undefined);
    expect((await scrape()).toString()).not.toBe(text);
    expect(first.toString()).toBe(text);
  });

  test("is in UTF-8", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({ name: "own", help: "Größe \u{1f600}", registers: [registry] });
    expect(await scraped({ registry })).toContain("# HELP own Größe \u{1f600}\n");
  });

  test("fails where the registry was switched to OpenMetrics", async () => {
    const registry: promClient.Registry<promClient.RegistryContentType> = registryWith("own");
    registry.setContentType(promClient.openMetricsContentType);
    await expect(scraped({ registry })).rejects.toThrow(MetricsServerError);
  });
});

describe("checkRegistry", () => {
  test("takes no registry, one without the families, and one that they are registered in", () => {
    const metrics = program();
    const registry = registryWith("own");
    checkRegistry(metrics, undefined);
    checkRegistry(metrics, registry);
    registerMetrics(metrics, registry);
    checkRegistry(metrics, registry);
  });

  test("refuses another metric by the name of a family, naming it", () => {
    expect(() => checkRegistry(program(), registryWith("users"))).toThrow(
      "metric users is both in the schema and in the application's registry",
    );
  });

  test("refuses a registry in OpenMetrics, quoting its content type", () => {
    const registry: promClient.Registry<promClient.RegistryContentType> = new promClient.Registry();
    registry.setContentType(promClient.openMetricsContentType);
    expect(() => checkRegistry(program(), registry)).toThrow('"application/openmetrics-text; version=1.0.0');
  });
});

function program(): Metrics {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  users.set(0, 7, undefined);
  return new Metrics({ address: "", families: [users] });
}

function registryWith(...names: readonly string[]): promClient.Registry {
  const registry = new promClient.Registry();
  for (const name of names) new promClient.Gauge({ name, help: "h", registers: [registry] }).set(1);
  return registry;
}

async function scraped(sources: Partial<Parameters<typeof createScrape>[0]>): Promise<string> {
  const all = { metrics: program(), registry: undefined, defaults: undefined, ...sources };
  return (await createScrape(all)()).toString("utf8");
}

function namesOf(text: string): string[] {
  return [...text.matchAll(/^# HELP (\S+)/gm)].map(([, name = ""]) => name);
}
