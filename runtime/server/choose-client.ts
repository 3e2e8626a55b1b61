import type { ClientRegistry } from "../client/client-registry.js";
import type { Metrics } from "../metrics.js";
import {
  CLIENT_PACKAGES,
  type ClientPackage,
  type InstalledClient,
  installedClients,
} from "./installed-client.js";

/**
 * The client to serve with: the one that the application's registry is of, or else the first that is installed.
 * Where several are, each has a registry of its own, and what is in the others is missing without a word; so
 * that is warned about, once.
 */
export async function chooseClient(
  metrics: Metrics,
  registry: ClientRegistry | undefined,
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<InstalledClient["module"] | undefined> {
  const installed = await installedClients(packages);
  const chosen = installed.find(({ module }) => registry instanceof module.Registry) ?? installed[0];
  if (chosen === undefined) return undefined;
  for (const other of installed) {
    if (other === chosen) continue;
    const warning = registry === undefined ? undecided(chosen, other) : unserved(registry, other);
    if (warning !== undefined) metrics.warn(`client ${other.name}`, warning);
  }
  return chosen.module;
}

function undecided(chosen: InstalledClient, other: InstalledClient): string {
  return (
    `metricsmith: ${chosen.name} and ${other.name} are both installed, each with a registry of its own; ` +
    `${chosen.name} is used, and no registry of either is served. Uninstall one (npm uninstall ${other.name}), ` +
    "or decide with the option registry, as in { registry: register }."
  );
}

/** A registry that was merged of several has the metrics of the others. */
function unserved(registry: ClientRegistry, { name, module }: InstalledClient): string | undefined {
  const missing = module.register
    .getMetricsAsArray()
    .filter((metric) => registry.getSingleMetric(metric.name) !== metric);
  const [first] = missing;
  if (first === undefined) return undefined;
  const others = missing.length === 1 ? "" : ` and ${missing.length - 1} more`;
  return (
    `metricsmith: metric ${first.name}${others} in the registry of ${name} cannot be seen: another registry is served. ` +
    "Have all of the application use one client, or merge the registries with Registry.merge."
  );
}
