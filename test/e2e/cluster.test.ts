import { expect, test } from "vitest";
import {
  ANSWERED,
  ClusterProgram,
  clusterUnderTest,
  DEADLINE,
  installProgram,
  kill,
  LONG_TIMEOUT,
  MISSING,
} from "../support/runtime/cluster-program.js";

const HASTY = { cluster: { timeout: 200 }, registry: true };

type Samples = ReadonlyMap<string, number>;

const cluster = clusterUnderTest("prom-client");

test("without workers, exposes what the primary has recorded", async () => {
  const [program] = await cluster.start(0);
  await program.command("record", { times: 7 });
  const samples = await program.scrape();
  expect(samples.get('jobs_total{slot="0"}')).toBe(7);
  expect([samples.get(ANSWERED), samples.get(MISSING)]).toEqual([0, 0]);
});

test("includes workers that were started before the server", async () => {
  const program = await cluster.startPrimary();
  const worker = await program.fork(1);
  await program.tell(worker, "record", { times: 3 });
  await program.serve(LONG_TIMEOUT);
  await program.waitFor('jobs_total{slot="1"}', 3);
});

test("also works if the application's workers use advanced serialization", async () => {
  const program = await cluster.startPrimary();
  await program.command("setup", { settings: { serialization: "advanced" } });
  await program.serve(LONG_TIMEOUT);
  const worker = await program.fork(1);
  await program.waitFor(ANSWERED, 1);
  await program.tell(worker, "record", { times: 3, seconds: 0.25 });
  const samples = await program.scrape();
  expect(samples.get('jobs_total{slot="1"}')).toBe(3);
  expect(samples.get('job_seconds_sum{slot="1"}')).toBe(0.75);
});

test("uses the last values of a worker that hangs until it responds again", async () => {
  const [program, first, second] = await cluster.start(2, HASTY);
  await program.tell(first, "record", { times: 10 });
  await program.waitFor('jobs_total{slot="1"}', 10);
  kill(first.pid, "SIGSTOP");
  await program.tell(second, "record", { times: 1 });
  for (let time = 0; time < 3; time++) {
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="1"}')).toBe(10);
    expect(samples.get(MISSING)).toBeGreaterThanOrEqual(1);
  }
  await program.waitFor('jobs_total{slot="2"}', 1);
  kill(first.pid, "SIGCONT");
  await program.tell(first, "record", { times: 5 });
  await program.waitFor(MISSING, 0);
  await program.waitFor('jobs_total{slot="1"}', 15);
});

test("counts a worker that hangs and is killed once", async () => {
  const [program, first] = await cluster.start(1, HASTY);
  await program.tell(first, "record", { times: 10 });
  await program.waitFor('jobs_total{slot="1"}', 10);
  kill(first.pid, "SIGSTOP");
  const during = program.scrape();
  kill(first.pid, "SIGKILL");
  expect((await during).get('jobs_total{slot="1"}')).toBe(10);
  await program.waitFor(MISSING, 0);
  expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(10);
});

test("leaves out a worker that has not joined, and does not wait for it", async () => {
  const [program] = await cluster.start(1);
  await program.fork(2, false);
  const samples = await program.scrape(); // which would take longer than this test may
  expect([samples.get(ANSWERED), samples.get(MISSING)]).toEqual([1, 1]);
});

test.each(["exit", "throw"])(
  "a worker that ends by itself (%s) reports what it has recorded",
  async (end) => {
    const [program, first] = await cluster.start(1);
    await program.tell(first, "record", { times: 10 });
    void program.tell(first, end);
    await program.waitFor(ANSWERED, 0);
    const samples = await program.scrape();
    expect(samples.get('jobs_total{slot="1"}')).toBe(10);
    expect(samples.get(MISSING)).toBe(0);
  },
);

test.each(["primary", "worker"])("a worker that the %s disconnects says what it has recorded", async (by) => {
  const [program, first, second] = await cluster.start(2);
  await program.tell(first, "record", { times: 10 });
  await (by === "primary" ? program.command("disconnect", first) : program.tell(first, "disconnectSelf"));
  await program.tell(second, "record", { times: 1 });
  await program.waitFor(ANSWERED, 1);
  const samples = await program.scrape();
  expect(samples.get('jobs_total{slot="1"}')).toBe(10);
  expect(samples.get(MISSING)).toBe(0);
});

test("a worker that closes before it disconnects loses nothing", async () => {
  const [program, first] = await cluster.start(2);
  await program.tell(first, "record", { times: 10 });
  await program.tell(first, "close");
  await program.waitFor(ANSWERED, 1);
  expect((await program.scrape()).get(MISSING)).toBe(0);
  await program.command("disconnect", first);
  const samples = await program.scrape();
  expect(samples.get('jobs_total{slot="1"}')).toBe(10);
  expect(samples.get("own_total")).toBe(10);
});

test("drops a series that no process records any more, and frees its place in each", async () => {
  const [program, first, second] = await cluster.start(2);
  const visit = async (by: string) => {
    await program.command("visit", { by });
    for (const worker of [first, second]) await program.tell(worker, "visit", { by });
  };
  await visit("a");
  await program.waitFor('visits_total{guest="a"}', 3);
  await expect.poll(async () => visitsIn(await program.scrape()), DEADLINE).toEqual([]);
  await visit("b");
  expect(visitsIn(await program.scrape())).toEqual(['visits_total{guest="b"}']);
});

const visitsIn = (samples: Samples) => [...samples.keys()].filter((name) => name.startsWith("visits_total"));

test("scrapes at once are each complete", async () => {
  const [program, first, second] = await cluster.start(2);
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
  const [program, first] = await cluster.start(1);
  await program.tell(first, "record", { times: 10 });
  await program.waitFor('jobs_total{slot="1"}', 10);
  kill(first.pid, "SIGKILL");
  await program.waitFor(ANSWERED, 0);
  await program.command("stop");
  await program.serve(LONG_TIMEOUT);
  expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(10);
});

test("counts nothing twice under load while one worker is killed and another hangs", async () => {
  const [program, first, second, third] = await cluster.start(3, HASTY);
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
  await program.waitFor(ANSWERED, 3);

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
  const [program, first] = await cluster.start(1);
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
  const [program, first] = await cluster.start(1);
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

test("a cluster without a client says what to install", async () => {
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
