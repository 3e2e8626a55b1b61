import type { ClientRegistry } from "../client/client-registry.js";
import type { ClientModule } from "./installed-client.js";

/** What a client registers first of Node's process metrics. */
const MARKER = "process_cpu_user_seconds_total";

/**
 * A registry that holds Node's process metrics and nothing else; `undefined` without a client, or if the
 * application's own registry has them.
 */
export function defaultMetricsRegistry(
  client: ClientModule | undefined,
  own: ClientRegistry | undefined,
): ClientRegistry | undefined {
  if (client === undefined || own?.getSingleMetric(MARKER) !== undefined) return undefined;
  const known = registries.get(client);
  if (known !== undefined) return known;
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  registries.set(client, registry);
  return registry;
}

/** One for each client: the observers that it starts cannot be stopped, so that servers share them. */
const registries = new WeakMap<ClientModule, ClientRegistry>();
