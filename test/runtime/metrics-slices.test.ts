import { describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import type { MetricFamily } from "../../runtime/family/metric-family.js";
import { RejectedSampleError } from "../../runtime/family/rejection.js";
import { integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";

const MEGABYTE = 1 << 20;

/** Families whose text is several megabytes. */
const LARGE = [
  [
    "a counter",
    { make: () => counter({ name: "c_total", max: 59_999 }), record: fillWith({ series: 60_000, step: 1 }) },
  ],
  [
    "a sparse counter",
    { make: () => counter({ name: "c_total", max: 199_999 }), record: fillWith({ series: 90_000, step: 2 }) },
  ],
  [
    "a hashed counter",
    {
      make: () => counter({ name: "c_total", max: 2 ** 40 }),
      record: fillWith({ series: 60_000, step: 2 ** 24 + 1 }),
    },
  ],
  ["a histogram", { make: () => histogramOf(14_999), record: fillWith({ series: 15_000, step: 1 }) }],
  [
    "a sparse histogram",
    { make: () => histogramOf(199_999), record: fillWith({ series: 15_000, step: 13 }) },
  ],
] as const satisfies readonly (readonly [
  string,
  { make: () => MetricFamily; record: (family: MetricFamily) => void },
])[];

describe("the slices of an exposition", () => {
  test("of a small program are one, and the same as the exposition", () => {
    const { metrics } = program();
    expect(sliced(metrics)).toEqual([textOf(metrics)]);
  });

  test.each(LARGE)("of %s are about 1 MB each, and make up the exposition", (_, { make, record: fill }) => {
    const family = make();
    fill(family);
    const metrics = new Metrics({ address: "", families: [family] });
    const slices = [...metrics.slices()];
    const sizes = slices.map(({ length }) => length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes.slice(0, -1).every((size) => size >= MEGABYTE)).toBe(true);
    expect(Math.max(...sizes)).toBeLessThan(1.3 * MEGABYTE);
    const text = slices.map(decode).join("");
    expect(text === textOf(new Metrics({ address: "", families: [family] }))).toBe(true);
    expect(text === textOf(metrics)).toBe(true);
    expect(text === sliced(metrics).join("")).toBe(true);
  });

  test("of many small families are about 1 MB each, and make up the exposition", () => {
    const families = Array.from({ length: 40 }, (_, number) => counterOf(`c${number}`, 2000));
    const metrics = new Metrics({ address: "", families });
    for (let time = 0; time < 2; time++) {
      const sizes = [...metrics.slices()].map(({ length }) => length);
      expect(sizes.length).toBeGreaterThan(2);
      expect(Math.max(...sizes)).toBeLessThan(1.3 * MEGABYTE);
      expect(sliced(metrics).join("") === textOf(new Metrics({ address: "", families }))).toBe(true);
    }
  });

  test("are each written when they are requested", () => {
    const family = counterOf("c_total", 60_000);
    const slices = new Metrics({ address: "", families: [family] }).slices();
    decode(slices.next().value ?? new Uint8Array());
    family.record(59_999, 0.25, {});
    expect([...slices].map(decode).join("")).toContain('{id="59999"} 60000.25\n');
  });

  test("do not change with later slices or another exposition", () => {
    const family = counterOf("c_total", 60_000);
    const metrics = new Metrics({ address: "", families: [family] });
    const given: [Uint8Array, string][] = [];
    for (const slice of metrics.slices()) {
      given.push([slice, decode(slice)]);
      metrics.expose(metrics.expose());
    }
    expect(given.every(([slice, text]) => decode(slice) === text)).toBe(true);
  });

  test("of some families have only those, and do not change the next exposition", () => {
    const families = ["a_total", "b_total", "c_total"].map((name) => counterOf(name, 10));
    const metrics = new Metrics({ address: "", families });
    const whole = sliced(metrics).join("");
    const some = [...metrics.slices("text", undefined, (family) => family !== families[1])]
      .map(decode)
      .join("");
    expect(some).toBe(whole.replace(/# HELP b_total[\s\S]*(?=# HELP c_total)/, ""));
    families[1]?.record(3, 5, {});
    expect(sliced(metrics).join("")).toBe(textOf(new Metrics({ address: "", families })));
    expect(decode([...metrics.slices("openmetrics", undefined, () => false)][0] ?? new Uint8Array())).toBe(
      "# EOF\n",
    );
  });

  test("of the number of series alone have it for all families, with the current numbers", () => {
    const family = counterOf("c_total", 10);
    const metrics = new Metrics({ address: "", families: [family] });
    const series = () => [...metrics.slices("text", undefined, ({ name }) => name === "metricsmith_series")];
    expect(series().map(decode).join("")).toMatch(/\{metric="c_total\w*"\} 10\n/);
    family.reset();
    expect(series().map(decode).join("")).toMatch(/\{metric="c_total\w*"\} 0\n/);
  });

  test("of some families read only the sampled gauges among them", () => {
    const read = vi.fn(() => 1);
    const gauge = new GaugeFamily({ name: "g", help: "h", vectors: [] });
    gauge.sample(0, read, undefined);
    const metrics = new Metrics({ address: "", families: [gauge, counterOf("c_total", 1)] });
    for (const _ of metrics.slices("text", undefined, ({ type }) => type === "counter"));
    expect(read).not.toHaveBeenCalled();
    for (const _ of metrics.slices("text", undefined, ({ name }) => name === "g"));
    expect(read).toHaveBeenCalledOnce();
  });

  test("that are reclaimed are overwritten by the next exposition, once, and not before", () => {
    const family = counterOf("c_total", 10);
    const metrics = new Metrics({ address: "", families: [family] });
    const sliceOf = () => [...metrics.slices()][0] ?? new Uint8Array();
    const first = sliceOf();
    const second = sliceOf();
    expect(second.buffer).not.toBe(first.buffer);
    family.record(3, 1234, {});
    metrics.reclaim(first);
    const text = decode(second);
    const third = sliceOf();
    expect(third.buffer).toBe(first.buffer);
    expect(decode(third)).toBe(textOf(new Metrics({ address: "", families: [family] })));
    expect(sliceOf().buffer).not.toBe(first.buffer);
    expect(decode(second)).toBe(text);
  });

  test("of one exposition are written to the memory of those before, as far as they are reclaimed", () => {
    const families = [counterOf("a_total", 40_000), counterOf("b_total", 40_000)];
    const metrics = new Metrics({ address: "", families });
    const want = textOf(new Metrics({ address: "", families }));
    const exposeReclaiming = () => {
      const buffers = new Set<ArrayBufferLike>();
      let text = "";
      for (const slice of metrics.slices("text", { texts: [], sliceSize: 1 << 16 })) {
        text += decode(slice);
        buffers.add(slice.buffer);
        metrics.reclaim(slice);
      }
      return { isWhole: text === want, buffers: buffers.size };
    };
    expect(exposeReclaiming().isWhole).toBe(true);
    expect(exposeReclaiming()).toEqual({ isWhole: true, buffers: 1 });
  });

  test("that are reclaimed but come from elsewhere are not touched", () => {
    const metrics = new Metrics({ address: "", families: [counterOf("c_total", 10)] });
    const foreign = new Uint8Array(100_000);
    metrics.reclaim(foreign);
    expect([...metrics.slices()][0]?.buffer).not.toBe(foreign.buffer);
    expect(foreign.every((byte) => byte === 0)).toBe(true);
  });

  test("of two iterations side by side are both complete", () => {
    const families = [counterOf("a_total", 30_000), counterOf("b_total", 30_000), counterOf("c_total", 10)];
    const metrics = new Metrics({ address: "", families });
    const want = textOf(new Metrics({ address: "", families }));
    const iterations = [metrics.slices(), metrics.slices(), metrics.slices()];
    const texts = iterations.map(() => "");
    for (let round = 0; texts.some((text) => text.length < want.length); round++) {
      for (const [position, slices] of iterations.entries()) {
        if (round < position) continue; // each begins a slice later than the one before
        const slice = slices.next();
        if (slice.done !== true) texts[position] += decode(slice.value);
      }
      expect(round).toBeLessThan(100);
    }
    expect(texts.map((text) => text === want)).toEqual([true, true, true]);
  });

  test.each([
    ["dense", { max: 14_999, step: 1 }],
    ["sparse", { max: 2 ** 40, step: 2 ** 24 + 1 }],
  ])(
    "of a %s histogram that is recorded in between have each label set at one moment",
    (_, { max, step }) => {
      const family = histogramOf(max);
      for (let series = 0; series < 15_000; series++) family.record(series * step, series % 7, {});
      const metrics = new Metrics({ address: "", families: [family] });
      metrics.expose();
      let text = "";
      let slices = 0;
      for (const slice of metrics.slices()) {
        text += decode(slice);
        slices++;
        for (let series = 0; series < 15_000; series++) family.record(series * step, series % 11, {});
      }
      expect(slices).toBeGreaterThan(2);
      const labelSets = histogramsIn(text);
      expect(labelSets.map(({ complete }) => complete)).toEqual(new Array(15_000).fill(true));
      expect(new Set(labelSets.map(({ count }) => count)).size).toBe(slices);
    },
  );

  test("of a sparse family have series recorded meanwhile, too, and continue after a reset", () => {
    const family = counter({ name: "c_total", max: 2 ** 40 });
    for (let series = 0; series < 40_000; series++) family.record(series * 50_021, 1, {});
    const metrics = new Metrics({ address: "", families: [family] });
    const slices = metrics.slices();
    slices.next();
    family.record(7, 1, {});
    expect([...slices].map(decode).join("")).toContain('{id="7"} 1\n');
    const cut = metrics.slices();
    cut.next();
    metrics.reset();
    family.record(3, 1, {});
    expect([...cut].map(decode).join("")).toMatch(
      /^# HELP metricsmith_rejected_samples_total .*\n# TYPE .*\n#/,
    );
    expect(sliced(metrics).join("")).toBe(textOf(metrics));
  });

  test("read each sampled gauge once, at the start", () => {
    const { metrics, users } = program();
    const read = vi.fn(() => 3);
    users.sample(0, read, undefined);
    const slices = metrics.slices();
    expect(read).toHaveBeenCalledOnce();
    expect([...slices].map(decode).join("")).toContain("\nusers 3\n");
    expect(read).toHaveBeenCalledOnce();
  });

  test("in strict mode, throw for a sampled gauge at the start", () => {
    const { metrics, users } = program();
    metrics.configure({ strict: true });
    users.sample(0, () => Number("x"), undefined);
    expect(() => metrics.slices()).not.toThrow();
    users.sample(0, () => undefined as unknown as number, undefined); // an untyped callback can give anything
    expect(() => metrics.slices()).toThrow(RejectedSampleError);
    expect(() => metrics.expose()).toThrow(RejectedSampleError);
  });
});

function program() {
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const metrics = new Metrics({ address: "", families: [users] });
  return { metrics, users };
}

/** Records a number of series, some label sets apart, with the last label set first. */
function fillWith({ series, step }: { readonly series: number; readonly step: number }) {
  return (family: MetricFamily) => {
    for (let each = series - 1; each >= 0; each--) {
      if (family.type !== "gauge") family.record(each * step, each, {});
    }
  };
}

/** A counter with a number of series, each with another value. */
function counterOf(name: string, series: number): CounterFamily {
  const family = counter({ name, max: 59_999 });
  for (let index = 0; index < series; index++) family.record(index, index + 1, {});
  return family;
}

function counter({ name, max }: { readonly name: string; readonly max: number }): CounterFamily {
  const vectors = [integerVector("id", { min: 0, max })];
  return new CounterFamily({ name: `${name}_with_a_name_that_fills_lines`, help: "h", vectors });
}

function histogramOf(max: number): HistogramFamily {
  const vectors = [integerVector("id", { min: 0, max })];
  return new HistogramFamily({
    name: "duration_seconds",
    help: "h",
    vectors,
    buckets: [0, 1, 2, 3, 4, 5, 9],
  });
}

/** Each label set of an exposed histogram: whether it is cumulated and of one moment, and its count. */
function histogramsIn(text: string): { readonly complete: boolean; readonly count: number }[] {
  const lines = text.split("\n").filter((line) => line.startsWith("duration_seconds"));
  const sets: { complete: boolean; count: number }[] = [];
  for (let start = 0; start < lines.length; start += 10) {
    const values = lines.slice(start, start + 10).map((line) => Number(line.slice(line.lastIndexOf(" "))));
    const buckets = values.slice(0, 8);
    const ids = new Set(lines.slice(start, start + 10).map((line) => /id="(\d+)"/.exec(line)?.[1]));
    const cumulated = buckets.every((value, bucket) => value >= (buckets[bucket - 1] ?? 0));
    const count = values[9] ?? Number.NaN;
    sets.push({ complete: ids.size === 1 && cumulated && buckets[7] === count, count });
  }
  return sets;
}

function sliced(metrics: Metrics): string[] {
  return [...metrics.slices()].map(decode);
}

function textOf(metrics: Metrics): string {
  return decode(metrics.expose());
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
