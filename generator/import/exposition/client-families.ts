/**
 * The pattern of the families that a client library, a runtime or a server adds to every program, if a name is one of
 * theirs: no program's schema declares them, and whoever adds them goes on doing so.
 */
export function clientPattern(name: string): string | undefined {
  const prefix = PREFIXES.find((one) => name.startsWith(one));
  return prefix === undefined ? undefined : `${prefix}*`;
}

const PREFIXES: readonly string[] = ["process_", "nodejs_", "go_", "promhttp_", "metricsmith_"];
