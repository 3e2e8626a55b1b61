import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { vi } from "vitest";
import { debianRoot } from "./debian-packages.js";
import { freePort, startConfiguredPrometheus, startPushgateway } from "./prometheus-server.js";

/** A program that exposes its own metrics at `/metrics` of its URL. */
export interface Exposing {
  readonly url: string;
  stop(): Promise<void>;
}

/** Programs that others have written, by what starts one that answers. */
export const REAL_PROGRAMS: Readonly<Record<string, () => Promise<Exposing>>> = {
  Prometheus: async () => answering(await startConfiguredPrometheus({ "prometheus.yml": "global: {}\n" })),
  node_exporter: async () => answering(await start("prometheus-node-exporter", "prometheus-node-exporter")),
  Pushgateway: async () => answering(await startPushgateway()),
};

/** Starts a program of a Debian package on a free port of loopback. */
async function start(name: string, program: string): Promise<Exposing> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(join(await debianRoot(name), "usr/bin", program), [`--web.listen-address=${address}`], {
    stdio: "ignore",
  });
  const stop = async () => {
    const closed = once(child, "close");
    if (child.kill("SIGTERM")) await closed;
  };
  return { url: `http://${address}`, stop };
}

async function answering(exposing: Exposing): Promise<Exposing> {
  await vi.waitFor(() => fetch(`${exposing.url}/metrics`), { timeout: 30_000, interval: 100 });
  return exposing;
}
