import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import type { MetricFamily } from "../../../runtime/family/metric-family.js";
import { booleanVector, integerVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";

const FEW = [booleanVector("ok"), integerVector("shard", { min: 0, max: 1 })];
/** More label sets than a family has a cell for each of. */
const MANY = [integerVector("shard", { min: 0, max: 69_999 })];
const named = { name: "x", help: "X.", initialize: true };

/** The lines of `x`'s samples. */
function linesOf(family: MetricFamily, exposition = new Metrics({ address: "", families: [family] })) {
  const lines = new TextDecoder().decode(exposition.expose()).split("\n");
  return lines.filter((line) => line.startsWith("x"));
}

describe("a family that is initialized exposes every label set from the start", () => {
  test("a counter at 0", () => {
    const counter = new CounterFamily({ ...named, vectors: FEW });
    const metrics = new Metrics({ address: "", families: [counter] });
    expect(linesOf(counter, metrics)).toEqual([
      'x{ok="false",shard="0"} 0',
      'x{ok="false",shard="1"} 0',
      'x{ok="true",shard="0"} 0',
      'x{ok="true",shard="1"} 0',
    ]);
    counter.record(2, 7, undefined);
    expect(linesOf(counter, metrics)[2]).toBe('x{ok="true",shard="0"} 7');
    counter.reset();
    expect(linesOf(counter, metrics)).toHaveLength(4);
    expect(linesOf(counter, metrics)[2]).toBe('x{ok="true",shard="0"} 0');
  });

  test("a gauge at 0, and one below it", () => {
    const gauge = new GaugeFamily({ ...named, vectors: [booleanVector("ok")] });
    gauge.add(1, -2, undefined);
    expect(linesOf(gauge)).toEqual(['x{ok="false"} 0', 'x{ok="true"} -2']);
  });

  test("a histogram with empty buckets", () => {
    const histogram = new HistogramFamily({ ...named, vectors: [booleanVector("ok")], buckets: [1] });
    histogram.record(1, 0.5, undefined);
    expect(linesOf(histogram)).toEqual([
      'x_bucket{ok="false",le="1"} 0',
      'x_bucket{ok="false",le="+Inf"} 0',
      'x_sum{ok="false"} 0',
      'x_count{ok="false"} 0',
      'x_bucket{ok="true",le="1"} 1',
      'x_bucket{ok="true",le="+Inf"} 1',
      'x_sum{ok="true"} 0.5',
      'x_count{ok="true"} 1',
    ]);
  });

  test.each<readonly [string, MetricFamily]>([
    ["a counter", new CounterFamily({ ...named, vectors: MANY })],
    ["a histogram", new HistogramFamily({ ...named, vectors: MANY, buckets: [1, 2] })],
  ])("%s of many label sets, whose cells it does not take", (_, family) => {
    family.type === "histogram" ? family.record(5, 1, undefined) : undefined;
    const lines = linesOf(family);
    const samples = family.type === "histogram" ? 5 : 1;
    expect(lines).toHaveLength(70_000 * samples);
    expect(lines.filter((line) => !line.endsWith(" 0"))).toHaveLength(family.type === "histogram" ? 5 : 0);
  });
});

test("a family that is not initialized is exposed once it is recorded", () => {
  const counter = new CounterFamily({ name: "x", help: "X.", vectors: FEW });
  counter.record(3, 1, undefined);
  expect(linesOf(counter)).toEqual(['x{ok="true",shard="1"} 1']);
});
