import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { prometheusPrograms, pushgatewayProgram } from "./prometheus-programs.js";

/** Files of a configuration by their paths, `prometheus.yml` among them. */
export type PrometheusFiles = Readonly<Record<string, string>> & { readonly "prometheus.yml": string };

/**
 * Starts a real Prometheus with a job `portal` that scrapes one target every second.
 *
 * @param flags further ones of its command line
 */
export function startPrometheus(metricsUrl: string, flags: readonly string[] = []): Promise<ServerProcess> {
  return startConfiguredPrometheus({ "prometheus.yml": configuration(new URL(metricsUrl)) }, flags);
}

/**
 * Starts a real Prometheus on a free port of loopback; `stop` removes its files.
 *
 * @param flags further ones of its command line
 */
export async function startConfiguredPrometheus(
  files: PrometheusFiles,
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const { prometheus } = await prometheusPrograms();
  const folder = await mkdtemp(join(tmpdir(), "metricsmith-prometheus-"));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  await writeFiles(folder, files);
  let data = 0;
  const server = await startServerProcess(prometheus, (address) => [
    `--config.file=${join(folder, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(folder, `data-${++data}`)}`,
    `--web.listen-address=${address}`,
    ...flags,
  ]).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  return { url: server.url, stop: () => server.stop().then(removeFolder) };
}

/** Starts a real Pushgateway on a free port of loopback. Debian's has a file of what was pushed, unless none is named. */
export async function startPushgateway(): Promise<ServerProcess> {
  return startServerProcess(await pushgatewayProgram(), (address) => [
    `--web.listen-address=${address}`,
    "--persistence.file=",
  ]);
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

/** A server of the Prometheus project's, which runs. */
export interface ServerProcess {
  readonly url: string;
  /** Ends the process. */
  stop(): Promise<void>;
}

const TRIES = 3;

/**
 * Starts a server on a free port of loopback, and waits until it is ready.
 *
 * @param argsFor the arguments for an address to listen on
 */
async function startServerProcess(
  program: string,
  argsFor: (address: string) => readonly string[],
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(program, argsFor(address));
    const log = logOf(child);
    const url = `http://${address}`;
    if (await isReady(child, url)) return { url, stop: () => end(child) };
    await end(child);
    if (attempt === TRIES) throw new Error(`${program} does not start:\n${log()}`); // else its port was taken
  }
}

/** Asks until the server is ready, has ended, or has had half a minute. */
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

/** Ports of each worker of the tests, below those that the system gives to others. */
const PORTS_OF_WORKER = 1000;
const FIRST_PORT = 20_000;
let nextPort = process.pid % PORTS_OF_WORKER;

/**
 * A port that was free a moment ago; a server does not tell which one it got if it is given 0. No other worker gets it: two
 * servers on one port would both seem to be ready.
 */
export async function freePort(): Promise<number> {
  const worker = Number(process.env["VITEST_POOL_ID"] ?? 0);
  while (true) {
    const port = FIRST_PORT + worker * PORTS_OF_WORKER + (nextPort++ % PORTS_OF_WORKER);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on("error", () => resolve(false))
      .listen({ host: "127.0.0.1", port }, () => server.close(() => resolve(true)));
  });
}
