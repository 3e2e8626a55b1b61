import type * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import type { CollectedFamily } from "../../../../runtime/server/cluster/cluster-families.js";
import { type Aggregate, WorkerSlots } from "../../../../runtime/server/cluster/worker-slots.js";
import { CLIENTS } from "../../../support/runtime/prom-clients.js";

const family = (name: string, type: string, value: number, more = {}): CollectedFamily => ({
  name,
  help: name,
  type,
  aggregator: "sum",
  values: [{ value, labels: {} }],
  ...more,
});

describe.each(CLIENTS)("WorkerSlots, with %s", (_, client) => {
  const aggregate = aggregateOf(client);
  const valuesIn = (slots: WorkerSlots) =>
    Object.fromEntries(
      aggregate(slots.processes()).map(({ name, values }) => [name, values.map(({ value }) => value)]),
    );

  test("has the last families that each worker reported", () => {
    const slots = new WorkerSlots(aggregate);
    slots.setAnswer(1, [family("c", "counter", 1)]);
    slots.setAnswer(1, [family("c", "counter", 3)]);
    slots.setAnswer(2, [family("c", "counter", 10)]);
    expect(valuesIn(slots)).toEqual({ c: [13] });
  });

  test("keeps what ended workers have counted, but not their gauges", () => {
    const slots = new WorkerSlots(aggregate);
    const all = [
      family("c", "counter", 1),
      family("g", "gauge", 1),
      family("version", "counter", 1, { aggregator: "first" }),
    ];
    slots.setAnswer(1, all);
    slots.setAnswer(2, all);
    slots.end(1);
    expect(valuesIn(slots)).toEqual({ c: [2], g: [1], version: [1] });
    slots.setAnswer(3, all);
    expect(valuesIn(slots)).toEqual({ c: [3], g: [2], version: [1] });
    for (const worker of [2, 3, 3, 4]) slots.end(worker);
    expect(valuesIn(slots)).toEqual({ c: [3] });
  });

  test("keeps the sum and the count of a summary, not its quantiles", () => {
    const slots = new WorkerSlots(aggregate);
    const values = [
      { value: 5, labels: { quantile: 0.5 } },
      { value: 9, labels: {}, metricName: "s_sum" },
      { value: 2, labels: {}, metricName: "s_count" },
    ];
    slots.setAnswer(1, [family("s", "summary", 0, { values })]);
    expect(aggregate(slots.processes())[0]?.values).toHaveLength(3);
    slots.end(1);
    expect(aggregate(slots.processes())[0]?.values).toEqual(values.slice(1));
  });

  test("keeps the last value that ended workers set of a gauge with `combine: last`", () => {
    const slots = new WorkerSlots(aggregate);
    const last = (value: number, setAt?: number) => ({
      combine: "last",
      aggregator: "first",
      values: [{ value, labels: {}, setAt }],
    });
    slots.setAnswer(1, [family("g", "gauge", 0, last(1, 20))]);
    slots.setAnswer(2, [family("g", "gauge", 0, last(2, 10))]);
    slots.setAnswer(3, [family("g", "gauge", 0, last(0, undefined))]);
    for (const worker of [1, 2, 3]) slots.end(worker);
    expect(slots.processes().flat()).toMatchObject([{ name: "g", values: [{ value: 1, setAt: 20 }] }]);
  });

  test("forgets what is removed, of ended workers and of running ones until their next answers", () => {
    const slots = new WorkerSlots(aggregate);
    const values = ["a", "b"].map((tenant) => ({ value: 1, labels: { app: "shop", tenant } }));
    const answer = [family("c", "counter", 0, { values }), family("d", "counter", 1)];
    for (const worker of [1, 2]) slots.setAnswer(worker, answer);
    slots.end(1);
    slots.remove({ family: "c", labels: { tenant: "a" } });
    expect(valuesIn(slots)).toEqual({ c: [2], d: [2] });
    slots.setAnswer(2, answer);
    expect(valuesIn(slots)).toEqual({ c: [2, 1], d: [2] });
    slots.remove({ family: "c" });
    expect(valuesIn(slots)).toMatchObject({ d: [2] });
    expect(valuesIn(slots)["c"] ?? []).toEqual([]);
  });

  test.each([1, 2, 5, 6])(
    "never has less when workers end and others come, not even by rounding (%i)",
    (seed) => {
      const slots = new WorkerSlots(aggregate);
      const living = new Map<number, number>();
      const random = generator(seed);
      let next = 0;
      let before = 0;
      for (let step = 0; step < 2000; step++) {
        const choice = random();
        const [first] = living.keys();
        if (living.size < 3 || (choice < 0.2 && living.size < 6)) living.set(++next, 0);
        else if (choice < 0.4 && first !== undefined) {
          slots.end(first);
          living.delete(first);
        } else {
          for (const [worker, value] of living) {
            if (random() < 0.5) living.set(worker, value + random() * 0.1);
            slots.setAnswer(worker, [family("c", "counter", living.get(worker) ?? 0)]);
          }
        }
        const total = aggregate(slots.processes())[0]?.values[0]?.value ?? 0;
        expect(total).toBeGreaterThanOrEqual(before);
        before = total;
      }
      expect(next).toBeGreaterThan(100);
      expect(slots.processes().length).toBeLessThanOrEqual(7);
    },
  );
});

function aggregateOf({ AggregatorRegistry }: typeof promClient): Aggregate {
  return (processes) =>
    AggregatorRegistry.aggregate([...processes]).getMetricsAsArray() as unknown as readonly CollectedFamily[]; // plain objects
}

/** Numbers from 0 to 1, the same in each run: a linear congruential generator. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
