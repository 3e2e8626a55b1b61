import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { Metrics } from "../../runtime/metrics.js";
import { type PushOptions, pushMetrics } from "../../runtime/push/index.js";
import { InstalledRuntime } from "../support/compiled-packages.js";
import { type ServerProcess, startPushgateway } from "../support/programs/prometheus-server.js";

const runtime = new InstalledRuntime();
let gateway: ServerProcess;

beforeAll(async () => {
  gateway = await startPushgateway();
  await runtime.install();
  runtime.write("job.mjs", JOB);
});
afterAll(async () => {
  runtime.remove();
  await gateway?.stop();
});

/** The samples of a family in the gateway, each with its labels. */
async function samples(name: string): Promise<readonly string[]> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  return text.split("\n").filter((line) => line.startsWith(`${name}{`));
}

describe("a Pushgateway", () => {
  function pushing(name: string, options: Partial<PushOptions> = {}) {
    const files = new CounterFamily({ name, help: "Files.", vectors: [] });
    files.record(0, 3, undefined);
    return pushMetrics(new Metrics({ address: "", families: [files] }), {
      url: gateway.url,
      job: "backup",
      ...options,
    });
  }

  test.each(["a/b", "", ".", "..", "ü %+?#&;", "a\\b", "\n", "@base64", "="])(
    "has the grouping %j as it is, and deletes it",
    async (value) => {
      const push = pushing("grouped_total", { job: value || "none", grouping: { instance: value } });
      expect(await push.push()).toEqual({ ok: true });
      const escaped = JSON.stringify(value);
      const job = JSON.stringify(value || "none");
      expect(await samples("grouped_total")).toEqual([`grouped_total{instance=${escaped},job=${job}} 3`]);
      expect(await push.delete()).toEqual({ ok: true });
      await expect.poll(() => samples("grouped_total")).toEqual([]); // a gateway answers before it deletes
    },
  );

  test("keeps what was not pushed again at add, and drops it at push", async () => {
    await pushing("first_total", { job: "adding" }).push();
    await pushing("second_total", { job: "adding" }).add();
    expect([await samples("first_total"), await samples("second_total")].flat()).toHaveLength(2);
    await pushing("second_total", { job: "adding" }).push();
    await expect.poll(() => samples("first_total")).toEqual([]);
  });

  test("says what is inconsistent", async () => {
    await pushing("mixed", { job: "counting" }).push();
    const level = new GaugeFamily({ name: "mixed", help: "Files.", vectors: [] });
    const metrics = new Metrics({ address: "", families: [level] });
    metrics.configure({ warn: () => {} });
    const result = await pushMetrics(metrics, { url: gateway.url, job: "measuring" }).push();
    expect(result).toMatchObject({
      ok: false,
      error: {
        status: 400,
        message: expect.stringMatching(/inconsistent.*mixed.*another group has the metric/),
      },
    });
  });
});

describe("a job", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("pushes at %s, and ends by it", async (signal) => {
    const job = start(signal, { atEnd: "push" });
    await once(job, "message");
    job.kill(signal);
    expect(await once(job, "exit")).toEqual([null, signal]);
    expect(await samples("steps_total")).toContain(`steps_total{instance="",job="${signal}"} 2`);
  });

  test("deletes its group at SIGTERM on request, and ends by it", async () => {
    const job = start("deleting", { atEnd: "delete" });
    await once(job, "message");
    expect((await samples("steps_total")).join()).toContain('job="deleting"');
    job.kill("SIGTERM");
    expect(await once(job, "exit")).toEqual([null, "SIGTERM"]);
    await expect.poll(async () => (await samples("steps_total")).join()).not.toContain('job="deleting"');
  });

  test("pushes if it fails, and has the exit code of its error", async () => {
    const job = start("failing", { fails: true });
    expect(await once(job, "exit")).toEqual([1, null]);
    expect(await samples("steps_total")).toContain('steps_total{instance="",job="failing"} 2');
  });

  test("ends with its own exit code if there is no gateway", async () => {
    const job = start("alone", { url: "http://127.0.0.1:9", timeout: 300, ends: true });
    expect(await once(job, "exit")).toEqual([0, null]);
  });

  test.each([
    ["when it has nothing more to do", undefined, [0, null]],
    ["at a signal", "SIGINT", [null, "SIGINT"]],
  ] as const)("with deleteAtExit deletes its group %s", async (_, signal, ended) => {
    const job = start("leaving", { deleteAtExit: true, ends: signal === undefined });
    const exited = once(job, "exit");
    const [pushed] = await once(job, "message");
    if (signal !== undefined) job.kill(signal);
    expect([pushed, await exited]).toEqual([{ ok: true }, ended]);
    await expect.poll(async () => (await samples("steps_total")).join()).not.toContain('job="leaving"');
  });
});

/** Starts a job that makes a step, pushes, makes another, and waits; or fails, or ends. */
function start(job: string, options: object) {
  const settings = JSON.stringify({ url: gateway.url, job, ...options });
  return fork(join(runtime.directory, "job.mjs"), [settings], { silent: true });
}

const JOB = `
  import { CounterFamily, Metrics } from "@metricsmith/runtime/codegen";
  import { pushedJob, pushMetrics } from "@metricsmith/runtime/push";
  const steps = new CounterFamily({ name: "steps_total", help: "Steps.", vectors: [] });
  const metrics = new Metrics({ address: "", families: [steps] });
  const { fails, ends, deleteAtExit, ...options } = JSON.parse(process.argv[2]);
  const work = async (push) => {
    steps.record(0, 1);
    const result = await push.push();
    steps.record(0, 1);
    process.send(result);
    if (fails) throw new Error("disk full");
    if (!ends) await new Promise((resolve) => setTimeout(resolve, 60_000));
    process.disconnect();
  };
  if (deleteAtExit) {
    const push = pushMetrics(metrics, options);
    push.deleteAtExit();
    await work(push);
  } else await pushedJob(metrics, options, work);
`;
