/**
 * Whether a family is one that client libraries, runtimes and servers add to every program: no program's schema
 * declares them, and its client goes on exposing them.
 */
export function isOfClient(name: string): boolean {
  return PREFIXES.some((prefix) => name.startsWith(prefix)) || name === "target_info";
}

const PREFIXES: readonly string[] = ["process_", "nodejs_", "go_", "promhttp_", "metricsmith_"];
