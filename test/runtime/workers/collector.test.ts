import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exposed,
  type FamilyName,
  type Labels,
  program,
  record,
  SimulatedThreads,
} from "../../support/runtime/simulated-threads.js";

const X = { x: 1, y: 2, z: 3 };
const GET = { method: "GET", code: "2" };

describe("series that a thread removes", () => {
  test("are removed in all threads, and recorded again as new ones", () => {
    fc.assert(
      fc.property(fc.array(removalStep, { maxLength: 60 }), (steps) => {
        const threads = new SimulatedThreads(program);
        let workers = [threads.start(), threads.start()];
        const reference = program();
        for (const { kind, thread, name, labels, value } of steps) {
          const worker = thread === 0 ? threads.main : (workers[thread - 1] ?? threads.main);
          if (kind === "record") {
            record(worker, name, labels, value);
            record(reference, name, labels, value);
          } else if (kind === "remove") {
            worker.families[name].remove(labels);
            reference.families[name].remove(labels);
            exposed(threads.main); // the main thread reads that
          } else if (kind === "clear") {
            worker.families[name].clear();
            reference.families[name].clear();
            exposed(threads.main);
          } else if (kind === "end" && "id" in worker && typeof worker.id === "number") {
            threads.end(worker.id);
            workers = workers.map((other) => (other === worker ? threads.start() : other));
          } else expect(totals(threads.main)).toEqual(totals(reference));
        }
        expect(totals(threads.main)).toEqual(totals(reference));
      }),
      { numRuns: 120 },
    );
  });

  test("are found by label values that only another thread has recorded", () => {
    const threads = new SimulatedThreads(program);
    const [one, two] = [threads.start(), threads.start()];
    for (const remover of [threads.main, two]) {
      record(one, "open", { tenant: "a", kind: "a" }, 5);
      remover.families.open.remove({ tenant: "a", kind: "a" });
      expect(exposed(threads.main, "open_total")).toEqual([]);
    }
  });

  test("and records again before the main thread reads that have what it recorded since", () => {
    const threads = new SimulatedThreads(program);
    const [one, two] = [threads.start(), threads.start()];
    for (const name of ["dense", "sparse", "open", "seconds", "sizes"] as const) {
      const labels = { ...GET, ...X, tenant: "a", kind: "a" };
      record(one, name, labels, 5);
      record(two, name, labels, 5);
      exposed(threads.main);
      expect(one.families[name].remove(labels)).toBe(true);
      for (let times = 0; times < 3; times++) record(one, name, labels, 4);
    }
    expect(totals(threads.main).filter((line) => /_total\{|_count\{/.test(line))).toEqual([
      'dense_total{method="GET",code="2"} 12',
      'open_total{tenant="a",kind="a"} 12',
      'seconds_count{method="GET",code="2"} 3',
      'sizes_count{x="1",y="2",z="3"} 3',
      'sparse_total{x="1",y="2",z="3"} 12',
    ]);
  });

  test.each(["sum", "max", "min", "average", "last"] as const)("as %s of a gauge have no value", (name) => {
    const threads = new SimulatedThreads(program);
    const [one, two] = [threads.start(), threads.start()];
    const labels = { ...GET, ...X, tenant: "a", kind: "a" };
    for (const remover of [threads.main, one, two]) {
      for (const thread of [threads.main, one, two]) record(thread, name, labels, 5);
      record(two, name, { ...labels, x: 8, method: "PUT", tenant: "b" }, 6);
      expect(exposed(threads.main, `${name}{`)).toHaveLength(2);
      remover.families[name].remove(labels);
      expect(exposed(threads.main, `${name}{`)).toHaveLength(1);
      record(two, name, labels, 7);
      expect(exposed(threads.main, `${name}{`).map((line) => line.split(" ")[1])).toContain("7");
      remover.families[name].clear();
      expect(exposed(threads.main, `${name}{`)).toEqual([]);
    }
  });

  test("of which the main thread has read a part are not counted below 0", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    record(worker, "dense", GET, 5);
    record(worker, "seconds", GET, 5);
    expect(exposed(threads.main, "dense_total")).toEqual(['dense_total{method="GET",code="2"} 5']);
    worker.families.dense.removeHere(3); // not reported yet
    worker.families.dense.removeHere(0);
    worker.families.seconds.removeHere(0);
    record(worker, "dense", GET, 1);
    expect(exposed(threads.main, "dense_total")).toEqual(['dense_total{method="GET",code="2"} 5']);
    expect(exposed(threads.main, "seconds_count")).toEqual(['seconds_count{method="GET",code="2"} 1']);
  });
});

describe("what threads record", () => {
  test("is exposed as if the main thread had recorded it, at any time", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const threads = new SimulatedThreads(program);
        let workers = [threads.start(), threads.start()];
        const reference = program();
        for (const { kind, thread, name, labels, value } of steps) {
          const worker = thread === 0 ? threads.main : (workers[thread - 1] ?? threads.main);
          switch (kind) {
            case "record":
              record(worker, name, labels, value);
              record(reference, name, labels, value);
              break;
            case "expose":
              expect(totals(threads.main)).toEqual(totals(reference));
              break;
            case "reset":
              if (thread > 0) worker.metrics.reset(); // what it has recorded until now counts
              break;
            case "end":
              if (thread === 0) break;
              if ("id" in worker && typeof worker.id === "number") threads.end(worker.id);
              workers = workers.map((other) => (other === worker ? threads.start() : other));
              break;
            default:
              kind satisfies never;
          }
        }
        expect(totals(threads.main)).toEqual(totals(reference));
      }),
      { numRuns: 120 },
    );
  });

  test("in an open vector keeps its label values, whatever each thread has recorded first", () => {
    const threads = new SimulatedThreads(program);
    const [one, two] = [threads.start(), threads.start()];
    for (const tenant of ["a", "b", "c"]) record(one, "open", { tenant, kind: "a" }, 1);
    for (const tenant of ["c", "d", "a"]) record(two, "open", { tenant, kind: "b" }, 10);
    record(threads.main, "open", { tenant: "d", kind: "b" }, 100);
    expect([...exposed(threads.main, "open_total")].sort()).toEqual([
      'open_total{tenant="a",kind="a"} 1',
      'open_total{tenant="a",kind="b"} 10',
      'open_total{tenant="b",kind="a"} 1',
      'open_total{tenant="c",kind="a"} 1',
      'open_total{tenant="c",kind="b"} 10',
      'open_total{tenant="d",kind="b"} 110',
    ]);
  });

  test("in an open vector that is full here is recorded as `otherwise`, and counted as overflow", () => {
    const threads = new SimulatedThreads(() => program(2));
    const worker = threads.start(program(2));
    threads.main.metrics.configure({ warn: () => {} });
    for (const tenant of ["a", "b"]) record(threads.main, "open", { tenant, kind: "a" }, 1);
    for (const tenant of ["c", "a"]) record(worker, "open", { tenant, kind: "a" }, 5);
    expect(exposed(threads.main, "open_total")).toEqual([
      'open_total{tenant="other",kind="a"} 5',
      'open_total{tenant="a",kind="a"} 6',
      'open_total{tenant="b",kind="a"} 1',
    ]);
    expect(exposed(threads.main, "metricsmith_folded_label_values_total")).toEqual([
      'metricsmith_folded_label_values_total{vector="tenant"} 1',
    ]);
  });

  test("before they join is also exposed", () => {
    const threads = new SimulatedThreads(program);
    const early = program();
    record(early, "dense", GET, 3);
    record(early, "sparse", X, 4);
    record(early, "seconds", GET, 7);
    record(early, "open", { tenant: "a", kind: "a" }, 5);
    const reference = program();
    record(reference, "dense", GET, 3);
    record(reference, "sparse", X, 4);
    record(reference, "seconds", GET, 7);
    record(reference, "open", { tenant: "a", kind: "a" }, 5);
    threads.start(early);
    expect(totals(threads.main)).toEqual(totals(reference));
  });

  test("and rejected is counted", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    worker.metrics.configure({ warn: () => {} });
    record(worker, "dense", { method: "BREW", code: "2" }, 1);
    expect(exposed(threads.main, "metricsmith_rejected")).toEqual([
      'metricsmith_rejected_samples_total{metric="dense_total",reason="unknown_label_value"} 1',
    ]);
  });

  test("before a reset of the main thread is removed, and what they record later is exposed", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    record(worker, "dense", GET, 3);
    threads.main.metrics.reset();
    record(worker, "dense", GET, 1);
    expect(exposed(threads.main, "dense_total")).toEqual(['dense_total{method="GET",code="2"} 1']);
  });

  test("remains when they end, is collected in batches, and is counted once", async () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    for (let x = 0; x < 100; x++) {
      for (let y = 0; y < 1000; y++) record(worker, "sparse", { x, y, z: 1 }, 1);
    }
    threads.end(worker.id);
    threads.end(worker.id);
    expect(total(threads.main, "sparse_total")).toBe(100_000);
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect(total(threads.main, "sparse_total")).toBe(100_000);
  });

  test("of a thread that a worker has started stays when that worker ends", () => {
    const threads = new SimulatedThreads(program);
    const [parent, child] = [threads.start(), threads.start()];
    threads.send(parent.id, { kind: "started", thread: child.id });
    record(child, "dense", GET, 2);
    record(child, "sum", { tenant: "a", kind: "a" }, 2);
    threads.end(parent.id);
    expect(exposed(threads.main, "dense_total")).toEqual(['dense_total{method="GET",code="2"} 2']);
    expect(exposed(threads.main, "sum{")).toEqual([]);
  });

  test("is pulled in batches between which more may be recorded, and nothing is counted twice", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    const recordAll = () => {
      for (let x = 0; x < 100; x++) {
        for (let y = 0; y < 1000; y++) record(worker, "sparse", { x, y, z: 1 }, 1);
      }
    };
    recordAll();
    const [one, two] = [threads.main.metrics.slices(), threads.main.metrics.slices()];
    const steps = [one.next(), two.next(), one.next(), two.next()];
    expect(steps.map(({ value }) => value?.length)).toEqual([0, 0, 0, 0]); // the first slices are empty
    recordAll();
    for (const slices of [one, two]) while (slices.next().done !== true);
    expect(total(threads.main, "sparse_total")).toBe(200_000);
  });
});

describe("gauges of several threads", () => {
  test.each([
    ["sum", { labels: { tenant: "a", kind: "a" }, want: 12 }],
    ["max", { labels: X, want: 7 }],
    ["min", { labels: GET, want: 2 }],
    ["average", { labels: GET, want: 4 }],
    ["last", { labels: X, want: 2 }],
  ] as const)("are combined to their %s", (name, { labels, want }) => {
    const threads = new SimulatedThreads(program);
    const [one, two] = [threads.start(), threads.start()];
    record(threads.main, name, labels, 3);
    record(one, name, labels, 7);
    record(two, name, labels, 2);
    expect(onlyValue(threads.main, name)).toBe(want);
    record(threads.main, name, labels, 3);
    if (name === "last") expect(onlyValue(threads.main, name)).toBe(3);
  });

  test.each(["sum", "max", "min", "average"] as const)(
    "have NaN as %s only if all threads have NaN",
    (name) => {
      const labels = { ...GET, ...X, tenant: "a", kind: "a" };
      const threads = new SimulatedThreads(program);
      const [one, two] = [threads.start(), threads.start()];
      record(one, name, labels, Number.NaN);
      expect(onlyValue(threads.main, name)).toBe(Number.NaN);
      record(two, name, labels, 5);
      record(threads.main, name, labels, Number.NaN);
      expect(onlyValue(threads.main, name)).toBe(5);
      record(threads.main, name, labels, Infinity);
      expect(onlyValue(threads.main, name)).toBe(name === "min" ? 5 : Infinity);
    },
  );

  test("lose the values of a thread that ends, except with `combine: last`", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    for (const labels of [X, { ...X, x: 9 }]) {
      record(worker, "max", labels, 9);
      record(worker, "last", labels, 9);
    }
    record(worker, "lastPlain", {}, 9);
    record(threads.main, "max", X, 1);
    record(threads.main, "last", { ...X, x: 9 }, 10);
    expect(exposed(threads.main, "max")).toHaveLength(2);
    threads.end(worker.id);
    expect(exposed(threads.main, "max")).toEqual(['max{x="1",y="2",z="3"} 1']);
    expect([...exposed(threads.main, "last")].sort()).toEqual([
      "last_plain 9",
      'last{x="1",y="2",z="3"} 9',
      'last{x="9",y="2",z="3"} 10',
    ]);
  });

  test("lose what a thread has reset, and get what it sets afterwards", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    record(worker, "min", GET, 5);
    record(worker, "min", { method: "PUT", code: "2" }, 6);
    expect(exposed(threads.main, "min{")).toHaveLength(2);
    worker.metrics.reset();
    record(worker, "min", { method: "POST", code: "2" }, 7);
    record(worker, "min", { method: "POST", code: "5" }, 8);
    expect(exposed(threads.main, "min{")).toEqual([
      'min{method="POST",code="2"} 7',
      'min{method="POST",code="5"} 8',
    ]);
  });

  test("keep the position of each series during an exposition", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    for (let x = 0; x < 60; x++) {
      for (let y = 0; y < 1000; y++) record(worker, "max", { x, y, z: 1 }, 1);
    }
    const slices = threads.main.metrics.slices();
    const decoder = new TextDecoder();
    let text = "";
    while (!text.includes("# TYPE max")) text += decoder.decode(slices.next().value ?? new Uint8Array());
    record(threads.main, "max", { x: 999, y: 1, z: 1 }, 1); // the first of the main thread
    expect(exposed(threads.main, "max{")).toHaveLength(60_001);
    for (let next = slices.next(); next.done !== true; next = slices.next())
      text += decoder.decode(next.value);
    const lines = text.split("\n").filter((line) => line.startsWith("max{"));
    expect([lines.length >= 60_000, new Set(lines).size]).toEqual([true, lines.length]);
  });

  test("are the same in a client's registry", () => {
    const threads = new SimulatedThreads(program);
    const worker = threads.start();
    record(worker, "min", GET, 5);
    threads.main.families.min.refresh();
    const values: number[] = [];
    threads.main.families.min.forEach((_, value) => void values.push(value));
    expect(values).toEqual([5]);
  });
});

const stepParts = {
  thread: fc.nat({ max: 2 }),
  name: fc.constantFrom<FamilyName>("plain", "dense", "sparse", "open", "seconds", "sizes", "waits"),
  labels: fc.record({
    method: fc.constantFrom("GET", "PUT"),
    code: fc.constant("5"),
    x: fc.nat({ max: 1 }),
    y: fc.constant(999),
    z: fc.nat({ max: 1 }),
    tenant: fc.constantFrom("a", "b", "c"),
    kind: fc.constant("b"),
  }) as fc.Arbitrary<Labels>,
  value: fc.nat({ max: 12 }),
};

/** A step of a random program. */
const step = fc.record({
  ...stepParts,
  kind: fc.constantFrom("record", "record", "record", "record", "expose", "reset", "end") as fc.Arbitrary<
    "record" | "expose" | "reset" | "end"
  >,
});

const removalStep = fc.record({
  ...stepParts,
  kind: fc.constantFrom("record", "record", "record", "remove", "clear", "expose", "end"),
});

/** All samples of counters and histograms, in an order of their own. */
function totals(of: Parameters<typeof exposed>[0]): readonly string[] {
  return exposed(of)
    .filter((line) => !line.startsWith("metricsmith_"))
    .toSorted();
}

function total(of: Parameters<typeof exposed>[0], prefix: string): number {
  return exposed(of, prefix).reduce((sum, line) => sum + Number(line.split(" ")[1]), 0);
}

function onlyValue(of: Parameters<typeof exposed>[0], name: string): number {
  return Number(exposed(of, `${name}{`)[0]?.split(" ")[1]?.replace("+Inf", "Infinity"));
}
