// The metrics of the process: their names, and whether their values can be true.
import { observeProcess } from "@metricsmith/runtime/process";

const observed = observeProcess();
observed.expose();
await new Promise((resolve) => setTimeout(resolve, 100));
const until = performance.now() + 300;
while (performance.now() < until);
await new Promise((resolve) => setTimeout(resolve, 200));
const text = new TextDecoder().decode(observed.expose());
observed.close();
const samples = new Map(
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
);
const { rss } = process.memoryUsage();
const near = (value, other, times) => value > other / times && value < other * times;
const checks = {
  process_cpu_seconds_total: (value) => value > 0.05 && value < 5,
  process_start_time_seconds: (value) => Math.abs(value - Date.now() / 1000) < 60,
  process_resident_memory_bytes: (value) => near(value, rss, 2),
  process_virtual_memory_bytes: (value) => value > rss,
  process_heap_bytes: (value) => value > 1e6,
  process_open_fds: (value) => value > 2 && value < 1000,
  process_max_fds: (value) => value > 100,
  nodejs_eventloop_lag_max_seconds: (value) => value > 0.25 && value < 5,
  nodejs_eventloop_lag_p99_seconds: (value) => value > 0.25 && value < 5,
  nodejs_eventloop_lag_mean_seconds: (value) => value > 0.005 && value < 1,
  nodejs_active_resources_total: (value) => value >= 0,
  nodejs_active_handles_total: (value) => value >= 0,
  nodejs_active_requests_total: (value) => value >= 0,
  nodejs_heap_size_total_bytes: (value) => value > 1e6 && value < rss * 2,
  nodejs_heap_size_used_bytes: (value) => value > 5e5 && value < rss * 2,
  nodejs_external_memory_bytes: (value) => value >= 0 && value < rss * 2,
};
const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
const wrong = Object.entries(checks)
  .filter(([name, holds]) => samples.has(name) && !holds(samples.get(name)))
  .map(([name]) => `${name} ${samples.get(name)}`);
const odd = [...samples]
  .filter(([, value]) => !Number.isFinite(value) || value < 0 || value > 1e15)
  .map(([name, value]) => `${name} ${value}`);
const spaces = [...samples].filter(([name]) => name.startsWith("nodejs_heap_space_size_total_bytes{"));
console.log(
  JSON.stringify({
    names,
    wrong,
    odd,
    spaces:
      spaces.length === 0 ? 0 : spaces.reduce((sum, [, value]) => sum + value, 0) > 1e6 ? "some" : "none",
    collections: samples.get('nodejs_gc_duration_seconds_count{kind="minor"}') ?? "none",
    version: [...samples.keys()].find((name) => name.startsWith("nodejs_version_info")),
  }),
);
