import { describe, expect, test } from "vitest";
import { clientMetric } from "../../../runtime/client/client-metric.js";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector } from "../../../runtime/labels.js";

const vectors = [booleanVector("ok")];
const counter = () => new CounterFamily({ name: "c_total", help: "c", vectors });
const gauge = () => new GaugeFamily({ name: "g", help: "g", vectors });
const histogram = () => new HistogramFamily({ name: "h", help: "h", vectors, buckets: [1] });

describe("clientMetric", () => {
  test("is always the same object for a family", () => {
    const family = counter();
    expect(clientMetric(family)).toBe(clientMetric(family));
    expect(clientMetric(family)).not.toBe(clientMetric(counter()));
  });

  test.each([
    ["counter", { family: counter() }],
    ["gauge", { family: gauge() }],
    ["histogram", { family: histogram() }],
  ] as const)("of a %s says what a registry asks", async (type, { family }) => {
    const { name, help } = family;
    expect(clientMetric(family)).toMatchObject({ name, help, type, aggregator: "sum" });
    expect(await clientMetric(family).get()).toEqual({ name, help, type, aggregator: "sum", values: [] });
  });

  test.each([
    ["sum", { want: "sum" }],
    ["max", { want: "max" }],
    ["min", { want: "min" }],
    ["average", { want: "average" }],
    ["last", { want: "first" }],
  ] as const)("of a gauge that combines by %s says so in the clients' words", async (combine, { want }) => {
    const metric = clientMetric(new GaugeFamily({ name: "g", help: "g", vectors, combine }));
    expect([metric.aggregator, (await metric.get()).aggregator]).toEqual([want, want]);
  });

  test("a name that is assigned counts for the next get alone", async () => {
    const metric = clientMetric(counter());
    metric.name = "c";
    expect(metric.name).toBe("c_total");
    expect([(await metric.get()).name, (await metric.get()).name]).toEqual(["c", "c_total"]);
  });

  test("get is answered from the moment of the call", async () => {
    const family = counter();
    family.record(1, 1, {});
    const { values } = await clientMetric(family).get();
    const pending = clientMetric(family).get();
    family.record(1, 1, {});
    expect([values[0]?.value, (await pending).values[0]?.value]).toEqual([1, 1]);
  });

  test("reset forgets the family's series", async () => {
    const families = [counter(), gauge(), histogram()];
    for (const family of families) {
      if (family.type === "gauge") family.set(1, 1, {});
      else family.record(1, 1, {});
      clientMetric(family).reset();
      expect((await clientMetric(family).get()).values).toEqual([]);
    }
  });
});
