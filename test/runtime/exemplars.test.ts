import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import type { MetricFamily } from "../../runtime/family/metric-family.js";
import { integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const EXEMPLAR = { traceId: TRACE, spanId: SPAN };
const OTHER = { traceId: TRACE.replace("4b", "5c"), spanId: SPAN };
const SHOWN = ` # {trace_id="${TRACE}",span_id="${SPAN}"}`;
const SHOWN_OTHER = ` # {trace_id="${OTHER.traceId}",span_id="${SPAN}"}`;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_520_879_607_789 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("an exemplar", () => {
  test("of a counter is exposed with the increment and its time, in OpenMetrics alone", () => {
    const family = counter();
    family.record(3, 2, undefined, EXEMPLAR);
    family.record(3, 5, undefined);
    family.record(4, 1, undefined);
    const { openMetrics, text } = exposed(family);
    expect(openMetrics).toBe(`jobs_total{n="3"} 7${SHOWN} 2 1520879607.789\njobs_total{n="4"} 1\n`);
    expect(text).toBe('jobs_total{n="3"} 7\njobs_total{n="4"} 1\n');
  });

  test("of a histogram is on the line of the bucket that its observation fell into", () => {
    const family = histogram();
    family.record(0, 0.67, undefined, EXEMPLAR);
    family.record(0, 7, undefined, OTHER);
    family.record(0, 0.1, undefined);
    const { openMetrics, text } = exposed(family);
    expect(openMetrics).toBe(
      `took_bucket{n="0",le="0.5"} 1\ntook_bucket{n="0",le="1.0"} 2${SHOWN} 0.67 1520879607.789\n` +
        `took_bucket{n="0",le="+Inf"} 3${SHOWN_OTHER} 7 1520879607.789\n` +
        'took_sum{n="0"} 7.77\ntook_count{n="0"} 3\n',
    );
    expect(text).not.toContain("trace_id");
  });

  test("is replaced by the next of its bucket, which is exposed even if no value's length has changed", () => {
    const family = histogram();
    const metrics = new Metrics({ address: "", families: [family] });
    family.record(1, 1, undefined);
    expect(openMetricsOf(metrics)).not.toContain("trace_id");
    family.record(1, 1, undefined, EXEMPLAR);
    expect(openMetricsOf(metrics)).toContain(`le="1.0"} 2${SHOWN} 1 1520879607.789\n`);
    vi.setSystemTime(1_600_000_000_000);
    family.record(1, 0.75, undefined, OTHER);
    expect(openMetricsOf(metrics)).toContain(`le="1.0"} 3${SHOWN_OTHER} 0.75 1600000000\n`);
  });

  test("is removed by reset", () => {
    const family = counter();
    const metrics = new Metrics({ address: "", families: [family] });
    family.record(3, 1, undefined, EXEMPLAR);
    expect(openMetricsOf(metrics)).toContain("trace_id");
    metrics.reset();
    family.record(3, 1, undefined);
    expect(openMetricsOf(metrics)).not.toContain("trace_id");
  });

  test("of a counter that has another type in OpenMetrics is left out", () => {
    const family = new CounterFamily({ name: "jobs", help: "Jobs.", vectors: [] });
    family.record(0, 1, undefined, EXEMPLAR);
    const metrics = new Metrics({ address: "", families: [family] });
    expect(openMetricsOf(metrics)).toContain("\njobs 1\n");
  });

  test("comes with a bound form's record", () => {
    const family = histogram();
    family.bind(0, {}).record(0.2, EXEMPLAR);
    expect(exposed(family).openMetrics).toContain(`le="0.5"} 1${SHOWN} 0.2 `);
    const jobs = counter();
    jobs.bind(0, {}).record(4, EXEMPLAR);
    expect(exposed(jobs).openMetrics).toBe(`jobs_total{n="0"} 4${SHOWN} 4 1520879607.789\n`);
  });

  test("in upper case is exposed in lower case", () => {
    const family = counter();
    family.record(0, 1, undefined, { traceId: TRACE.toUpperCase(), spanId: SPAN.toUpperCase() });
    expect(exposed(family).openMetrics).toContain(SHOWN);
  });

  test("of a rejected sample is dropped", () => {
    const family = counter();
    const metrics = new Metrics({ address: "", families: [family] });
    metrics.configure({ warn: () => {} });
    family.record(0, 1, undefined);
    family.record(0, -1, undefined, EXEMPLAR);
    family.record(-1, 1, {}, EXEMPLAR);
    expect(openMetricsOf(metrics)).not.toContain("trace_id");
  });
});

const throwing = {
  get(): never {
    throw new Error("gone");
  },
};

const BAD: readonly (readonly [string, { readonly given: unknown; readonly want: string }])[] = [
  ["null", { given: null, want: "it is null; expected" }],
  ["a string", { given: TRACE, want: `it is "${TRACE}"` }],
  [
    "an empty object",
    { given: {}, want: "its traceId is undefined; expected 32 hexadecimal digits, not all 0" },
  ],
  ["a number for an id", { given: { ...EXEMPLAR, traceId: 7 }, want: "its traceId is 7" }],
  ["a trace id of zeroes", { given: { ...EXEMPLAR, traceId: "0".repeat(32) }, want: "its traceId is" }],
  ["a span id of zeroes", { given: { ...EXEMPLAR, spanId: "0".repeat(16) }, want: "its spanId is" }],
  ["a short trace id", { given: { ...EXEMPLAR, traceId: TRACE.slice(1) }, want: "its traceId is" }],
  ["a long span id", { given: { ...EXEMPLAR, spanId: `${SPAN}0` }, want: "its spanId is" }],
  ["a proxy that throws", { given: new Proxy({}, throwing), want: "its ids cannot be read: gone" }],
  [
    "a getter that throws",
    {
      given: Object.defineProperty({ ...EXEMPLAR }, "spanId", throwing),
      want: "its ids cannot be read: gone",
    },
  ],
  ...['"', "\n", "g", "G", "/", ":", "@", "`", "\u0130", "\u0141", "\u0161", "\0"].map(
    (character) =>
      [
        `${JSON.stringify(character)} for a digit`,
        { given: { ...EXEMPLAR, spanId: character + SPAN.slice(1) }, want: "its spanId is" },
      ] as const,
  ),
];

describe("a bad exemplar", () => {
  test.each(BAD)("is dropped, its sample recorded, and warned about once: %s", (_, { given, want }) => {
    for (const family of [counter(), histogram()]) {
      const warnings: string[] = [];
      const metrics = new Metrics({ address: "", families: [family] });
      metrics.configure({ strict: true, warn: (message) => warnings.push(message) });
      const before = openMetricsOf(metrics);
      family.record(0, 1, undefined, given as never);
      family.record(0, 1, undefined, given as never);
      const after = openMetricsOf(metrics);
      expect(after).not.toContain(" # {");
      expect(after).not.toBe(before);
      expect(exposed(family).text).toMatch(/_(?:total|count)\{n="0"\} 2\n/);
      expect(warnings).toEqual([expect.stringContaining(want)]);
      expect(warnings[0]).toContain(`an exemplar of ${family.name} was dropped`);
      expect(after).not.toMatch(/metricsmith_rejected_samples_total\{/);
    }
  });

  test("does not replace the last good one", () => {
    const family = counter();
    family.record(0, 1, undefined, EXEMPLAR);
    family.record(0, 1, undefined, { ...OTHER, spanId: "" });
    expect(exposed(family).openMetrics).toContain(`2${SHOWN} 1 `);
  });
});

function counter(): CounterFamily {
  return new CounterFamily({
    name: "jobs_total",
    help: "Jobs.",
    vectors: [integerVector("n", { min: 0, max: 9 })],
  });
}

function histogram(): HistogramFamily {
  return new HistogramFamily({
    name: "took",
    help: "Took.",
    vectors: [integerVector("n", { min: 0, max: 9 })],
    buckets: [0.5, 1],
  });
}

/** The samples of one family. */
function exposed(family: MetricFamily): { readonly openMetrics: string; readonly text: string } {
  const metrics = new Metrics({ address: "", families: [family] });
  const samples = (exposition: string) =>
    exposition
      .split("\n")
      .flatMap((line) => (line.startsWith(family.name) ? [`${line}\n`] : []))
      .join("");
  return {
    openMetrics: samples(openMetricsOf(metrics)),
    text: samples(Buffer.from(metrics.expose()).toString()),
  };
}

function openMetricsOf(metrics: Metrics): string {
  return Buffer.from(metrics.expose(undefined, "openmetrics")).toString();
}
