import { describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { RejectedSampleError } from "../../runtime/family/rejection.js";
import { closedVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { indexOf } from "../support/runtime/label-set-index.js";

const method = closedVector("method", ["GET"]);
const BAD = { method: "PUT" };

describe("a rejected sample", () => {
  test("is counted by its metric and reason", () => {
    const { metrics, counter, gauge, histogram } = program();
    metrics.configure({ warn: () => {} });
    counter.record(-1, 1, BAD);
    counter.record(-1, 1, BAD);
    counter.record(-1, 1, {});
    counter.record(0, -1, { method: "GET" });
    counter.record(0, Infinity, { method: "GET" });
    histogram.record(0, Number.NaN, { method: "GET" });
    gauge.sample(0, gone, { method: "GET" });
    expect(rejectedOf(metrics)).toEqual([
      'metricsmith_rejected_samples_total{metric="c_total",reason="missing_label"} 1',
      'metricsmith_rejected_samples_total{metric="c_total",reason="unknown_label_value"} 2',
      'metricsmith_rejected_samples_total{metric="c_total",reason="negative"} 1',
      'metricsmith_rejected_samples_total{metric="c_total",reason="infinite"} 1',
      'metricsmith_rejected_samples_total{metric="h",reason="not_a_number"} 1',
      'metricsmith_rejected_samples_total{metric="g",reason="sample_failed"} 1',
    ]);
  });

  test("is counted for a label set that is good when it is read again, and for a bad one that was bound", () => {
    const { metrics, counter } = program();
    const warn = vi.fn();
    metrics.configure({ warn });
    let looks = 0;
    const fickle = {
      get method() {
        return looks++ === 0 ? "PUT" : "GET";
      },
    };
    counter.record(indexOf([method], fickle), 1, fickle);
    const labels = { method: "PUT" };
    const bound = counter.bind(indexOf([method], labels), labels);
    labels.method = "GET";
    for (let times = 0; times < 3; times++) bound.record();
    expect(rejectedOf(metrics)).toEqual([
      'metricsmith_rejected_samples_total{metric="c_total",reason="unknown_label_value"} 4',
    ]);
    expect(warn.mock.calls.map(([, { detail }]) => detail)).toEqual([
      "its labels changed while it was recorded",
      'label method is "PUT"; expected one of "GET"',
    ]);
  });

  test("is warned about once for each metric, reason and label", () => {
    const { metrics, counter, gauge } = program();
    const warn = vi.fn();
    metrics.configure({ warn });
    for (let times = 0; times < 3; times++) {
      counter.record(-1, 1, BAD);
      counter.record(-1, 1, {});
      gauge.set(-1, 1, BAD);
    }
    expect(warn.mock.calls.map(([, { metric, reason }]) => `${metric} ${reason}`)).toEqual([
      "c_total unknown_label_value",
      "c_total missing_label",
      "g unknown_label_value",
    ]);
    expect(warn.mock.calls[0]?.[0]).toContain(
      'metricsmith: a sample of c_total was not recorded: label method is "PUT"; expected one of "GET". Further ' +
        'ones for the label method are counted in metricsmith_rejected_samples_total{metric="c_total",reason="unknown_label_value"} only.',
    );
  });

  test("is warned about again for another label, and not for labels that were warned about", () => {
    const vectors = [method, closedVector("payment", ["card"])];
    const counter = new CounterFamily({ name: "orders_total", help: "h", vectors });
    const metrics = new Metrics({ address: "", families: [counter] });
    const warn = vi.fn();
    metrics.configure({ warn });
    for (const labels of [{ method: "GET" }, { payment: "card" }, {}, { method: "GET" }]) {
      counter.record(-1, 1, labels);
    }
    expect(warn.mock.calls.map(([, { detail, labels }]) => [detail, labels])).toEqual([
      ['label payment is missing; expected one of "card"', ["payment"]],
      ['label method is missing; expected one of "GET"', ["method"]],
    ]);
    metrics.reset();
    counter.record(-1, 1, {});
    expect(warn.mock.calls[2]?.[0]).toContain("Further ones for the labels method, payment are counted in ");
  });

  test("is warned about on the console by default", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    try {
      program().counter.record(-1, 1, BAD);
      expect(warn).toHaveBeenCalledOnce();
    } finally {
      warn.mockRestore();
    }
  });

  test("never throws, even if its warning does", () => {
    const { metrics, counter } = program();
    metrics.configure({
      warn: () => {
        throw new Error("the logger is closed");
      },
    });
    expect(() => counter.record(-1, 1, BAD)).not.toThrow();
    expect(rejectedOf(metrics)).toHaveLength(1);
  });

  test("never ends the application, even if its warning fails later", async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const { metrics, counter } = program();
    metrics.configure({ warn: async () => Promise.reject(new Error("later")) });
    counter.record(-1, 1, { method: "PUT" });
    await new Promise(setImmediate);
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
  });

  test("in strict mode, throws at the recorder's caller and is not counted", () => {
    const { metrics, counter } = program();
    metrics.configure({ strict: true, warn: () => expect.unreachable() });
    expect(() => counter.record(-1, 1, BAD)).toThrow(RejectedSampleError);
    expect(() => counter.record(0, -1, { method: "GET" })).toThrow(
      "c_total: a counter cannot be increased by -1",
    );
    expect(rejectedOf(metrics)).toEqual([]);
  });

  test("options that are left out keep their value", () => {
    const { metrics, counter } = program();
    const warn = vi.fn();
    metrics.configure({ strict: true });
    metrics.configure({ warn });
    expect(() => counter.record(-1, 1, BAD)).toThrow(RejectedSampleError);
    metrics.configure({ strict: false });
    counter.record(-1, 1, BAD);
    expect(warn).toHaveBeenCalledOnce();
  });

  test("is warned about again after reset", () => {
    const { metrics, counter } = program();
    const warn = vi.fn();
    metrics.configure({ warn });
    counter.record(-1, 1, BAD);
    metrics.reset();
    counter.record(-1, 1, BAD);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(rejectedOf(metrics)).toHaveLength(1);
  });
});

function gone(): never {
  throw new Error("gone");
}

function program() {
  const shared = { help: "h", vectors: [method] };
  const counter = new CounterFamily({ name: "c_total", ...shared });
  const histogram = new HistogramFamily({ name: "h", buckets: [1], ...shared });
  const gauge = new GaugeFamily({ name: "g", ...shared });
  const metrics = new Metrics({ address: "", families: [counter, histogram, gauge] });
  return { metrics, counter, histogram, gauge };
}

function rejectedOf(metrics: Metrics): string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines.filter((line) => line.startsWith("metricsmith_rejected"));
}
