import fc from "fast-check";
import * as promClient from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../../runtime/family/histogram.js";
import { openVector } from "../../../../runtime/labels.js";
import { Metrics } from "../../../../runtime/metrics.js";
import { servedMetrics } from "../../../../runtime/served-metrics.js";
import {
  type CollectedFamily,
  collectFamilies,
  dropExpired,
  type SeriesName,
} from "../../../../runtime/server/cluster/cluster-families.js";
import {
  type Aggregate,
  decideGauges,
  WorkerSlots,
} from "../../../../runtime/server/cluster/worker-slots.js";
import { indexOf } from "../../../support/runtime/label-set-index.js";

const AFTER = 15;
let clock = 1;

beforeEach(() => {
  clock = 1;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  vi.spyOn(process.hrtime, "bigint").mockImplementation(() => BigInt(Math.round(clock * 1e6)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The families of a process, whose series expire. */
function program(maxValues = 9) {
  const vectors = [openVector("tenant", { maxValues, otherwise: "other", expireAfter: AFTER })];
  const families = {
    c: new CounterFamily({ name: "c", help: "h", vectors }),
    h: new HistogramFamily({ name: "h", help: "h", vectors, buckets: [5] }),
    sum: new GaugeFamily({ name: "sum", help: "h", vectors }),
    last: new GaugeFamily({ name: "last", help: "h", vectors, combine: "last" }),
  };
  const metrics = new Metrics({ address: "", families: Object.values(families) });
  metrics.configure({ warn: () => {} });
  return { families, metrics };
}

type Program = ReturnType<typeof program>;
type Name = keyof Program["families"];

function record({ families }: Program, name: Name, tenant: string, value: number): void {
  const family = families[name];
  const index = indexOf(family.vectors, { tenant });
  if (name === "sum") families.sum.add(index, value, undefined);
  else if (family.type === "gauge") family.set(index, value, undefined);
  else family.record(index, value, undefined);
}

const aggregate: Aggregate = (processes) =>
  promClient.AggregatorRegistry.aggregate([
    ...processes,
  ]).getMetricsAsArray() as unknown as readonly CollectedFamily[]; // plain objects

/** The primary of processes that answer at once. */
class SimulatedPrimary {
  readonly #slots = new WorkerSlots(aggregate);
  #expired: readonly SeriesName[] = [];

  end(process: number): void {
    this.#slots.end(process);
  }

  /** @param processes by the number of each */
  scrape(processes: ReadonlyMap<number, Pick<Program, "metrics">>): readonly string[] {
    for (const [process, { metrics }] of processes) {
      const dropped = dropExpired(metrics.families, this.#expired);
      const answer = JSON.parse(JSON.stringify(collectFamilies(metrics.families, {})));
      this.#slots.setAnswer(process, answer, dropped);
    }
    this.#expired = this.#slots.expire();
    const families = aggregate(decideGauges(this.#slots.processes()));
    return families
      .flatMap(({ name, values }) =>
        values.map(({ value, labels, metricName = name }) => [metricName, labels["tenant"], value]),
      )
      .filter(([name]) => /^(c|h_count|h_sum|sum|last)$/.test(String(name)))
      .map((parts) => parts.join(" "))
      .sort();
  }
}

function series({ metrics }: Program): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines
    .flatMap((line) => {
      const [, name, tenant, value] = /^(c|h_count|h_sum|sum|last)\{tenant="(\w+)"\} (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [`${name} ${tenant} ${value}`];
    })
    .sort();
}

const step = fc.record({
  kind: fc.constantFrom("record", "record", "record", "wait", "wait", "scrape", "scrape"),
  process: fc.nat({ max: 2 }),
  name: fc.constantFrom<Name>("c", "h", "sum", "last"),
  tenant: fc.constantFrom("a", "b", "c"),
  value: fc.integer({ min: 0, max: 9 }),
});

describe("series of several processes that expire", () => {
  test("are dropped as if there were one process, a scrape later", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        clock = 1;
        const primary = new SimulatedPrimary();
        const processes = new Map([0, 1, 2].map((process) => [process, program()]));
        const reference = program();
        const compare = () => {
          primary.scrape(processes);
          expect(primary.scrape(processes)).toEqual(series(reference));
        };
        for (const { kind, process, name, tenant, value } of steps) {
          clock += 0.001; // no two sets are at one time
          if (kind === "record") {
            record(processes.get(process) ?? reference, name, tenant, value);
            record(reference, name, tenant, value);
          } else if (kind === "wait") clock += value;
          else compare();
        }
        compare();
      }),
      { numRuns: 30 },
    );
  });

  test("free the places of their label values in each process", () => {
    const primary = new SimulatedPrimary();
    const processes = new Map([0, 1, 2].map((process) => [process, program(1)]));
    for (const tenant of ["t", "u", "v"]) {
      for (const process of processes.values()) record(process, "c", tenant, 1);
      expect(primary.scrape(processes)).toEqual([`c ${tenant} 3`]);
      clock += AFTER;
      primary.scrape(processes);
      expect(primary.scrape(processes)).toEqual([]);
    }
  });

  test("never go down while one process records them, also if another has dropped them", () => {
    const primary = new SimulatedPrimary();
    const [one, two] = [program(), program()];
    const processes = new Map([
      [1, one],
      [2, two],
    ]);
    record(one, "c", "a", 5);
    record(one, "h", "a", 5);
    record(two, "c", "a", 1);
    record(two, "h", "a", 1);
    primary.scrape(processes);
    clock += AFTER;
    expect(primary.scrape(processes)).toEqual(["c a 6", "h_count a 2", "h_sum a 6"]);
    record(two, "c", "a", 1); // the other process is told to drop it now
    record(two, "h", "a", 1);
    expect(primary.scrape(processes)).toEqual(["c a 7", "h_count a 3", "h_sum a 7"]);
    record(one, "c", "a", 1);
    expect(primary.scrape(processes)).toEqual(["c a 8", "h_count a 3", "h_sum a 7"]);
    clock += AFTER;
    primary.scrape(processes);
    expect(primary.scrape(processes)).toEqual([]);
    record(two, "c", "a", 1);
    expect(primary.scrape(processes)).toEqual(["c a 1"]);
  });

  test("stay for as long when their process has ended", () => {
    const primary = new SimulatedPrimary();
    const [one, two] = [program(), program()];
    record(one, "c", "a", 5);
    record(one, "last", "a", 5);
    record(two, "c", "b", 1);
    primary.scrape(
      new Map([
        [1, one],
        [2, two],
      ]),
    );
    primary.end(1);
    const left = new Map([[2, two]]);
    clock += AFTER - 1;
    record(two, "c", "b", 1);
    expect(primary.scrape(left)).toEqual(["c a 5", "c b 2", "last a 5"]);
    clock += 1;
    expect(primary.scrape(left)).toEqual(["c b 2"]);
    record(two, "c", "a", 1);
    expect(primary.scrape(left)).toEqual(["c a 1", "c b 2"]);
  });

  test("of two schemas with one family are dropped when both let them expire", () => {
    const primary = new SimulatedPrimary();
    const [one, two] = [program(), program()];
    const processes = new Map([[1, { metrics: servedMetrics([one.metrics, two.metrics]) as Metrics }]]);
    for (const name of ["c", "h", "sum", "last"] as const) {
      record(one, name, "a", 1);
      clock += 1;
      record(two, name, "a", 2);
    }
    const both = ["c a 3", "h_count a 2", "h_sum a 3", "last a 2", "sum a 3"];
    expect(primary.scrape(processes)).toEqual(both);
    clock += AFTER;
    record(one, "c", "a", 1);
    expect(primary.scrape(processes)).toEqual(["c a 4", ...both.slice(1)]);
    expect(primary.scrape(processes)).toEqual(["c a 4"]);
    clock += AFTER;
    primary.scrape(processes);
    expect(primary.scrape(processes)).toEqual([]);
  });
});
