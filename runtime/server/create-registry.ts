import type { ClientRegistry } from "../client/client-registry.js";
import { registerMetrics } from "../client/register-metrics.js";
import type { Metrics } from "../metrics.js";
import { installedClient } from "./installed-client.js";
import { MetricsServerError } from "./metrics-server-error.js";

/** What a registry holds beside the families. */
export interface RegistryOptions {
  /**
   * Whether to add Node's process metrics. True by default. The client's observers of the event loop and the
   * garbage collector, which this starts, cannot be stopped: make one such registry, not one for each push.
   */
  readonly defaultMetrics?: boolean;
}

/**
 * Makes a new registry of the client that is installed, `prom-client` before `@prometheus-io/client`, that
 * has all families: for a Pushgateway, cluster aggregation, or a server of the application's own.
 *
 * @throws MetricsServerError if neither client is installed
 */
export async function createRegistry(
  metrics: Metrics,
  options: RegistryOptions = {},
): Promise<ClientRegistry> {
  const client = await installedClient();
  if (client === undefined) {
    throw new MetricsServerError(
      "createRegistry needs a Prometheus client and none is installed: run npm install prom-client (or @prometheus-io/client)",
    );
  }
  const registry = new client.Registry();
  registerMetrics(metrics, registry);
  if (options.defaultMetrics ?? true) client.collectDefaultMetrics({ register: registry });
  return registry;
}
