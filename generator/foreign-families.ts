import type { ExposedFamily } from "./exposition/exposition.js";

/**
 * What a client library, a runtime or a server adds to every program, as patterns for `nameMatcher`. No program's schema
 * declares them, and whoever adds them goes on doing so.
 */
export const OF_CLIENTS: readonly string[] = ["process_*", "nodejs_*", "go_*", "promhttp_*", "metricsmith_*"];

/** What OpenTelemetry's exporters tell of themselves and of what they run on. */
export const OF_OPENTELEMETRY: readonly string[] = ["target_info", "otel_*"];

/** What Prometheus adds to what it scrapes, and tells of its own alerts. */
export const OF_PROMETHEUS: readonly string[] = ["up", "scrape_*", "ALERTS", "ALERTS_FOR_STATE"];

/** What other runtimes, exporters and servers have that are found beside nearly every program. */
export const OF_NEIGHBOURS: readonly string[] = [
  "jvm_*",
  "python_*",
  "node_*",
  "windows_*",
  "machine_*",
  "container_*",
  "cadvisor_*",
  "kube_*",
  "kubelet_*",
  "kubernetes_*",
  "apiserver_*",
  "etcd_*",
  "coredns_*",
  "prometheus_*",
  "alertmanager_*",
  "pushgateway_*",
  "push_*",
  "blackbox_*",
  "probe_*",
  "grafana_*",
  "loki_*",
  "nginx_*",
  "traefik_*",
  "envoy_*",
  "istio_*",
  "redis_*",
  "pg_*",
  "mysql_*",
  "net_conntrack_*",
];

/** Whether a name is one of those that patterns stand for, in which each `*` is for any characters, or none. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map(matcherOf);
  return (name) => matchers.some((matches) => matches(name));
}

/** By its parts from left to right: a regular expression would try them all anew where the last one is missing. */
function matcherOf(pattern: string): (name: string) => boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(start) || !name.endsWith(end)) return false;
    let at = start.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + end.length <= name.length;
  };
}

/** Whether a family that the schema does not declare is somebody else's. */
export type IsOthers = (family: Pick<ExposedFamily, "name" | "type">) => boolean;

/** @param patterns names, in which `*` stands for any characters */
export function othersFamilies(patterns: readonly string[], federated: boolean): IsOthers {
  const ofPrometheus = federated ? OF_PROMETHEUS : [];
  const matches = nameMatcher([...OF_CLIENTS, ...OF_OPENTELEMETRY, ...ofPrometheus, ...patterns]);
  return (family) => matches(family.name) || matches(textFormatName(family));
}

/** What the text format calls a family of OpenMetrics, in which counters and infos are named without their suffix. */
export function textFormatName({ name, type }: Pick<ExposedFamily, "name" | "type">): string {
  if (type === "counter") return `${name}_total`;
  return type === "info" ? `${name}_info` : name;
}
