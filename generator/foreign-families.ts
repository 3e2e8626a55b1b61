import { nameMatcher } from "@metricsmith/runtime/text";
import type { ExposedFamily } from "./exposition/exposition.js";

/** Patterns of the families that client libraries, language runtimes and metrics servers add to every program. */
export const CLIENT_PATTERNS: readonly string[] = [
  "process_*",
  "nodejs_*",
  "go_*",
  "promhttp_*",
  "metricsmith_*",
];

/** Families that OpenTelemetry's exporters add about themselves and their resource. */
export const OPENTELEMETRY_PATTERNS: readonly string[] = ["target_info", "otel_*"];

/** Series that Prometheus adds for each target, and for its alerts. */
export const PROMETHEUS_PATTERNS: readonly string[] = ["up", "scrape_*", "ALERTS", "ALERTS_FOR_STATE"];

/** Families of common exporters, servers and language runtimes, which dashboards show beside those of a program. */
export const EXPORTER_PATTERNS: readonly string[] = [
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

/** Whether a family that the schema does not declare belongs to a library, an exporter or Prometheus. */
export type IsForeignFamily = (family: Pick<ExposedFamily, "name" | "type">) => boolean;

/**
 * @param patterns names of further families, such as the schema's `ignore`; `*` stands for any characters
 * @param federated whether Prometheus' own series are foreign, too: a federated exposition has them
 */
export function foreignFamilyMatcher(patterns: readonly string[], federated: boolean): IsForeignFamily {
  const prometheus = federated ? PROMETHEUS_PATTERNS : [];
  const matches = nameMatcher([...CLIENT_PATTERNS, ...OPENTELEMETRY_PATTERNS, ...prometheus, ...patterns]);
  return (family) => matches(family.name) || matches(textFormatName(family));
}

/** A family's name in the text format. OpenMetrics names counters and infos without their suffix. */
export function textFormatName({ name, type }: Pick<ExposedFamily, "name" | "type">): string {
  if (type === "counter") return `${name}_total`;
  return type === "info" ? `${name}_info` : name;
}
