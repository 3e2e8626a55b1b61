import { describe, expect, test } from "vitest";
import {
  ANSWERED,
  type ClusterProgram,
  clusterUnderTest,
  kill,
  MISSING,
} from "../support/runtime/cluster-program.js";
import { CLIENTS } from "../support/runtime/prom-clients.js";

type Samples = ReadonlyMap<string, number>;

// The client adds up the values of the processes; cluster.test.ts has what does not depend on it.
describe.each(CLIENTS.map(([name]) => name))("a cluster with %s", (client) => {
  const cluster = clusterUnderTest(client);

  test("exposes the families and the application's metrics of the primary and all workers", async () => {
    const [program, first, second] = await cluster.start(2);
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

  test("combines each gauge by its `combine`, among the processes that have set it", async () => {
    const [program, first, second] = await cluster.start(2);
    expect(await gauges(program)).toEqual({ sum: 0, max: 0, min: 0, average: 0, last: 0 });
    const set = (value: string) => ({ values: { sum: value, max: value, min: value, average: value } });
    await program.tell(first, "set", set("-2"));
    await program.tell(second, "set", set("-6"));
    await program.command("set", { values: { last: 1 } });
    await program.tell(second, "set", { values: { last: 2 } });
    await program.tell(first, "set", { values: { last: 3 } });
    expect(await gauges(program)).toEqual({ sum: -8, max: -2, min: -6, average: -4, last: 3 });

    await program.tell(first, "set", set("NaN"));
    await program.tell(second, "set", { values: { last: "NaN" } });
    expect(await gauges(program)).toEqual({ sum: -6, max: -6, min: -6, average: -6, last: NaN });

    await program.tell(second, "set", set("-Infinity"));
    await program.command("set", { values: { last: "Infinity" } });
    expect(await gauges(program)).toEqual({
      sum: -Infinity,
      max: -Infinity,
      min: -Infinity,
      average: -Infinity,
      last: Infinity,
    });
  });

  async function gauges(program: ClusterProgram): Promise<object> {
    const samples = await program.scrape();
    const names = ["sum", "max", "min", "average", "last"];
    return Object.fromEntries(names.map((name) => [name, samples.get(name)]));
  }

  test("keeps the counts of a killed worker, drops its gauges, and adds those of the next worker", async () => {
    const [program, first] = await cluster.start(2);
    await program.tell(first, "record", { times: 10 });
    await program.tell(first, "set", { values: { sum: 5, last: 4 } });
    expect((await program.scrape()).get("sum")).toBe(5);
    kill(first.pid, "SIGKILL");
    await program.waitFor(ANSWERED, 1);
    const after = await program.scrape();
    expect(after.get('jobs_total{slot="1"}')).toBe(10);
    expect(after.get('job_seconds_count{slot="1"}')).toBe(10);
    expect(after.get("own_total")).toBe(10);
    expect([after.get("sum"), after.get("last"), after.get(MISSING)]).toEqual([0, 4, 0]);

    const next = await program.fork(1);
    await program.tell(next, "record", { times: 1 });
    await program.waitFor('jobs_total{slot="1"}', 11);
  });

  test("removes in all processes what one of them removes", async () => {
    const [program, first, second] = await cluster.start(2);
    await program.command("record", { times: 1 });
    await program.tell(first, "record", { times: 10 });
    await program.tell(second, "record", { times: 20 });
    kill(second.pid, "SIGKILL");
    await program.waitFor(ANSWERED, 1);
    const third = await program.fork(1);
    await program.waitFor(ANSWERED, 2);
    await program.tell(third, "record", { times: 5 });
    expect((await program.scrape()).get('jobs_total{slot="1"}')).toBe(15);

    await program.tell(third, "remove", { slot: "1" });
    await program.command("remove", { slot: "2" });
    expect(jobsIn(await program.scrape())).toEqual({ 0: 1, 1: undefined, 2: undefined });
    await program.tell(first, "record", { times: 1 });
    await program.waitFor('jobs_total{slot="1"}', 1);

    await program.tell(first, "clear");
    const cleared = await program.scrape();
    expect([...cleared.keys()].filter((name) => name.startsWith("job_seconds"))).toEqual([]);
    await program.command("reset");
    expect(jobsIn(await program.scrape())).toEqual({ 0: undefined, 1: undefined, 2: undefined });
  });

  const jobsIn = (samples: Samples) =>
    Object.fromEntries([0, 1, 2].map((slot) => [slot, samples.get(`jobs_total{slot="${slot}"}`)]));

  test("warns about a worker whose collector fails, and uses its last values", async () => {
    const [program, first] = await cluster.start(1);
    await program.tell(first, "record", { times: 10 });
    await program.waitFor('jobs_total{slot="1"}', 10);
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
});
