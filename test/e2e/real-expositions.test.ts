import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseExposition } from "../../generator/index.js";
import { debianPackages } from "../prometheus/debian-packages.js";
import { pythonExposition } from "./exposition-readers.js";
import { startConfiguredPrometheus } from "./prometheus-server.js";
import { freePort } from "./server-process.js";

interface Exposing {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a program of a Debian package on a free port of loopback. */
async function start(name: string, program: string): Promise<Exposing> {
  const [root = ""] = await debianPackages([name]);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(join(root, "usr/bin", program), [`--web.listen-address=${address}`], {
    stdio: "ignore",
  });
  const stop = async () => {
    const closed = once(child, "close");
    if (child.kill("SIGTERM")) await closed;
  };
  return { url: `http://${address}`, stop };
}

const STARTS = {
  Prometheus: () => startConfiguredPrometheus({ "prometheus.yml": "global: {}\n" }),
  node_exporter: () => start("prometheus-node-exporter", "prometheus-node-exporter"),
  Pushgateway: () => start("prometheus-pushgateway", "prometheus-pushgateway"),
};

describe.each(Object.entries(STARTS))("what %s exposes", (_name, startOne) => {
  let exposing: Exposing;
  beforeAll(async () => {
    exposing = await startOne();
    await vi.waitFor(() => fetch(`${exposing.url}/metrics`), { timeout: 30_000, interval: 100 });
  });
  afterAll(() => exposing?.stop());

  test("is read without a finding", async () => {
    const text = await (await fetch(`${exposing.url}/metrics`)).text();
    const { families, errors, warnings } = parseExposition(text, { format: "text" });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    const samples = families.flatMap((family) => family.samples);
    expect(samples.length).toBe(text.split("\n").filter((line) => /^[^#]/.test(line)).length);
    const goroutines = families.find(({ name }) => name === "go_goroutines");
    expect(goroutines).toMatchObject({ type: "gauge", help: expect.stringContaining("goroutines") });
    expect(goroutines?.samples[0]?.value).toBeGreaterThan(0);
  });
});

test("what Python's client writes as OpenMetrics is read without a finding", async () => {
  const { families, errors, warnings } = parseExposition(await pythonExposition(), { format: "openmetrics" });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  const types = families.filter(({ name }) => name.startsWith("own_")).map(({ name, type }) => [name, type]);
  expect(types).toEqual([
    ["own_jobs", "counter"],
    ["own_seconds", "histogram"],
    ["own_size", "summary"],
    ["own_level", "gauge"],
    ["own_build", "info"],
    ["own_state", "stateset"],
  ]);
  const [jobs] = families.find(({ name }) => name === "own_jobs")?.samples ?? [];
  expect(jobs).toMatchObject({
    name: "own_jobs_total",
    labels: [{ name: "queue", value: 'a "b" \\ \n é' }],
    value: 2.5,
    exemplar: { labels: [{ name: "trace_id", value: "abc" }], value: 2.5 },
  });
});
