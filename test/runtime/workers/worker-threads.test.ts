import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InstalledRuntime } from "../../support/compiled-packages.js";

const runtime = new InstalledRuntime();

beforeAll(() => runtime.install(), 60_000);
afterAll(() => runtime.remove());

describe("worker threads", () => {
  test("lose nothing and count nothing twice under load, if one is terminated, one fails and one ends", () => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        shareMetrics(metrics);
        const tallies = new BigInt64Array(new SharedArrayBuffer(4 * 3 * 8)); // of each worker: calls, tenants, waits
        const workers = [0, 1, 2, 3].map((id) => new Worker(new URL(import.meta.url), { workerData: { id, tallies } }));
        const ends = workers.map((worker) => new Promise((resolve) => worker.on("error", () => {}).once("exit", resolve)));
        let [scrapes, falls, torn, before] = [0, 0, 0, 0];
        const scrape = () => {
          const { calls, sum, count, buckets } = read();
          scrapes += 1;
          if (calls < before) falls += 1;
          before = calls;
          if (sum !== 3 * count || buckets !== count) torn += 1;
        };
        const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
        await Promise.all(workers.map((worker) => once(worker, "message")));
        for (let turn = 0; turn < 60; turn++) {
          scrape();
          if (turn === 30) void workers[0].terminate();
          await pause();
        }
        workers[1].postMessage("throw");
        workers[2].postMessage("end");
        workers[3].postMessage("exit");
        await Promise.all(ends);
        const last = read();
        const sums = [0, 1, 2].map((cell) => [0, 1, 2, 3].reduce((sum, id) => sum + Number(tallies[3 * id + cell]), 0));
        await new Promise((resolve) => setTimeout(resolve, 20));
        print({ scrapes, falls, torn, last, sums, again: read() });
      } else {
        joinMetrics(metrics);
        const { id, tallies } = workerData;
        let command;
        parentPort.on("message", (message) => (command = message));
        let turn = 0;
        const work = () => {
          for (let record = 0; record < 1000; record++, turn++) {
            calls.record(turn & 1, 1, {});
            tallies[3 * id]++;
            tenants.record(tenant.ordinalOf("t" + ((turn * 7 + id) % 300)), 1, {});
            tallies[3 * id + 1]++;
            waits.record(large(turn % 200), 3, {});
            tallies[3 * id + 2]++;
          }
          if (turn === 1000) parentPort.postMessage("under load");
          if (command === "throw") throw new Error("on purpose");
          if (command === "exit") process.exit();
          if (command === "end") parentPort.close();
          else setImmediate(work);
        };
        work();
      }
    `) as Load;
    expect([result.falls, result.torn]).toEqual([0, 0]);
    expect(result.scrapes).toBeGreaterThan(3);
    expect(result.again).toEqual(result.last);
    const [calls = 0, tenants = 0, waits = 0] = result.sums;
    expect(calls).toBeGreaterThan(10_000);
    // The one that was terminated may have recorded what it had not yet tallied.
    expect([0, 1]).toContain(result.last.calls - calls);
    expect([0, 1]).toContain(result.last.tenants - tenants);
    expect([0, 1]).toContain(result.last.count - waits);
  });

  test("send no message for a record or a scrape", () => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        shareMetrics(metrics);
        const [[, program]] = getEnvironmentData("metricsmith");
        const worker = new Worker(new URL(import.meta.url));
        await once(worker, "message");
        const sent = Atomics.load(program.sent, 0);
        const seen = [];
        for (let turn = 0; turn < 3; turn++) {
          worker.postMessage("on");
          await once(worker, "message");
          seen.push(read().calls);
        }
        await worker.terminate();
        print({ seen, messages: Atomics.load(program.sent, 0) - sent });
      } else {
        joinMetrics(metrics);
        parentPort.postMessage("joined");
        parentPort.on("message", () => {
          for (let record = 0; record < 1000; record++) calls.record(0, 1, {});
          parentPort.postMessage("done");
        });
      }
    `);
    expect(result).toEqual({ seen: [1000, 2000, 3000], messages: 0 });
  });

  test("that a worker has started are exposed, too, and end with it", () => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        shareMetrics(metrics);
        const worker = new Worker(new URL(import.meta.url), { workerData: "parent" });
        await once(worker, "message");
        const alive = [read().calls, read().busy];
        await worker.terminate();
        await new Promise((resolve) => setTimeout(resolve, 20));
        print({ alive, after: [read().calls, read().busy] });
      } else {
        joinMetrics(metrics);
        calls.record(0, 10, {});
        if (workerData === "parent") {
          const child = new Worker(new URL(import.meta.url), { workerData: "child" });
          await once(child, "message");
        } else {
          calls.record(0, 1, {});
          busy.set(0, 4, {});
        }
        parentPort.postMessage("recorded");
        setInterval(() => {}, 1000);
      }
    `);
    expect(result).toEqual({ alive: [21, 4], after: [21, null] });
  });

  test("call the callbacks of their sampled gauges at an interval", () => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        shareMetrics(metrics);
        const worker = new Worker(new URL(import.meta.url));
        while (read().busy !== 3) await new Promise((resolve) => setTimeout(resolve, 5));
        await worker.terminate();
        print("seen");
      } else {
        joinMetrics(metrics, { sampleInterval: 5 });
        let reads = 0;
        busy.sample(0, () => Math.min(++reads, 3), {});
        setInterval(() => {}, 1000);
      }
    `);
    expect(result).toBe("seen");
  });

  test("drop the series that the main thread has dropped, and free their places", () => {
    const result = json(`${PROGRAM}
      const names = (lines) => lines.map((line) => line.replace(/.*="|".*/g, ""));
      const exposed = () =>
        names(new TextDecoder().decode(metrics.expose()).split("\\n").filter((line) => line.startsWith("guests{")));
      if (isMainThread) {
        shareMetrics(metrics);
        const worker = new Worker(new URL(import.meta.url));
        const seen = [];
        while (seen.length < 3) {
          const [name] = exposed();
          if (name !== undefined && name !== seen.at(-1)) seen.push(name);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        await worker.terminate();
        print(seen);
      } else {
        joinMetrics(metrics, { sampleInterval: 5 });
        let next = 0;
        setInterval(() => {
          if (guest.find("guest " + next) < 0) next += 1; // its place is free
          if (guest.find("guest " + next) < 0) guests.set(guest.ordinalOf("guest " + next), 1, {});
        }, 5);
      }
    `);
    expect(result).toEqual(["guest 1", "guest 2", "guest 3"]);
  });

  test("that have joined do not keep a program running", () => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        shareMetrics(metrics);
        shareMetrics(metrics);
        new Worker(new URL(import.meta.url));
        process.on("exit", () => print(read().calls));
      } else {
        joinMetrics(metrics);
        joinMetrics(metrics);
        calls.record(0, 1, {});
      }
    `);
    expect(result).toBe(1);
  });
});

describe("joinMetrics says what is wrong", () => {
  test("in the main thread", () => {
    expect(json(`${PROGRAM} print(messageOf(() => joinMetrics(metrics)));`)).toBe(
      "joinMetrics is for worker threads; the main thread calls shareMetrics(metrics)",
    );
  });

  test.each([
    [
      "if shareMetrics was not called before",
      {
        main: "",
        worker: "joinMetrics(metrics)",
        want: "joinMetrics: call shareMetrics(metrics) in the main thread before this worker is created",
      },
    ],
    [
      "if the worker has another schema",
      {
        main: "shareMetrics(metrics);",
        worker: "joinMetrics(new Metrics({ address: '', families: [calls, busy] }))",
        want: "joinMetrics: the thread that called shareMetrics has other families; compile both from one schema",
      },
    ],
    [
      "of an option",
      {
        main: "shareMetrics(metrics);",
        worker: "joinMetrics(metrics, { sampleInterval: 0 })",
        want: "joinMetrics: the option sampleInterval is 0; expected milliseconds, 1 or more",
      },
    ],
  ])("%s", (_, { main, worker, want }) => {
    const result = json(`${PROGRAM}
      if (isMainThread) {
        ${main}
        const [message] = await once(new Worker(new URL(import.meta.url)), "message");
        print(message);
      } else parentPort.postMessage(messageOf(() => ${worker}));
    `);
    expect(result).toBe(want);
  });
});

interface Load {
  readonly scrapes: number;
  /** Scrapes that showed less than the one before. */
  readonly falls: number;
  /** Scrapes that showed a histogram of several moments. */
  readonly torn: number;
  readonly last: { readonly calls: number; readonly tenants: number; readonly count: number };
  readonly again: unknown;
  readonly sums: readonly number[];
}

function json(program: string): unknown {
  return JSON.parse(runtime.run(program));
}

/** What the main thread and its workers have in common: one file is the program of both. */
const PROGRAM = `
  import { once } from "node:events";
  import { getEnvironmentData, isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
  import { closedVector, CounterFamily, GaugeFamily, HistogramFamily, integerVector, Metrics, openVector } from "@metricsmith/runtime/codegen";
  import { joinMetrics, shareMetrics } from "@metricsmith/runtime/workers";

  const tenant = openVector("tenant", { maxValues: 1000, otherwise: "other" });
  const calls = new CounterFamily({ name: "calls_total", help: "h", vectors: [closedVector("ok", ["no", "yes"])] });
  const tenants = new CounterFamily({ name: "tenants_total", help: "h", vectors: [tenant] });
  const busy = new GaugeFamily({ name: "busy", help: "h", vectors: [closedVector("pool", ["a"])], combine: "sum" });
  const guest = openVector("guest", { maxValues: 1, otherwise: "other", expireAfter: 20 });
  const guests = new GaugeFamily({ name: "guests", help: "h", vectors: [guest] });
  const axis = (name) => integerVector(name, { min: 0, max: 999 });
  const waits = new HistogramFamily({ name: "waits", help: "h", vectors: [axis("x"), axis("y")], buckets: [1, 5] });
  const large = (at) => (at % 100) * 1000 + Math.floor(at / 100);
  const metrics = new Metrics({ address: "", families: [calls, tenants, busy, waits, guests] });

  const print = (value) => console.log(JSON.stringify(value));
  const messageOf = (run) => {
    try {
      run();
    } catch (error) {
      return error.message;
    }
  };
  const add = (lines, start) =>
    lines.filter((line) => line.startsWith(start)).reduce((sum, line) => (sum ?? 0) + Number(line.split(" ")[1]), undefined);
  function read() {
    const lines = new TextDecoder().decode(metrics.expose()).split("\\n");
    const totals = Object.entries({
      calls: "calls_total{", tenants: "tenants_total{", busy: "busy{", sum: "waits_sum{", count: "waits_count{",
    }).map(([name, start]) => [name, add(lines, start)]);
    const buckets = add(lines.filter((line) => line.includes('le="+Inf"')), "waits_bucket{");
    return { ...Object.fromEntries(totals), buckets };
  }
`;
