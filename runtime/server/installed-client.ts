import type { ClientRegistry } from "../client/client-registry.js";
import { isMissing } from "./missing-package.js";

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
