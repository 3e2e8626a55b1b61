import { type ClientRegistry, registerMetrics } from "../client/registry.js";
import type { Metrics } from "../metrics.js";
import { isMissing, MetricsServerError } from "./errors.js";

/** The exports of `prom-client` and `@prometheus-io/client` that the runtime uses. */
export interface ClientModule {
  readonly Registry: new () => ClientRegistry;
  /** The client's global registry, which its metrics are in by default. */
  readonly register: ClientRegistry;
  readonly AggregatorRegistry: {
    /** A registry of one value for each series out of those that several processes have, given as JSON. */
    aggregate(processes: object[]): ClientRegistry;
  };
  /** Registers Node's process metrics, and starts to observe the event loop and the garbage collector. */
  collectDefaultMetrics(config: { readonly register: ClientRegistry }): void;
}

/** A package that may be installed. */
export interface ClientPackage {
  readonly name: string;
  load(): Promise<unknown>;
}

/**
 * By preference. The names are literals, so that a bundler can follow them, and the imports are caught in
 * place, by which it knows that a package may be missing.
 */
export const CLIENT_PACKAGES: readonly ClientPackage[] = [
  { name: "prom-client", load: () => import("prom-client").catch(rethrow) },
  { name: "@prometheus-io/client", load: () => import("@prometheus-io/client").catch(rethrow) },
];

/** The first of the packages that is installed; `undefined` if none is. One that is broken throws. */
export async function installedClient(
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

/** A client, and the package that it is. */
export interface InstalledClient {
  readonly name: string;
  readonly module: ClientModule;
}

/** All of the packages that are installed. One that is broken throws if it comes first. */
export async function installedClients(
  packages: readonly ClientPackage[] = CLIENT_PACKAGES,
): Promise<readonly InstalledClient[]> {
  const installed: InstalledClient[] = [];
  for (const candidate of packages) {
    const found = installedClient([candidate]);
    const module = installed.length === 0 ? await found : await found.catch(() => undefined);
    if (module !== undefined) installed.push({ name: candidate.name, module });
  }
  return installed;
}

function rethrow(error: unknown): never {
  throw error;
}

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
