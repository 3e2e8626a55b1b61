import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { indexOf } from "../../support/runtime/label-set-index.js";
import { exposed, SimulatedThreads } from "../../support/runtime/simulated-threads.js";

const AFTER = 15;
let clock = 1;

beforeEach(() => {
  clock = 1;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Families whose series expire; they are dense or sparse by the number of values. */
function program(maxValues: number) {
  const tenant = openVector("tenant", { maxValues, otherwise: "other", expireAfter: AFTER });
  const vectors = [tenant];
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
  const labels = { tenant };
  const family = families[name];
  const index = indexOf(family.vectors, labels);
  if (name === "sum") families.sum.add(index, value, labels);
  else if (family.type === "gauge") family.set(index, value, labels);
  else family.record(index, value, labels);
}

function series({ metrics }: Program): readonly string[] {
  return exposed({ metrics })
    .flatMap((line) => {
      const [, name, tenant, value] = /^(\w+)\{tenant="(\w+)".*\} (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [`${name} ${tenant} ${value}`];
    })
    .sort();
}

/** A thread drops what the main thread has dropped, as it does once in a second. */
function tick({ families }: Program): void {
  for (const { expiry } of Object.values(families)) expiry?.dropMarked();
}

const step = fc.record({
  kind: fc.constantFrom(
    "record",
    "record",
    "record",
    "remove",
    "clear",
    "reset",
    "wait",
    "wait",
    "scrape",
    "scrape",
    "tick",
  ),
  thread: fc.nat({ max: 2 }),
  name: fc.constantFrom<Name>("c", "h", "sum", "last"),
  tenant: fc.constantFrom("a", "b", "c"),
  value: fc.integer({ min: 0, max: 9 }),
});

test.each([
  ["dense", { maxValues: 9 }],
  ["sparse", { maxValues: 2_000_000 }],
] as const)(
  "series of %s families that no thread has recorded for long are dropped, as if there were one thread",
  (_, { maxValues }) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        clock = 1;
        const threads = new SimulatedThreads(() => program(maxValues));
        const all = [threads.main, threads.start(), threads.start()];
        const reference = program(maxValues);
        const compare = () => expect(series(threads.main)).toEqual(series(reference));
        for (const { kind, thread, name, tenant, value } of steps) {
          const recorder = all[thread] ?? threads.main;
          clock += 0.001; // no two sets are at one time
          if (kind === "record") {
            record(recorder, name, tenant, value);
            record(reference, name, tenant, value);
          } else if (kind === "remove") {
            recorder.families[name].remove({ tenant });
            reference.families[name].remove({ tenant });
            compare(); // the main thread reads that
          } else if (kind === "clear") {
            recorder.families[name].clear();
            reference.families[name].clear();
            compare();
          } else if (kind === "reset") {
            threads.main.metrics.reset();
            reference.metrics.reset();
          } else if (kind === "wait") clock += value;
          else if (kind === "tick") {
            if (thread > 0) tick(recorder);
          } else compare();
        }
        compare();
      }),
      { numRuns: 30 },
    );
  },
);

test("the places of dropped label values are free in each thread", () => {
  const threads = new SimulatedThreads(() => program(2));
  const all = [threads.main, threads.start(), threads.start()];
  for (let round = 0; round < 5; round++) {
    for (const [at, thread] of all.entries()) {
      for (const name of ["c", "h", "sum", "last"] as const) {
        record(thread, name, `t${round}`, 1);
        record(thread, name, `u${round}`, at);
      }
    }
    expect(
      series(threads.main)
        .map((line) => line.split(" ")[1])
        .filter((tenant) => tenant === "other"),
    ).toEqual([]);
    expect(series(threads.main)).toContain(`c t${round} 3`);
    expect(series(threads.main)).toContain(`sum u${round} 3`);
    clock += AFTER;
    expect(series(threads.main)).toEqual([]);
    for (const thread of all.slice(1)) tick(thread);
  }
});

test("a label value that was `otherwise` here gets a place when one is free, with what is recorded from then on", () => {
  const threads = new SimulatedThreads(() => program(1));
  const worker = threads.start();
  record(threads.main, "c", "a", 1);
  record(worker, "c", "b", 5);
  expect(series(threads.main)).toEqual(["c a 1", "c other 5"]);
  clock += AFTER;
  record(worker, "c", "b", 1);
  expect(series(threads.main)).toEqual(["c other 6"]);
  record(worker, "c", "b", 1);
  expect(series(threads.main)).toEqual(["c b 1", "c other 6"]);
});

test("a series that a thread has recorded without a change stays, also after that thread has ended", () => {
  const threads = new SimulatedThreads(() => program(9));
  const [one, two] = [threads.start(), threads.start()];
  record(one, "c", "a", 5);
  record(two, "last", "a", 5);
  for (let round = 0; round < 3; round++) {
    expect(series(threads.main)).toEqual(["c a 5", "last a 5"]);
    clock += AFTER;
    record(one, "c", "a", 0);
    record(two, "last", "a", 5);
  }
  for (const { id } of [one, two]) threads.end(id);
  expect(series(threads.main)).toEqual(["c a 5", "last a 5"]);
  clock += AFTER;
  expect(series(threads.main)).toEqual([]);
});
