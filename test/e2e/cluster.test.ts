import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { InstalledRuntime } from "../support/compiled-packages.js";
import {
  ClusterProgram,
  installProgram,
  kill,
  type ProgramWorker,
} from "../support/runtime/cluster-program.js";
import { CLIENTS } from "../support/runtime/prom-clients.js";

const ANSWERED = 'metricsmith_cluster_workers{state="answered"}';
const MISSING = 'metricsmith_cluster_workers{state="missing"}';
const LONG_TIMEOUT = { cluster: { timeout: 20_000 }, registry: true };
const HASTY = { cluster: { timeout: 200 }, registry: true };
const DEADLINE = { timeout: 20_000, interval: 50 };

type Samples = ReadonlyMap<string, number>;
type Started = readonly [ProgramWorker, ProgramWorker, ProgramWorker];

describe.each(CLIENTS.map(([name]) => name))("a cluster with %s", (client) => {
  let installed: InstalledRuntime;
  let program: ClusterProgram;

  beforeAll(async () => {
    installed = await installProgram([client]);
  }, 60_000);
  afterAll(() => installed.remove());
  afterEach(() => program.stop());

  async function start(workers: number, options: object = LONG_TIMEOUT): Promise<Started> {
    program = await ClusterProgram.start(installed, client);
    await program.serve(options);
    const started: ProgramWorker[] = [];
    for (let place = 1; place <= workers; place++) started.push(await program.fork(place));
    await waitFor(ANSWERED, workers);
    return started as unknown as Started; // as many as were asked for
  }

  const waitFor = (sample: string, value: number) =>
    expect.poll(async () => (await program.scrape()).get(sample), DEADLINE).toBe(value);

  test("exposes the families and the application's metrics of the primary and all workers", async () => {
    const [first, second] = await start(2);
    await program.command("record", { times: 1 });
    await program.tell(first, "record", { times: 20 });
    await program.tell(second, "record", { times: 300, seconds: 2 });
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="0"}')).toBe(1);
    expect(samples.get('jobs_total{slot="1"}')).toBe(20);
    expect(samples.get('jobs_total{slot="2"}')).toBe(300);
    expect(samples.get("own_total")).toBe(321);
    expect(samples.get('job_seconds_bucket{le="1",slot="1"}')).toBe(20);
    expect(samples.get('job_seconds_sum{slot="1"}')).toBe(10);
    expect(samples.get('job_seconds_sum{slot="2"}')).toBe(600);
    expect(samples.get('metricsmith_series{metric="jobs_total"}')).toBe(1);
    expect(samples.get("nodejs_eventloop_lag_seconds")).toBeGreaterThanOrEqual(0);
    expect(samples.get(ANSWERED)).toBe(2);
    expect(samples.get(MISSING)).toBe(0);
  });

  test("without workers, exposes what the primary has recorded", async () => {
    await start(0);
    await program.command("record", { times: 7 });
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="0"}')).toBe(7);
    expect([samples.get(ANSWERED), samples.get(MISSING)]).toEqual([0, 0]);
  });

  test("includes workers that were started before the server", async () => {
    program = await ClusterProgram.start(installed, client);
    const worker = await program.fork(1);
    await program.tell(worker, "record", { times: 3 });
    await program.serve(LONG_TIMEOUT);
    await waitFor('jobs_total{slot="1"}', 3);
  });

  test("also works if the application's workers use advanced serialization", async () => {
    program = await ClusterProgram.start(installed, client);
    await program.command("setup", { settings: { serialization: "advanced" } });
    await program.serve(LONG_TIMEOUT);
    const worker = await program.fork(1);
    await waitFor(ANSWERED, 1);
    await program.tell(worker, "record", { times: 3, seconds: 0.25 });
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="1"}')).toBe(3);
    expect(samples.get('job_seconds_sum{slot="1"}')).toBe(0.75);
  });

  test("combines each gauge by its `combine`, among the processes that have set it", async () => {
    const [first, second] = await start(2);
    const set = (value: string) => ({ values: { sum: value, max: value, min: value, average: value } });
    await program.tell(first, "set", set("-2"));
    await program.tell(second, "set", set("-6"));
    await program.command("set", { values: { last: 1 } });
    await program.tell(second, "set", { values: { last: 2 } });
    await program.tell(first, "set", { values: { last: 3 } });
    expect(await gauges()).toEqual({ sum: -8, max: -2, min: -6, average: -4, last: 3 });

    await program.tell(first, "set", set("NaN"));
    await program.tell(second, "set", { values: { last: "NaN" } });
    expect(await gauges()).toEqual({ sum: -6, max: -6, min: -6, average: -6, last: NaN });

    await program.tell(second, "set", set("-Infinity"));
    await program.command("set", { values: { last: "Infinity" } });
    expect(await gauges()).toEqual({
      sum: -Infinity,
      max: -Infinity,
      min: -Infinity,
      average: -Infinity,
      last: Infinity,
    });
  });

  test("a gauge that no process has set is exposed at 0", async () => {
    await start(1);
    expect(await gauges()).toEqual({ sum: 0, max: 0, min: 0, average: 0, last: 0 });
  });

  async function gauges(): Promise<object> {
    const samples = await program.scrape();
    const names = ["sum", "max", "min", "average", "last"];
    return Object.fromEntries(names.map((name) => [name, samples.get(name)]));
  }

  test("keeps the counts of a killed worker, drops its gauges, and adds those of the next worker", async () => {
    const [first] = await start(2);
    await program.tell(first, "record", { times: 10 });
    await program.tell(first, "set", { values: { sum: 5, last: 4 } });
    expect((await program.scrape()).get("sum")).toBe(5);
    kill(first.pid, "SIGKILL");
    await waitFor(ANSWERED, 1);
    const after = await program.scrape();
    expect(after.get('jobs_total{slot="1"}')).toBe(10);
    expect(after.get('job_seconds_count{slot="1"}')).toBe(10);
    expect(after.get("own_total")).toBe(10);
    expect([after.get("sum"), after.get("last"), after.get(MISSING)]).toEqual([0, 4, 0]);

    const next = await program.fork(1);
    await program.tell(next, "record", { times: 1 });
    await waitFor('jobs_total{slot="1"}', 11);
  });

  test("uses the last values of a worker that hangs until it responds again", async () => {
    const [first, second] = await start(2, HASTY);
    await program.tell(first, "record", { times: 10 });
    await waitFor('jobs_total{slot="1"}', 10);
    kill(first.pid, "SIGSTOP");
    await program.tell(second, "record", { times: 1 });
    for (let time = 0; time < 3; time++) {
      const samples = await program.scrape();
      expect(samples.get('jobs_total{slot="1"}')).toBe(10);
      expect(samples.get(MISSING)).toBeGreaterThanOrEqual(1);
    }
    await waitFor('jobs_total{slot="2"}', 1);
    kill(first.pid, "SIGCONT");
    await program.tell(first, "record", { times: 5 });
    await waitFor(MISSING, 0);
    await waitFor('jobs_total{slot="1"}', 15);
  });

  test("counts a worker that hangs and is killed once", async () => {
    const [first] = await start(1, HASTY);
    await program.tell(first, "record", { times: 10 });
    await waitFor('jobs_total{slot="1"}', 10);
    kill(first.pid, "SIGSTOP");
    const during = program.scrape();
    kill(first.pid, "SIGKILL");
    expect((await during).get('jobs_total{slot="1"}')).toBe(10);
    await waitFor(MISSING, 0);
    expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(10);
  });

  test("leaves out a worker that has not joined, and does not wait for it", async () => {
    await start(1, LONG_TIMEOUT);
    await program.fork(2, false);
    const samples = await program.scrape(); // which would take longer than this test may
    expect([samples.get(ANSWERED), samples.get(MISSING)]).toEqual([1, 1]);
  });

  test("warns about a worker whose collector fails, and uses its last values", async () => {
    const [first] = await start(1);
    await program.tell(first, "record", { times: 10 });
    await waitFor('jobs_total{slot="1"}', 10);
    await program.tell(first, "fail");
    await program.tell(first, "record", { times: 10 });
    for (let time = 0; time < 2; time++) {
      const samples = await program.scrape();
      expect(samples.get('jobs_total{slot="1"}')).toBe(10);
      expect([samples.get(ANSWERED), samples.get(MISSING)]).toEqual([0, 1]);
    }
    expect(program.warnings()).toEqual([
      `metricsmith: worker ${first.worker} of the cluster cannot collect its metrics: out of order. ` +
        "Its previous metrics are exposed.",
    ]);
  });

  test.each(["exit", "throw"])(
    "a worker that ends by itself (%s) reports what it has recorded",
    async (end) => {
      const [first] = await start(1);
      await program.tell(first, "record", { times: 10 });
      void program.tell(first, end);
      await waitFor(ANSWERED, 0);
      const samples = await program.scrape();
      expect(samples.get('jobs_total{slot="1"}')).toBe(10);
      expect(samples.get(MISSING)).toBe(0);
    },
  );

  test.each(["primary", "worker"])(
    "a worker that the %s disconnects says what it has recorded",
    async (by) => {
      const [first, second] = await start(2);
      await program.tell(first, "record", { times: 10 });
      await (by === "primary" ? program.command("disconnect", first) : program.tell(first, "disconnectSelf"));
      await program.tell(second, "record", { times: 1 });
      await waitFor(ANSWERED, 1);
      const samples = await program.scrape();
      expect(samples.get('jobs_total{slot="1"}')).toBe(10);
      expect(samples.get(MISSING)).toBe(0);
    },
  );

  test("a worker that closes before it disconnects loses nothing", async () => {
    const [first] = await start(2);
    await program.tell(first, "record", { times: 10 });
    await program.tell(first, "close");
    await waitFor(ANSWERED, 1);
    expect((await program.scrape()).get(MISSING)).toBe(0);
    await program.command("disconnect", first);
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="1"}')).toBe(10);
    expect(samples.get("own_total")).toBe(10);
  });

  test("removes in all processes what one of them removes", async () => {
    const [first, second] = await start(2);
    await program.command("record", { times: 1 });
    await program.tell(first, "record", { times: 10 });
    await program.tell(second, "record", { times: 20 });
    kill(second.pid, "SIGKILL");
    await waitFor(ANSWERED, 1);
    const third = await program.fork(1);
    await waitFor(ANSWERED, 2);
    await program.tell(third, "record", { times: 5 });
    expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(15);

    await program.tell(third, "remove", { slot: "1" });
    await program.command("remove", { slot: "2" });
    expect(jobsIn(await program.scrape())).toEqual({ 0: 1, 1: undefined, 2: undefined });
    await program.tell(first, "record", { times: 1 });
    await waitFor('jobs_total{slot="1"}', 1);

    await program.tell(first, "clear");
    const cleared = await program.scrape();
    expect([...cleared.keys()].filter((name) => name.startsWith("job_seconds"))).toEqual([]);
    await program.command("reset");
    expect(jobsIn(await program.scrape())).toEqual({ 0: undefined, 1: undefined, 2: undefined });
  });

  const jobsIn = (samples: Samples) =>
    Object.fromEntries([0, 1, 2].map((slot) => [slot, samples.get(`jobs_total{slot="${slot}"}`)]));

  test("drops a series that no process records any more, and frees its place in each", async () => {
    const [first, second] = await start(2);
    const visit = async (by: string) => {
      await program.command("visit", { by });
      for (const worker of [first, second]) await program.tell(worker, "visit", { by });
    };
    await visit("a");
    await waitFor('visits_total{guest="a"}', 3);
    await expect.poll(async () => visitsIn(await program.scrape()), DEADLINE).toEqual([]);
    await visit("b");
    expect(visitsIn(await program.scrape())).toEqual(['visits_total{guest="b"}']);
  });

  const visitsIn = (samples: Samples) =>
    [...samples.keys()].filter((name) => name.startsWith("visits_total"));

  test("scrapes at once are each complete", async () => {
    const [first, second] = await start(2);
    await program.tell(first, "record", { times: 10 });
    await program.tell(second, "record", { times: 20 });
    const scrapes = await Promise.all(Array.from({ length: 8 }, () => program.scrape()));
    for (const samples of scrapes) {
      expect(samples.get('jobs_total{slot="1"}')).toBe(10);
      expect(samples.get('jobs_total{slot="2"}')).toBe(20);
      expect(samples.get(ANSWERED)).toBe(2);
    }
  });

  test("counts remain when the server is closed and another is started", async () => {
    const [first] = await start(1);
    await program.tell(first, "record", { times: 10 });
    await waitFor('jobs_total{slot="1"}', 10);
    kill(first.pid, "SIGKILL");
    await waitFor(ANSWERED, 0);
    await program.command("stop");
    await program.serve(LONG_TIMEOUT);
    expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(10);
  });

  test("counts nothing twice under load while one worker is killed and another hangs", async () => {
    const [first, second, third] = await start(3, HASTY);
    void program.tell(first, "load");
    const loads = [second, third].map((worker) => program.tell(worker, "load"));
    await expect.poll(() => program.aboutTo(1), DEADLINE).toBeGreaterThan(10_000);

    const scrapes: Samples[] = [];
    const scrape = async (times: number) => {
      for (let time = 0; time < times; time++) scrapes.push(await program.scrape());
    };
    await scrape(6);
    kill(first.pid, "SIGKILL");
    await scrape(2);
    kill(second.pid, "SIGSTOP");
    await scrape(2);
    kill(second.pid, "SIGCONT");
    const aboutToBeKilled = program.aboutTo(1);
    const next = await program.fork(1);
    loads.push(program.tell(next, "load"));
    await expect.poll(() => program.aboutTo(1), DEADLINE).toBeGreaterThan(10_000);
    await Promise.all([scrape(5), scrape(5)]);
    await scrape(1);
    for (const worker of [second, third, next]) await program.tell(worker, "finish");
    const [bySecond, byThird, byNext] = (await Promise.all(loads)) as number[]; // as the program replies
    await waitFor(ANSWERED, 3);

    const last = await program.scrape();
    const before = scrapes[5]?.get('jobs_total{slot="1"}') ?? 0;
    const ofKilled = (last.get('jobs_total{slot="1"}') ?? 0) - (byNext ?? 0);
    expect(before).toBeGreaterThan(0);
    expect(ofKilled).toBeGreaterThanOrEqual(before);
    expect(ofKilled).toBeLessThanOrEqual(aboutToBeKilled);
    expect(last.get('jobs_total{slot="2"}')).toBe(bySecond);
    expect(last.get('jobs_total{slot="3"}')).toBe(byThird);
    const inOrder = [...scrapes.slice(0, 10), ...scrapes.slice(20), last]; // between, two were made at once
    for (const [at, samples] of inOrder.entries()) {
      for (const [name, value] of inOrder[at - 1] ?? []) {
        if (/^(jobs?|own|process_cpu)_/.test(name))
          expect(samples.get(name), name).toBeGreaterThanOrEqual(value);
      }
    }
    for (const samples of [...scrapes, last]) {
      for (const slot of [1, 2, 3]) {
        const jobs = samples.get(`jobs_total{slot="${slot}"}`) ?? 0;
        expect(samples.get(`job_seconds_count{slot="${slot}"}`) ?? 0).toBe(jobs);
        expect(samples.get(`job_seconds_sum{slot="${slot}"}`) ?? 0).toBe(jobs / 4);
      }
    }
  }, 60_000);

  test("a worker answers once, however many times it is told to, with one set of options", async () => {
    const [first] = await start(1);
    const answer = (options: object) => program.tell(first, "answer", { options });
    expect(await answer({ registry: true })).toEqual({ same: true });
    expect(await answer({ registry: true, defaultMetrics: true })).toEqual({ same: true });
    expect(await answer({ defaultMetrics: false })).toEqual({
      error:
        "MetricsServerError: answerPrimary was called with other options (registry, defaultMetrics); " +
        "call it once in each worker",
    });
  });

  test("in a worker, says what to call instead", async () => {
    const [first] = await start(1);
    expect(await program.tell(first, "start", { options: { cluster: true } })).toEqual({
      error:
        "MetricsServerError: the option cluster is for the primary of a cluster; " +
        "this process is a worker, which calls answerPrimary(metrics)",
    });
    await program.tell(first, "start", { options: {} });
    expect(program.warnings()).toEqual([
      "metricsmith: the metrics server was started in a worker of a cluster: each scrape has the metrics of one " +
        "worker, not always of the same one. Call startMetricsServer(metrics, { cluster: true }) in the " +
        "primary, and answerPrimary(metrics) in the workers.",
    ]);
  });
});

describe("a cluster without a client", () => {
  test("says what to install", async () => {
    const installed = await installProgram([]);
    const program = await ClusterProgram.start(installed, "");
    try {
      expect(await program.serve({ cluster: true })).toEqual({
        error:
          "MetricsServerError: the option cluster needs a Prometheus client, which adds the workers up, " +
          "and none can be loaded: run npm install prom-client (or @prometheus-io/client)",
      });
    } finally {
      await program.stop();
      installed.remove();
    }
  });
});
