import type { NamesOf } from "../arguments.js";
import { type ClientRegistry, registerFamilies, registerMetrics } from "../client/registry.js";
import type { Metrics } from "../metrics.js";
import { observeProcess } from "../process/process-metrics.js";
import { checkArguments, isMissing, MetricsServerError } from "./errors.js";

/** The exports of `prom-client` and `@prometheus-io/client` that the runtime uses. */
export interface ClientModule {
  readonly Registry: new () => ClientRegistry;
  /** The client's global registry, where its metrics are by default. */
  readonly register: ClientRegistry;
  readonly AggregatorRegistry: {
    /** Makes a registry with one value for each series, aggregated over the JSON of several processes. */
    aggregate(processes: object[]): ClientRegistry;
  };
}

/** A package of a client, which may be installed. */
export interface ClientPackage {
  readonly name: string;
  load(): Promise<unknown>;
}

/** In order of preference. Literal names and a catch in place tell bundlers that the packages may be missing. */
export const CLIENT_PACKAGES: readonly ClientPackage[] = [
  { name: "prom-client", load: () => import("prom-client").catch(rethrow) },
  { name: "@prometheus-io/client", load: () => import("@prometheus-io/client").catch(rethrow) },
];

/** Loads the first of the packages that is installed; `undefined` if none is. A broken package throws. */
export async function loadInstalledClient(
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<ClientModule | undefined> {
  for (const { name, load } of packages) {
    try {
      return (await load()) as ClientModule; // both packages have these exports
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
  }
  return undefined;
}

/** A client and the name of its package. */
interface InstalledClient {
  readonly name: string;
  readonly module: ClientModule;
}

/** Loads all packages that are installed. A broken package throws, unless another one was loaded before it. */
async function loadInstalledClients(
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<readonly InstalledClient[]> {
  const installed: InstalledClient[] = [];
  for (const candidate of packages) {
    const found = loadInstalledClient([candidate]);
    const module = installed.length === 0 ? await found : await found.catch(() => undefined);
    if (module !== undefined) installed.push({ name: candidate.name, module });
  }
  return installed;
}

function rethrow(error: unknown): never {
  throw error;
}

/**
 * Chooses the client to serve with: the client of the application's registry, or else the first one that is installed.
 * If several are installed, each has a registry of its own, and the metrics in the others are not served: this warns of
 * them once.
 */
export async function chooseClient(
  metrics: Metrics,
  registry: ClientRegistry | undefined,
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<ClientModule | undefined> {
  const installed = await loadInstalledClients(packages);
  const chosen = installed.find(({ module }) => registry instanceof module.Registry) ?? installed[0];
  if (chosen === undefined) return undefined;
  for (const other of installed) {
    if (other === chosen) continue;
    const warning = registry === undefined ? unclearChoice(chosen, other) : unservedMetrics(registry, other);
    if (warning !== undefined) metrics.warn(`client ${other.name}`, warning);
  }
  return chosen.module;
}

function unclearChoice(chosen: InstalledClient, other: InstalledClient): string {
  return (
    `metricsmith: ${chosen.name} and ${other.name} are both installed, each with a registry of its own; ` +
    `${chosen.name} is used, and no registry of either is served. Uninstall one (npm uninstall ${other.name}), ` +
    "or pass the option registry, as in { registry: register }."
  );
}

/** A registry that was merged of several has the metrics of the other clients, too. */
function unservedMetrics(registry: ClientRegistry, { name, module }: InstalledClient): string | undefined {
  const missing = module.register
    .getMetricsAsArray()
    .filter((metric) => registry.getSingleMetric(metric.name) !== metric);
  const [first] = missing;
  if (first === undefined) return undefined;
  const others = missing.length === 1 ? "" : ` and ${missing.length - 1} more`;
  return (
    `metricsmith: metric ${first.name}${others} in the registry of ${name} cannot be seen: another registry is served. ` +
    "Use one client in the whole application, or merge the registries with Registry.merge."
  );
}

/** What a registry has in addition to the families. */
export interface RegistryOptions {
  /** Whether to add the metrics of the Node process. True by default. They are observed until the process ends. */
  readonly defaultMetrics?: boolean;
}

const REGISTRY_OPTION_NAMES: NamesOf<RegistryOptions> = { defaultMetrics: true };

/**
 * Makes a new registry of the installed client, `prom-client` before `@prometheus-io/client`, with all families: for a
 * Pushgateway, cluster aggregation, or a server of the application's own.
 *
 * @throws MetricsServerError if an option is not known, or if neither client is installed
 */
export async function createRegistry(
  metrics: Metrics,
  options: RegistryOptions = {},
): Promise<ClientRegistry> {
  checkArguments("createRegistry", { metrics, options, names: REGISTRY_OPTION_NAMES });
  const client = await loadInstalledClient();
  if (client === undefined) {
    throw new MetricsServerError(
      "createRegistry needs a Prometheus client and none is installed: run npm install prom-client (or @prometheus-io/client)",
    );
  }
  const registry = new client.Registry();
  registerMetrics(metrics, registry);
  if (options.defaultMetrics ?? true) {
    const families = observeProcess().families.filter(
      ({ name }) => registry.getSingleMetric(name) === undefined,
    );
    registerFamilies(families, registry);
  }
  return registry;
}
