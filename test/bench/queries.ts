import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { middle } from "./result.js";
import { markdown } from "./table.js";

/*
 * How long `queries` takes over the dashboards of a team, as a whole process. Their queries differ from each other, as
 * they do in public collections (nine of ten there), and one of 50 has a mistake.
 */

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const CLI = join(ROOT, "generator/dist/program/main.js");
const RUNS = 3;
/** 43 in two dashboards. */
const QUERIES_OF_DASHBOARD = 21.5;

/** A module for the measured process: what it used, when it ends. */
const REPORT_USAGE = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from "node:fs";
  process.on("exit", () => writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.resourceUsage())));
`)}`;

const QUERIES: readonly ((number: number) => string)[] = [
  (n) =>
    `sum by (method) (rate(authelia_request{code=~"5..", job=~"$job", instance="host-${n}"}[$__rate_interval]))`,
  (n) =>
    `histogram_quantile(0.99, sum by (le) (rate(authelia_request_duration_bucket{code="200", instance="host-${n}"}[5m])))`,
  (n) =>
    `100 * sum(rate(authelia_authn{success="true", instance="host-${n}"}[5m])) / sum(rate(authelia_authn{instance="host-${n}"}[5m]))`,
  (n) =>
    `sum by (endpoint) (increase(authelia_request_duration_openid_connect_count{instance="host-${n}"}[1h])) > ${n}`,
  (n) =>
    `topk(5, sum by (type) (rate(authelia_authn_second_factor{banned!="true", instance=~"host-${n}|all"}[15m])))`,
  (n) => `avg by (instance) (rate(node_cpu_seconds_total{mode!="idle", instance="host-${n}"}[5m]))`,
  (n) =>
    `label_replace(kube_pod_info{node="n${n}"}, "p", "$1", "pod", "(.*)-.*") * on (pod) group_left (node) kube_pod_labels`,
  (n) =>
    `sum(rate(authelia_request_duration_sum{instance="host-${n}"}[5m])) / sum(rate(authelia_request_duration_count{instance="host-${n}"}[5m]))`,
  (n) => `max_over_time(up{job="authelia-${n}"}[10m]) or vector(0)`,
  (n) =>
    `sum without (instance, pod) (rate(authelia_authz{code!~"2..|3..", instance="host-${n}"}[5m])) unless on () up == ${n}`,
];
const MISTAKE = (n: number) => `sum by (metod) (rate(authelia_request{instance="host-${n}"}[5m]))`;

function dashboard(number: number): string {
  const first = Math.ceil(number * QUERIES_OF_DASHBOARD);
  const queries = Math.ceil((number + 1) * QUERIES_OF_DASHBOARD) - first;
  const panels = Array.from({ length: queries }, (_, panel) => {
    const query = first + panel;
    const expr = query % 50 === 49 ? MISTAKE(query) : QUERIES[query % QUERIES.length]?.(query);
    return {
      type: "timeseries",
      title: `Panel ${panel}`,
      datasource: { type: "prometheus", uid: "prometheus" },
      gridPos: { x: 0, y: 8 * panel, w: 12, h: 8 },
      fieldConfig: { defaults: { unit: "s", custom: { lineWidth: 1, fillOpacity: 10 } }, overrides: [] },
      options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "single" } },
      targets: [{ refId: "A", legendFormat: "{{method}}", expr }],
    };
  });
  const templating = { list: [{ name: "job", type: "query", query: "label_values(up, job)" }] };
  return JSON.stringify(
    { title: `Dashboard ${number}`, uid: `d${number}`, panels, templating },
    undefined,
    2,
  );
}

const folder = mkdtempSync(join(tmpdir(), "metricsmith-bench-"));
try {
  const rows: (readonly string[])[] = [];
  for (const dashboards of [1, 200, 1000]) {
    const directory = join(folder, String(dashboards));
    mkdirSync(directory);
    for (let number = 0; number < dashboards; number++) {
      writeFileSync(join(directory, `d${number}.json`), dashboard(number));
    }
    rows.push(measure(directory));
  }
  console.log(markdown(["`queries`, as a whole process", "wall time", "processor time", "memory"], rows));
} finally {
  rmSync(folder, { recursive: true });
}

interface Run {
  /** In seconds. */
  readonly wall: number;
  /** In seconds, of the whole process. */
  readonly processor: number;
  /** Resident at its most, in bytes. */
  readonly memory: number;
}

function measure(directory: string): readonly string[] {
  const reports: string[] = [];
  const runs = Array.from({ length: RUNS }, (): Run => {
    const report = join(folder, "usage.json");
    const args = ["--import", REPORT_USAGE, CLI, "queries", directory, "--format", "json"];
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, USAGE_FILE: report },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const wall = (performance.now() - start) / 1000;
    if (status !== 0 && status !== 1) throw new Error(stderr);
    reports.push(stderr.trim());
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(report, "utf8"));
    return { wall, processor: (userCPUTime + systemCPUTime) / 1e6, memory: maxRSS * 1024 };
  });
  const of = (name: keyof Run) => middle(runs.map((run) => run[name]));
  return [
    reports.at(-1) ?? "",
    `${of("wall").toFixed(2)} s`,
    `${of("processor").toFixed(2)} s`,
    `${(of("memory") / 1e6).toFixed(0)} MB`,
  ];
}
