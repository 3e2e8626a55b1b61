import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { createHistogram } from "node:perf_hooks";
import * as promClient from "prom-client";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { observeProcess, type ProcessMetrics } from "../../../runtime/process.js";
import { collectGarbage } from "../../support/runtime/collect-garbage.js";

const perfHooks = createRequire(import.meta.url)("node:perf_hooks") as typeof import("node:perf_hooks");

/** All but the delay that a scrape itself measures, which is of another turn of the event loop for each. */
const LAG = /^nodejs_eventloop_lag_[a-z]+\d*_seconds/;

const open: ProcessMetrics[] = [];
afterEach(() => {
  for (const processMetrics of open.splice(0)) processMetrics.close();
});

describe("beside prom-client's in the same process", () => {
  let own: string;
  let client: string;

  beforeAll(async () => {
    const register = new promClient.Registry();
    promClient.collectDefaultMetrics({ register });
    const processMetrics = observeProcess();
    const decode = () => new TextDecoder().decode(processMetrics.expose());
    decode();
    await register.metrics();
    await collectGarbage();
    await collectGarbage();
    const text = register.metrics(); // reads at once, and resolves later
    own = decode();
    client = await text;
    processMetrics.close();
  });

  test("have the same names and types, in the same order", () => {
    expect(own.match(/^# TYPE .*/gm)).toEqual(client.match(/^# TYPE .*/gm));
    expect(own.match(/^# TYPE .*/gm)?.length).toBeGreaterThan(25);
  });

  test("have the same series", () => {
    expect([...samplesOf(own).keys()].sort()).toEqual([...samplesOf(client).keys()].sort());
  });

  /** How far two readings may differ that follow each other: absolutely, and in proportion to the value. */
  test.each<readonly [RegExp, { readonly absolute?: number; readonly relative?: number }]>([
    [/^process_cpu_/, { absolute: 0.05 }],
    [/^process_start_time_seconds$/, { absolute: 1 }],
    [/^(process_.*_bytes|nodejs_heap_size_.*|nodejs_external_memory_bytes)$/, { relative: 0.05 }],
    [/^nodejs_heap_space_size_(total|used)_bytes/, { relative: 0.05, absolute: 1 << 20 }],
    [/^nodejs_heap_space_size_available_bytes/, { absolute: 1 << 20 }],
    [/^process_(open|max)_fds$/, {}],
    [/^nodejs_active_(handles|requests|resources)/, {}],
    [/^nodejs_version_info/, {}],
  ])("have the same values of %s", (names, { absolute = 0, relative = 0 }) => {
    const expected = [...samplesOf(client)].filter(([series]) => names.test(series));
    expect(expected.length).toBeGreaterThan(0);
    for (const [series, value] of expected) {
      const difference = Math.abs((samplesOf(own).get(series) ?? Number.NaN) - value);
      const allowed = absolute + relative * value;
      expect({ series, off: difference > allowed ? difference : 0 }).toEqual({ series, off: 0 });
    }
  });

  test("count each garbage collection, also those that prom-client misses", () => {
    const collections = [...samplesOf(client)].filter(([series]) => series.startsWith("nodejs_gc_"));
    expect(collections.length).toBeGreaterThan(0);
    for (const [series, value] of collections) {
      expect({ series, fewer: (samplesOf(own).get(series) ?? 0) < value - 1e-9 }).toEqual({
        series,
        fewer: false,
      });
    }
  });
});

describe("the delays of the event loop", () => {
  const original = perfHooks.monitorEventLoopDelay;
  afterEach(() => {
    perfHooks.monitorEventLoopDelay = original;
    syncBuiltinESMExports();
  });

  test.each<readonly [string, readonly number[]]>([
    ["some", [11e6, 12e6, 12e6, 40e6, 250e6]],
    ["one", [10_500_000]],
    ["none", []],
  ])("are those of prom-client, from %s since the last scrape", async (_name, delays) => {
    perfHooks.monitorEventLoopDelay = () => {
      const histogram = createHistogram();
      for (const delay of delays) histogram.record(delay);
      return Object.assign(histogram, { enable: () => true, disable: () => true });
    };
    syncBuiltinESMExports();
    const register = new promClient.Registry();
    promClient.collectDefaultMetrics({ register });
    const processMetrics = observe();
    for (let scrapes = 0; scrapes < 2; scrapes++) {
      await new Promise((resolve) => setImmediate(resolve)); // the next turn of the event loop
      const expected = [...samplesOf(await register.metrics())].filter(([series]) => LAG.test(series));
      const own = [...samplesOf(new TextDecoder().decode(processMetrics.expose()))];
      expect(own.filter(([series]) => LAG.test(series))).toEqual(expected);
      expect(expected).toHaveLength(7);
    }
  });
});

describe("observeProcess", () => {
  test("keeps nothing alive", () => {
    const before = process.getActiveResourcesInfo();
    observe();
    expect(process.getActiveResourcesInfo()).toEqual(before);
  });

  test("observes until the last user closes it, and goes on counting for the next", async () => {
    const first = observe();
    const second = observe();
    const before = collectionsOf(first);
    first.close();
    first.close(); // counts once
    await collectGarbage();
    const after = collectionsOf(second);
    expect(after).toBeGreaterThan(before);
    second.close();
    await collectGarbage();
    expect(collectionsOf(second)).toBe(after);
    const third = observe();
    await collectGarbage();
    expect(collectionsOf(third)).toBeGreaterThan(after);
  });

  test("reads once in a turn of the event loop, so that a second scrape in it has the same delays", async () => {
    const processMetrics = observe();
    await collectGarbage();
    const first = delaysOf(processMetrics);
    expect(delaysOf(processMetrics)).toEqual(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(delaysOf(processMetrics)).not.toEqual(first);
  });

  describe("of types of active objects", () => {
    const node = process as unknown as { _getActiveHandles: () => unknown[] }; // Node does not document it
    const original = node._getActiveHandles;
    afterEach(() => {
      node._getActiveHandles = original;
    });

    test("has a series for each that there is now, and none for those before", async () => {
      let handles: unknown[] = [];
      node._getActiveHandles = () => handles;
      class Lamp {}
      class Door {}
      const processMetrics = observe();
      const expose = async (...objects: readonly unknown[]) => {
        handles = [...objects];
        await new Promise((resolve) => setImmediate(resolve)); // the next turn of the event loop
        return Object.fromEntries(
          [...samplesOf(new TextDecoder().decode(processMetrics.expose()))].filter(([series]) =>
            series.startsWith("nodejs_active_handles"),
          ),
        );
      };
      expect(await expose(new Lamp(), new Lamp(), new Door())).toEqual({
        'nodejs_active_handles{type="Lamp"}': 2,
        'nodejs_active_handles{type="Door"}': 1,
        nodejs_active_handles_total: 3,
      });
      expect(await expose(new Door(), undefined)).toEqual({
        'nodejs_active_handles{type="Door"}': 1,
        nodejs_active_handles_total: 2,
      });
      expect(await expose()).toEqual({ nodejs_active_handles_total: 0 });
    });
  });

  const testOnLinux = test.runIf(process.platform === "linux"); // reason: other systems have no /proc to count them in

  testOnLinux("counts open file descriptors without its own", () => {
    const listed = readFileSync("/proc/self/limits", "utf8");
    expect(samplesOf(new TextDecoder().decode(observe().expose())).get("process_max_fds")).toBe(
      Number(/^Max open files +(\d+)/m.exec(listed)?.[1]),
    );
  });

  testOnLinux(
    "reads memory though something has closed its file, and opened another in its place",
    async () => {
      const processMetrics = observe();
      const memory = () =>
        samplesOf(new TextDecoder().decode(processMetrics.expose())).get("process_virtual_memory_bytes");
      expect(memory()).toBeGreaterThan(1e7);
      const own = readdirSync("/proc/self/fd").map(Number).filter(isStatusFile);
      expect(own).toHaveLength(1);
      for (const descriptor of own) closeSync(descriptor);
      const others = own.map(() => openSync("/dev/null", "r"));
      await new Promise((resolve) => setImmediate(resolve)); // the next turn of the event loop
      expect(memory()).toBeGreaterThan(1e7);
      for (const descriptor of others) closeSync(descriptor);
    },
  );
});

function isStatusFile(descriptor: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`).endsWith("/status");
  } catch {
    return false; // that of the listing itself
  }
}

function observe(): ProcessMetrics {
  const processMetrics = observeProcess();
  open.push(processMetrics);
  return processMetrics;
}

function collectionsOf(processMetrics: ProcessMetrics): number {
  const text = new TextDecoder().decode(processMetrics.expose());
  return samplesOf(text).get('nodejs_gc_duration_seconds_count{kind="major"}') ?? 0;
}

function delaysOf(processMetrics: ProcessMetrics): readonly (readonly [string, number])[] {
  const samples = samplesOf(new TextDecoder().decode(processMetrics.expose()));
  return [...samples].filter(([series]) => /^nodejs_eventloop_lag_(min|max|mean)_seconds/.test(series));
}

/** The values by series; the labels in alphabetical order. */
function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = text.match(/^[^#\n].*/gm) ?? [];
  return new Map(
    samples.map((sample) => {
      const [, name = "", labels = "", value = ""] = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/.exec(sample) ?? [];
      const sorted = labels.split(",").sort().join(",");
      return [sorted === "" ? name : `${name}{${sorted}}`, value === "Nan" ? Number.NaN : Number(value)];
    }),
  );
}
