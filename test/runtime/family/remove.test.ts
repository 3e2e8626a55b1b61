import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientMetric } from "../../../runtime/client/client-metric.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector, closedVector, integerVector, openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { indexOf } from "../../support/runtime/label-set-index.js";

const SHAPES = [
  ["dense", { size: 9 }],
  ["sparse", { size: 999_999 }],
] as const;
const TYPES = ["counter", "gauge", "histogram"] as const;

function familyOf(type: (typeof TYPES)[number], size: number) {
  const definition = { name: "m", help: "h", vectors: [integerVector("x", { min: 0, max: size })] };
  if (type === "histogram") return new HistogramFamily({ ...definition, buckets: [5] });
  return type === "gauge" ? new GaugeFamily(definition) : new CounterFamily(definition);
}

function record(family: ReturnType<typeof familyOf>, index: number, value: number): void {
  if (family.type === "gauge") family.set(index, value, undefined);
  else family.record(index, value, undefined);
}

/** The samples of the family `m`, without buckets and sums. */
function exposed(metrics: Metrics): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines.filter((line) => /^m(?:_count)?\{/.test(line)).map((line) => line.replace("_count", ""));
}

const step = fc.record({
  kind: fc.constantFrom("record", "record", "record", "remove", "clear", "expose"),
  x: fc.nat({ max: 9 }),
  value: fc.nat({ max: 9 }),
});

describe.each(SHAPES)("series of a %s family", (_, { size }) => {
  test.each(TYPES)("of the type %s are there from a record to a removal, whatever the order", (type) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const family = familyOf(type, size);
        const metrics = new Metrics({ address: "", families: [family] });
        const model = new Map<number, number>();
        const check = () =>
          expect([...exposed(metrics)].sort()).toEqual([...model].map(([x, v]) => `m{x="${x}"} ${v}`).sort());
        for (const { kind, x, value } of steps) {
          if (kind === "record") {
            record(family, x, value);
            const before = model.get(x) ?? 0;
            model.set(x, type === "gauge" ? value : before + (type === "counter" ? value : 1));
          } else if (kind === "remove") expect(family.remove({ x })).toBe(model.delete(x));
          else if (kind === "clear") {
            family.clear();
            model.clear();
          } else check();
        }
        check();
      }),
      { numRuns: 100 },
    );
  });
});

test("a series that is removed and recorded again between two slices is not exposed twice", () => {
  const family = new CounterFamily({
    name: "m",
    help: "h",
    vectors: [integerVector("x", { min: 0, max: 999_999 })],
  });
  const metrics = new Metrics({ address: "", families: [family] });
  for (let x = 0; x < 200_000; x++) family.record(x, 1, undefined);
  const decoder = new TextDecoder();
  let text = "";
  for (const slice of metrics.slices()) {
    if (text === "") {
      for (const x of [0, 1, 199_999]) family.remove({ x });
      family.record(0, 5, undefined);
    }
    text += decoder.decode(slice);
  }
  const series = text.split("\n").flatMap((line) => /^m\{[^}]*\}/.exec(line)?.[0] ?? []);
  expect(new Set(series).size).toBe(series.length);
  expect(series).not.toContain('m{x="199999"}');
});

describe("remove", () => {
  test("does not add a label value, and finds none under the value as which it is recorded", () => {
    const tenant = openVector("tenant", { maxValues: 1, otherwise: "other" });
    const method = closedVector("method", ["GET"], "other");
    const vectors = [tenant, method];
    const family = new CounterFamily({ name: "m", help: "h", vectors });
    const metrics = new Metrics({ address: "", families: [family] });
    const add = (labels: Record<string, string>) => family.record(indexOf(vectors, labels), 1, labels);
    expect(family.remove({ tenant: "a", method: "GET" })).toBe(false);
    add({ tenant: "b", method: "GET" });
    metrics.configure({ warn: () => {} });
    add({ tenant: "c", method: "BREW" });
    expect(family.remove({ tenant: "c", method: "BREW" })).toBe(false);
    expect(family.remove({ tenant: "other", method: "BREW" })).toBe(false);
    expect(exposed(metrics)).toEqual(['m{tenant="other",method="other"} 1', 'm{tenant="b",method="GET"} 1']);
    expect(family.remove({ tenant: "other", method: "other" })).toBe(true);
    expect(exposed(metrics)).toEqual(['m{tenant="b",method="GET"} 1']);
  });

  test("with bad labels removes nothing, and is counted as a rejected sample", () => {
    const family = familyOf("counter", 9);
    const rejected: string[] = [];
    family.onReject(({ detail }) => rejected.push(detail));
    expect(family.remove({ x: "1" })).toBe(false);
    expect(family.remove(undefined)).toBe(false);
    expect(rejected).toEqual([
      'label x is "1"; expected a whole number from 0 to 9',
      "label x is missing; expected a whole number from 0 to 9",
    ]);
  });

  test("of a series that is exposed from the start sets it to 0", () => {
    const vectors = [booleanVector("ok")];
    const family = new CounterFamily({ name: "m", help: "h", vectors, initialize: true });
    const metrics = new Metrics({ address: "", families: [family] });
    family.record(1, 5, undefined);
    expect([family.remove({ ok: true }), family.remove({ ok: true })]).toEqual([true, false]);
    expect(exposed(metrics)).toEqual(['m{ok="false"} 0', 'm{ok="true"} 0']);
  });

  test("ends the callback of a sampled series", () => {
    const family = new GaugeFamily({ name: "m", help: "h", vectors: [booleanVector("ok")] });
    const metrics = new Metrics({ address: "", families: [family] });
    family.sample(1, () => 5, undefined);
    family.sample(0, () => 6, undefined);
    expect(exposed(metrics)).toEqual(['m{ok="false"} 6', 'm{ok="true"} 5']);
    expect(family.remove({ ok: true })).toBe(true);
    expect(exposed(metrics)).toEqual(['m{ok="false"} 6']);
    family.clear();
    expect(exposed(metrics)).toEqual([]);
  });

  test("leaves what is bound, which begins a new series", () => {
    const family = new CounterFamily({ name: "m", help: "h", vectors: [booleanVector("ok")] });
    const metrics = new Metrics({ address: "", families: [family] });
    const bound = family.bind(1, { ok: true });
    bound.record(5);
    family.remove({ ok: true });
    expect(exposed(metrics)).toEqual([]);
    bound.record();
    expect(exposed(metrics)).toEqual(['m{ok="true"} 1']);
  });

  test("removes the exemplars of a series", () => {
    const exemplar = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
    const vectors = [booleanVector("ok")];
    const counter = new CounterFamily({ name: "c_total", help: "h", vectors });
    const histogram = new HistogramFamily({ name: "d", help: "h", vectors, buckets: [1] });
    const metrics = new Metrics({ address: "", families: [counter, histogram] });
    for (const family of [counter, histogram]) {
      family.record(1, 1, undefined, exemplar);
      family.record(0, 1, undefined, exemplar);
      family.remove({ ok: true });
      family.record(1, 1, undefined);
    }
    const text = new TextDecoder().decode(metrics.expose(undefined, "openmetrics"));
    expect(text.split("\n").filter((line) => line.includes("trace_id"))).toHaveLength(2);
  });

  test("of a client's metric takes label values as they are exposed, and by position", () => {
    const vectors = [booleanVector("ok"), integerVector("code", { min: 200, max: 299 })];
    const family = new CounterFamily({ name: "m", help: "h", vectors });
    const metrics = new Metrics({ address: "", families: [family] });
    const metric = clientMetric(family);
    for (let index = 0; index < 5; index++) family.record(index, 1, undefined);
    metric.remove({ ok: "false", code: "200" });
    metric.remove({ ok: false, code: 201 });
    metric.remove("false", "202");
    metric.remove(false, 203);
    expect(exposed(metrics)).toEqual(['m{ok="false",code="204"} 1']);
  });
});
