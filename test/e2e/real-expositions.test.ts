import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Exposition, type ExpositionFormat, parseExposition } from "../../generator/index.js";
import { debianPackages } from "../prometheus/debian-packages.js";
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

const ACCEPT: Readonly<Record<ExpositionFormat, string>> = {
  text: "text/plain; version=0.0.4",
  openmetrics: "application/openmetrics-text; version=1.0.0",
};

async function read(url: string, format: ExpositionFormat): Promise<Exposition> {
  const response = await fetch(`${url}/metrics`, { headers: { Accept: ACCEPT[format] } });
  expect(response.headers.get("Content-Type")).toContain(ACCEPT[format]);
  return parseExposition(await response.text(), { format });
}

describe.each(Object.entries(STARTS))("what %s exposes", (_name, startOne) => {
  let exposing: Exposing;
  beforeAll(async () => {
    exposing = await startOne();
    await vi.waitFor(() => fetch(`${exposing.url}/metrics`), { timeout: 30_000, interval: 100 });
  });
  afterAll(() => exposing?.stop());

  test.each(["text", "openmetrics"] as const)("is read as %s without a finding", async (format) => {
    const { families, errors, warnings } = await read(exposing.url, format);
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(families.length).toBeGreaterThan(20);
    const goroutines = families.find(({ name }) => name === "go_goroutines");
    expect(goroutines).toMatchObject({ type: "gauge", help: expect.stringContaining("goroutines") });
    expect(goroutines?.samples[0]?.value).toBeGreaterThan(0);
  });

  test("is the same in both formats, but for the names of counters", async () => {
    const [text, openmetrics] = [await read(exposing.url, "text"), await read(exposing.url, "openmetrics")];
    const names = ({ families }: Exposition) =>
      families.map(({ name, type }) => `${type} ${type === "counter" ? name.replace(/_total$/, "") : name}`);
    expect(names(openmetrics)).toEqual(names(text));
  });
});
