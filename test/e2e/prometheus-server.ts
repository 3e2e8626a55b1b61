import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { prometheusPrograms } from "../prometheus/prometheus-programs.js";
import { type ServerProcess, startServerProcess } from "./server-process.js";

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
