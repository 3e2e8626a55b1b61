import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { prometheusPrograms } from "../prometheus/prometheus-programs.js";

/** A Prometheus that scrapes one target every second. */
export interface PrometheusServer {
  readonly url: string;
  /** Ends the process and removes its files. */
  stop(): Promise<void>;
}

const TRIES = 3;

/** Starts a real Prometheus on a free port of loopback, with a job `portal` for the target. */
export async function startPrometheus(metricsUrl: string): Promise<PrometheusServer> {
  const { prometheus } = await prometheusPrograms();
  const folder = await mkdtemp(join(tmpdir(), "metricsmith-prometheus-"));
  await writeFile(join(folder, "prometheus.yml"), configuration(new URL(metricsUrl)));
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(prometheus, [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, `data-${attempt}`)}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const stop = async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    };
    const log = logOf(child);
    if (await isReady(child, url)) return { url, stop };
    await end(child);
    if (attempt < TRIES) continue; // another process may have taken the port
    await stop();
    throw new Error(`Prometheus does not start:\n${log()}`);
  }
}

function configuration(target: URL): string {
  return `global:
  scrape_interval: 1s
scrape_configs:
  - job_name: portal
    scheme: http
    metrics_path: ${target.pathname}
    static_configs:
      - targets: ["${target.host}"]
`;
}

/** Asks until Prometheus is ready, has ended, or has had half a minute. */
async function isReady(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + 30_000;
  while (child.exitCode === null && Date.now() < deadline) {
    const ready = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return child.exitCode === null;
    await delay(50);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await closed;
  clearTimeout(late);
}

function logOf(child: ChildProcess): () => string {
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log = `${log}${text}`.slice(-10_000);
    });
  }
  return () => log;
}

/** A port that was free a moment ago; Prometheus does not tell which one it got if it is given 0. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
