import { context, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { Metrics, metricsOf } from "../../runtime/metrics.js";
import { exemplarsFromActiveSpan } from "../../runtime/opentelemetry.js";
import { VERSION } from "../../runtime/process-state.js";
import { openSchema } from "../../runtime/schemas.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";
const OTHER = { traceId: "c".repeat(32), spanId: "d".repeat(16) };

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterEach(() => {
  context.disable();
});

describe("exemplarsFromActiveSpan", () => {
  test("adds the active span to counters and histograms, even in bound forms and after an await", async () => {
    const { metrics, jobs, took } = program();
    await exemplarsFromActiveSpan(metrics);
    await within({ traceFlags: TraceFlags.SAMPLED }, async () => {
      await Promise.resolve();
      jobs.record(0, 1, undefined);
      took.bind(0, undefined).record(0.5);
    });
    const text = openMetricsOf(metrics);
    expect(text).toMatch(`jobs_total 1 # {trace_id="${TRACE}",span_id="${SPAN}"} 1 `);
    expect(text).toMatch(`le="1.0"} 1 # {trace_id="${TRACE}",span_id="${SPAN}"} 0.5 `);
  });

  test("adds none outside of a span, within one that is not sampled, and to gauges", async () => {
    const { metrics, jobs, level } = program();
    await exemplarsFromActiveSpan(metrics);
    jobs.record(0, 1, undefined);
    await within({ traceFlags: TraceFlags.NONE }, async () => jobs.record(0, 1, undefined));
    await within({ traceFlags: TraceFlags.SAMPLED }, async () => level.set(0, 1, undefined));
    expect(openMetricsOf(metrics)).toContain("\njobs_total 2\n");
    expect(openMetricsOf(metrics)).not.toContain("trace_id");
  });

  test("adds none to a counter that does not end in _total, whose exemplars are not exposed", async () => {
    const visits = new CounterFamily({ name: "visits", help: "Visits.", vectors: [] });
    await exemplarsFromActiveSpan(new Metrics({ address: "", families: [visits] }));
    await within({ traceFlags: TraceFlags.SAMPLED }, async () => visits.record(0, 1, undefined));
    expect(visits.exemplars).toBeUndefined();
  });

  test("does not replace an exemplar, and does not change samples", async () => {
    const { metrics, jobs, took } = program();
    await exemplarsFromActiveSpan(metrics);
    await within({ traceFlags: TraceFlags.SAMPLED }, async () => {
      jobs.record(0, 3, undefined, OTHER);
      took.record(0, 2, undefined, OTHER);
    });
    const text = openMetricsOf(metrics);
    expect(text).toMatch(`jobs_total 3 # {trace_id="${OTHER.traceId}"`);
    expect(text).toMatch(`le="+Inf"} 1 # {trace_id="${OTHER.traceId}"`);
    expect(text).not.toContain(TRACE);
  });

  test("only affects the metrics that it is called for", async () => {
    const [called, other] = [program(), program()];
    await exemplarsFromActiveSpan(called.metrics);
    await within({ traceFlags: TraceFlags.SAMPLED }, async () => other.jobs.record(0, 1, undefined));
    expect(openMetricsOf(other.metrics)).not.toContain("trace_id");
  });

  test("looks for the span once for each record, after a second call and after newer copies of the code", async () => {
    const load = () => {
      const schema = openSchema({ version: VERSION, package: "spans", path: "m.yaml", namespace: "" });
      const jobs = schema.family(CounterFamily, { name: "jobs_total", help: "Help.", vectors: [] });
      return { jobs, metrics: metricsOf(schema.declare({ address: "", families: [jobs] })) };
    };
    const { jobs, metrics } = load();
    await exemplarsFromActiveSpan(metrics);
    await exemplarsFromActiveSpan(metrics);
    load();
    const look = vi.spyOn(trace, "getActiveSpan");
    jobs.record(0, 1, undefined);
    expect(look).toHaveBeenCalledTimes(1);
    look.mockRestore();
  });

  test("adds none if the span cannot be read, and warns once", async () => {
    const { metrics, jobs } = program();
    const warn = vi.fn();
    metrics.configure({ warn });
    await exemplarsFromActiveSpan(metrics);
    const look = vi.spyOn(trace, "getActiveSpan").mockImplementation(() => {
      throw new Error("gone");
    });
    for (let count = 0; count < 2; count++) jobs.record(0, 1, undefined);
    look.mockRestore();
    expect(openMetricsOf(metrics)).toContain("\njobs_total 2\n");
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining("the active span cannot be read: gone"),
    ]);
  });

  test("adds none if OpenTelemetry is not set up", async () => {
    context.disable();
    const { metrics, jobs } = program();
    await exemplarsFromActiveSpan(metrics);
    jobs.record(0, 1, undefined);
    expect(openMetricsOf(metrics)).toContain("\njobs_total 1\n");
  });
});

function program() {
  const common = { help: "Help.", vectors: [] };
  const jobs = new CounterFamily({ ...common, name: "jobs_total" });
  const took = new HistogramFamily({ ...common, name: "took", buckets: [1] });
  const level = new GaugeFamily({ ...common, name: "level" });
  return { metrics: new Metrics({ address: "", families: [jobs, took, level] }), jobs, took, level };
}

function within(given: Pick<SpanContext, "traceFlags">, run: () => Promise<void>): Promise<void> {
  const span = trace.wrapSpanContext({ traceId: TRACE, spanId: SPAN, ...given });
  return context.with(trace.setSpan(ROOT_CONTEXT, span), run);
}

function openMetricsOf(metrics: Metrics): string {
  return Buffer.from(metrics.expose(undefined, "openmetrics")).toString();
}
