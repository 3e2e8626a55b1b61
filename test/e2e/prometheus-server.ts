import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { prometheusPrograms } from "../prometheus/prometheus-programs.js";

/** A running Prometheus. */
export interface PrometheusServer {
  readonly url: string;
  /** Ends the process and removes its files. */
  stop(): Promise<void>;
}

const TRIES = 3;

/** Files of a configuration by their paths, `prometheus.yml` among them. */
export type PrometheusFiles = Readonly<Record<string, string>> & { readonly "prometheus.yml": string };

/** Starts a real Prometheus with a job `portal` that scrapes one target every second. */
export function startPrometheus(metricsUrl: string): Promise<PrometheusServer> {
  return startConfiguredPrometheus({ "prometheus.yml": configuration(new URL(metricsUrl)) });
}

/** Starts a real Prometheus on a free port of loopback. */
export async function startConfiguredPrometheus(files: PrometheusFiles): Promise<PrometheusServer> {
  const { prometheus } = await prometheusPrograms();
  const folder = await mkdtemp(join(tmpdir(), "metricsmith-prometheus-"));
  await writeFiles(folder, files);
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

/** Writes files by their paths in a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
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
