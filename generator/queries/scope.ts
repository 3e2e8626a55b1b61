/** Which names of metrics are held against the schema. */
export interface Scope {
  readonly holds: (name: string) => boolean;
}

export interface ScopeOptions {
  /** What the names begin with; by default, the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Names that are never held, `*` at the end of one standing for any ending. */
  readonly ignored: readonly string[];
}

/**
 * Names that others give, which count where there is no prefix: those of Prometheus itself, and of the exporters and
 * clients that are found beside nearly every program.
 */
const OTHERS: readonly string[] = [
  "up",
  "ALERTS",
  "ALERTS_FOR_STATE",
  "target_info",
  "otel_*",
  "scrape_*",
  "metricsmith_*",
  "process_*",
  "nodejs_*",
  "promhttp_*",
  "go_*",
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

/** The scope of a schema. In a recording rule's `level:metric:operations`, each part counts as a name. */
export function scopeOf(namespace: string, { prefixes, ignored }: ScopeOptions): Scope {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const left = own.length > 0 ? ignored : [...OTHERS, ...ignored];
  const isIgnored = (name: string) => left.some((pattern) => fits(name, pattern));
  const isOwn = (name: string) => own.length === 0 || own.some((prefix) => name.startsWith(prefix));
  return {
    holds: (name) => {
      const parts = [name, ...name.split(":")].filter((part) => part !== "");
      return parts.some(isOwn) && !parts.some(isIgnored);
    },
  };
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
