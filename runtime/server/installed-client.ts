import type { NamesOf } from "../arguments.js";
import { type ClientRegistry, registerFamilies, registerMetrics } from "../client/registry.js";
import type { Metrics } from "../metrics.js";
import { type LoadedPackage, loadPromClient, loadPrometheusClient } from "../optional-packages.js";
import { observeProcess } from "../process/process-metrics.js";
import type { ServedMetrics } from "../served-metrics.js";
import { checkArguments, MetricsServerError, serveTogether } from "./errors.js";
import { checkLabels } from "./scrape.js";

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
  load(): Promise<LoadedPackage>;
}

/** In order of preference. */
export const CLIENT_PACKAGES: readonly ClientPackage[] = [
  { name: "prom-client", load: loadPromClient },
  { name: "@prometheus-io/client", load: loadPrometheusClient },
];

/** A client and the name of its package. */
interface InstalledClient {
  readonly name: string;
  readonly module: ClientModule;
}

/** Loads all packages that are installed. One that is broken is not there: this warns of it once. */
async function loadInstalledClients(
  metrics: ServedMetrics,
  packages: readonly ClientPackage[],
): Promise<readonly InstalledClient[]> {
  const installed: InstalledClient[] = [];
  for (const { name, load } of packages) {
    const loaded = await load();
    if (loaded.module !== undefined)
      installed.push({ name, module: loaded.module as ClientModule }); // its exports were checked
    else if (loaded.broken)
      metrics.warn(`broken ${name}`, `metricsmith: ${name} ${loaded.reason}. It is not used.`);
  }
  return installed;
}

/**
 * Chooses the client to serve with: the client of the application's registry, or else the first one that is installed.
 * If several are installed, each has a registry of its own, and the metrics in the others are not served: this warns of
 * them once.
 */
export async function chooseClient(
  metrics: ServedMetrics,
  registry: ClientRegistry | undefined,
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<ClientModule | undefined> {
  const installed = await loadInstalledClients(metrics, packages);
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
  /**
   * Labels of all series, with their values by name, as in `{ app: "shop" }`; none by default. A family of the schema
   * with a label of the same name is an error.
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether to add the metrics of the Node process. True by default. They are observed until the process ends. */
  readonly defaultMetrics?: boolean;
}

const REGISTRY_OPTION_NAMES: NamesOf<RegistryOptions> = { labels: true, defaultMetrics: true };

/**
 * Makes a new registry of the installed client, `prom-client` before `@prometheus-io/client`, with all families: for a
 * Pushgateway, cluster aggregation, or a server of the application's own.
 *
 * @throws MetricsServerError if an option is not valid, or if neither client can be loaded
 */
export async function createRegistry(
  metrics: Metrics | readonly Metrics[],
  options: RegistryOptions = {},
): Promise<ClientRegistry> {
  checkArguments("createRegistry", { metrics, options, names: REGISTRY_OPTION_NAMES });
  const served = serveTogether(metrics);
  checkLabels(served, options.labels);
  const [client] = await loadInstalledClients(served, CLIENT_PACKAGES);
  if (client === undefined) {
    throw new MetricsServerError(
      "createRegistry needs a Prometheus client and none can be loaded: run npm install prom-client (or @prometheus-io/client)",
    );
  }
  const registry = new client.module.Registry();
  registry.setDefaultLabels(options.labels ?? {});
  registerMetrics(metrics, registry);
  if (options.defaultMetrics ?? true) {
    const families = observeProcess().families.filter(
      ({ name }) => registry.getSingleMetric(name) === undefined,
    );
    registerFamilies(families, registry);
  }
  return registry;
}
