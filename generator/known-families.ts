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
