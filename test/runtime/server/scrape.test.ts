import { setImmediate } from "node:timers/promises";
import * as promClient from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type ClientRegistry, registerMetrics } from "../../../runtime/client/registry.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { integerVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { observeProcess, type ProcessMetrics } from "../../../runtime/process.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { checkRegistry, createScrape, type Slices } from "../../../runtime/server/scrape.js";
import { withoutSelf } from "../../support/runtime/exposed-text.js";

const ABOUT = ["metricsmith_rejected_samples_total", "metricsmith_series"];

const observed: ProcessMetrics[] = [];
afterEach(() => {
  for (const each of observed.splice(0)) each.close();
});

describe("a scrape", () => {
  test("has the families, then the application's metrics, then Node's", async () => {
    const processMetrics = observe();
    const text = await scraped({ registry: registryWith("own"), processMetrics });
    expect(namesOf(text)).toEqual([
      "users",
      ...ABOUT,
      "own",
      ...processMetrics.families.map(({ name }) => name),
    ]);
    expect(text).toContain("\nusers 7\n");
    expect(text).toContain("\nown 1\n");
    expect(text).not.toContain("\n\n");
  });

  test("has the families once if the application's registry has them too", async () => {
    const metrics = program();
    const registry = registryWith("own");
    registerMetrics(metrics, registry);
    const text = await scraped({ metrics, registry });
    expect(namesOf(text)).toEqual(["users", ...ABOUT, "own"]);
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
    expect(namesOf(await scraped({ metrics, registry }))).toEqual(["users", ...ABOUT, "own", "hits"]);
  });

  test("has the family if the application has another metric with its name", async () => {
    const text = await scraped({ registry: registryWith("users", "own") });
    expect(namesOf(text)).toEqual(["users", ...ABOUT, "own"]);
    expect(text).toContain("\nusers 7\n");
  });

  test.each(["duration", "duration_bucket", "duration_sum", "duration_count"])(
    "has a histogram's samples where the application has another metric by the name %s",
    async (name) => {
      const text = await scraped({ metrics: timed(), registry: registryWith(name, "own") });
      expect(namesOf(text)).toEqual(["duration", ...ABOUT, "own"]);
    },
  );

  test("has the application's metric if one of Node's has the same name", async () => {
    const registry = registryWith("process_open_fds");
    const text = await scraped({ registry, processMetrics: observe() });
    expect(text).toContain("\nprocess_open_fds 1\n");
    expect(namesOf(text).filter((name) => name === "process_open_fds")).toHaveLength(1);
    expect(namesOf(text)).toContain("process_max_fds");
  });

  test("without a registry is the exposition of the families", async () => {
    const metrics = program();
    expect(await scraped({ metrics })).toBe(new TextDecoder().decode(metrics.expose()));
  });

  test("does not change after the next one", async () => {
    const metrics = program();
    const scrape = createScrape({ metrics, registry: undefined, processMetrics: undefined });
    const first = collected(await scrape());
    const text = first.toString();
    const [users] = metrics.families;
    if (users?.type === "gauge") users.set(0, 123_456, undefined);
    expect(collected(await scrape()).toString()).not.toBe(text);
    expect(first.toString()).toBe(text);
  });

  test("reads the application's metrics one by one, but all collectors at once", async () => {
    const registry = new promClient.Registry();
    const running = { plain: 0, collectors: 0, mostPlain: 0, mostCollectors: 0 };
    for (const name of ["first", "second"]) {
      const metric = new promClient.Gauge({ name, help: "h", registers: [registry] });
      const read = metric.get.bind(metric);
      metric.get = async () => {
        running.mostPlain = Math.max(running.mostPlain, ++running.plain);
        await setImmediate();
        running.plain -= 1;
        return read();
      };
    }
    const collect = async () => {
      running.mostCollectors = Math.max(running.mostCollectors, ++running.collectors);
      for (let turn = 0; turn < 1000 && running.mostCollectors < 2; turn++) await setImmediate();
      running.collectors -= 1;
    };
    for (const name of ["third", "fourth"]) {
      new promClient.Gauge({ name, help: "h", registers: [registry], collect });
    }
    expect(namesOf(await scraped({ registry })).slice(-4)).toEqual(["first", "second", "third", "fourth"]);
    expect([running.mostPlain, running.mostCollectors]).toEqual([1, 2]);
  });

  test("has what a registry of the application's own class adds to its exposition", async () => {
    class Extended extends promClient.Registry {
      override async metrics(): Promise<string> {
        return `${await super.metrics()}# HELP added h\n# TYPE added gauge\nadded 2\n`;
      }
    }
    const registry = new Extended();
    new promClient.Gauge({ name: "own", help: "h", registers: [registry] });
    expect(namesOf(await scraped({ registry }))).toEqual(["users", ...ABOUT, "own", "added"]);
  });

  test("is in UTF-8", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({ name: "own", help: "Größe \u{1f600}", registers: [registry] });
    expect(await scraped({ registry })).toContain("# HELP own Größe \u{1f600}\n");
  });

  test("fails if the registry was switched to OpenMetrics", async () => {
    const registry: promClient.Registry<promClient.RegistryContentType> = registryWith("own");
    registry.setContentType(promClient.openMetricsContentType);
    await expect(scraped({ registry })).rejects.toThrow(MetricsServerError);
  });

  test("of many families comes in slices, with the registries' metrics in the last", async () => {
    const { metrics, text } = largeProgram();
    const slices = await createScrape({
      metrics,
      registry: registryWith("own"),
      processMetrics: undefined,
    })();
    const given: string[] = [];
    for (let slice = slices.next(); slice.done !== true; slice = slices.next()) {
      given.push(Buffer.from(slice.value).toString());
    }
    expect(given.length).toBeGreaterThan(2);
    expect(withoutSelf(given.join("")) === `${text}# HELP own h\n# TYPE own gauge\nown 1\n`).toBe(true);
  });

  test("of many families begins with a small slice if none is known to be small", async () => {
    const { metrics, text } = largeProgram();
    const scrape = createScrape({ metrics, registry: undefined, processMetrics: undefined });
    const sizes = async () => {
      const slices = await scrape();
      const given: number[] = [];
      for (let slice = slices.next(); slice.done !== true; slice = slices.next())
        given.push(slice.value.length);
      return given;
    };
    const first = await sizes();
    const later = await sizes();
    expect(Math.max(...first)).toBeLessThan((1 << 19) + (1 << 17)); // a family that may be cached is composed at once
    expect(Math.max(...later)).toBeLessThan(1 << 17);
    expect(later.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(text.length);
  });

  test("is complete if several run at once", async () => {
    const { metrics, text } = largeProgram();
    const scrape = createScrape({ metrics, registry: undefined, processMetrics: undefined });
    const scrapes = [await scrape(), await scrape()] as const;
    const texts = scrapes.map(() => "");
    for (let open = true; open; ) {
      open = false;
      for (const [position, slices] of scrapes.entries()) {
        const slice = slices.next();
        if (slice.done === true) continue;
        texts[position] += Buffer.from(slice.value).toString();
        open = true;
      }
    }
    expect(texts.map((each) => withoutSelf(each) === text)).toEqual([true, true]);
  });

  test.each([
    ["a collector", { fails: "own" }],
    ["a sampled gauge in strict mode", { fails: "users" }],
  ])("fails before its first slice if %s fails", async (_, { fails }) => {
    const { metrics } = largeProgram();
    const registry = new promClient.Registry();
    new promClient.Gauge({
      name: "own",
      help: "o",
      registers: [registry],
      collect: () => void failIf(fails === "own"),
    });
    const [, users] = metrics.families;
    if (users?.type === "gauge") users.sample(0, () => failIf(fails === "users"), undefined);
    metrics.configure({ strict: true });
    await expect(createScrape({ metrics, registry, processMetrics: undefined })()).rejects.toThrow("gone");
  });
});

describe("checkRegistry", () => {
  test("accepts no registry, one without the families, and one with the families", () => {
    const metrics = program();
    const registry = registryWith("own");
    checkRegistry(metrics, undefined);
    checkRegistry(metrics, registry);
    registerMetrics(metrics, registry);
    checkRegistry(metrics, registry);
  });

  test("refuses another metric with the name of a family, and names it", () => {
    expect(() => checkRegistry(program(), registryWith("users"))).toThrow(
      "metric users is both in the schema and in the application's registry",
    );
  });

  test.each(["duration", "duration_bucket", "duration_sum", "duration_count"])(
    "refuses another metric by the name %s of a histogram's samples, naming it",
    (name) => {
      expect(() => checkRegistry(timed(), registryWith(name))).toThrow(
        `metric ${name} is both in the schema and in the application's registry`,
      );
    },
  );

  test.each([
    ["null", { given: null }],
    ["a number", { given: 3 }],
    ["a string", { given: "prom-client" }],
    ["an empty object", { given: {} }],
    ["the client's module", { given: promClient }],
    ["an object with a content type that is not a string", { given: { contentType: 3 } }],
  ])("refuses %s for a registry, saying what to pass", (_, { given }) => {
    const registry = given as unknown as ClientRegistry; // an untyped caller can pass anything
    expect(() => checkRegistry(program(), registry)).toThrow(MetricsServerError);
    expect(() => checkRegistry(program(), registry)).toThrow(
      "the option registry is not a registry of prom-client or @prometheus-io/client; pass one, such as `register`",
    );
  });

  test("refuses a registry in OpenMetrics, and quotes its content type", () => {
    const registry: promClient.Registry<promClient.RegistryContentType> = new promClient.Registry();
    registry.setContentType(promClient.openMetricsContentType);
    expect(() => checkRegistry(program(), registry)).toThrow('"application/openmetrics-text; version=1.0.0');
  });
});

function observe(): ProcessMetrics {
  const processMetrics = observeProcess();
  observed.push(processMetrics);
  return processMetrics;
}

function program(): Metrics {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  users.set(0, 7, undefined);
  return new Metrics({ address: "", families: [users] });
}

function timed(): Metrics {
  const duration = new HistogramFamily({ name: "duration", help: "h", vectors: [], buckets: [1] });
  return new Metrics({ address: "", families: [duration] });
}

/** A program whose exposition is several slices, and that exposition. */
function largeProgram() {
  const vectors = [integerVector("id", { min: 0, max: 59_999 })];
  const requests = new CounterFamily({
    name: "requests_with_a_name_that_fills_lines_total",
    help: "h",
    vectors,
  });
  for (let index = 0; index < 60_000; index++) requests.record(index, index, {});
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const metrics = new Metrics({ address: "", families: [requests, users] });
  return { metrics, text: new TextDecoder().decode(metrics.expose()) };
}

function failIf(fails: boolean): number {
  if (fails) throw new Error("gone");
  return 1;
}

function registryWith(...names: readonly string[]): promClient.Registry {
  const registry = new promClient.Registry();
  for (const name of names) new promClient.Gauge({ name, help: "h", registers: [registry] }).set(1);
  return registry;
}

async function scraped(sources: Partial<Parameters<typeof createScrape>[0]>): Promise<string> {
  const all = { metrics: program(), registry: undefined, processMetrics: undefined, ...sources };
  return withoutSelf(collected(await createScrape(all)()).toString());
}

function collected(slices: Slices): Buffer {
  const bytes: Uint8Array[] = [];
  for (let slice = slices.next(); slice.done !== true; slice = slices.next()) bytes.push(slice.value);
  return Buffer.concat(bytes);
}

function namesOf(text: string): string[] {
  return [...text.matchAll(/^# HELP (\S+)/gm)].map(([, name = ""]) => name);
}
