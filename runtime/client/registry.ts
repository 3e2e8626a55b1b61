import { metricsFault } from "../arguments.js";
import { namedMetric } from "../drop-in/family-owners.js";
import type { ConstantLabels } from "../exposition/label-text.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { processState } from "../process-state.js";
import { servedMetrics } from "../served-metrics.js";
import { clientMetric } from "./client-metric.js";

/**
 * The part of a registry of `prom-client` or `@prometheus-io/client` that the runtime uses. It is declared here, so
 * that neither client has to be installed. Every `Registry` of either client has this type.
 */
export interface ClientRegistry {
  /** The media type of what `metrics()` returns: the text format 0.0.4 or OpenMetrics. */
  readonly contentType: string;
  /** The exposition of all metrics. */
  metrics(): Promise<string>;
  /** All metrics and their samples as plain objects, which cluster aggregation sends. */
  getMetricsAsJSON(): Promise<readonly object[]>;
  /** All metrics, in the order in which they were added. */
  getMetricsAsArray(): readonly { readonly name: string }[];
  /** The exposition of one metric without its last line feed. */
  getSingleMetricAsString(name: string): Promise<string>;
  /** The metric with a name, or `undefined`. */
  getSingleMetric(name: string): unknown;
  /** Sets labels of all samples of the registry that do not have them already. */
  setDefaultLabels(labels: object): void;
  /** Removes a metric. */
  removeSingleMetric(name: string): void;
  /** Adds a metric. Only the client's own classes type-check, so that others are cast to `never`. */
  registerMetric(metric: never): void;
}

/**
 * Adds every family to a registry of `prom-client` or `@prometheus-io/client`. The registry's text, JSON, cluster
 * aggregation and Pushgateway then have them like the client's own metrics. Series are in the order of the schema's
 * label values, not of their first use, unless the family is too large for one cell per label set. A second call with
 * the same registry does nothing, or adds the families of another schema. The families can be added to several
 * registries. When a newer copy of the generated code is loaded, the registry gets its families.
 *
 * @param metrics what the generated recorders export; of several schemas, a list
 * @throws Error if the registry has another metric with the name of a family, or if several schemas declare one name
 * differently; then none is added
 */
export function registerMetrics(metrics: Metrics | readonly Metrics[], registry: ClientRegistry): void {
  const fault = metricsFault("registerMetrics", metrics);
  if (fault !== undefined) throw new Error(fault);
  const { members } = servedMetrics(metrics);
  const registered = registrations.get(registry) ?? { members: [], families: [] };
  const known = isCleared(registry, registered) ? [] : registered.members;
  const all = [...new Set([...known, ...members])];
  const { families } = servedMetrics(all);
  replaceFamilies(registry, registered.families, families);
  registrations.set(registry, { members: all, families });
  for (const member of all) if (!registered.members.includes(member)) followNewerCopies(member, registry);
}

/** What `registerMetrics` has added to a registry. */
interface Registration {
  readonly members: readonly Metrics[];
  readonly families: readonly MetricFamily[];
}

const registrations = processState("registrations", () => new WeakMap<ClientRegistry, Registration>());

/** Whether the application has removed all families. */
function isCleared(registry: ClientRegistry, { families }: Registration): boolean {
  return families.every((family) => !has(registry, family) && !isExposed(registry, family));
}

/** Registers the families of newer copies of a schema. Does not keep the registry: a program may make one for each push. */
function followNewerCopies(member: Metrics, registry: ClientRegistry): void {
  const reference = new WeakRef(registry);
  const unfollow = member.onRedefine(() => {
    const current = reference.deref();
    const registered = current === undefined ? undefined : registrations.get(current);
    if (current === undefined || !registered?.members.includes(member)) {
      unfollow();
      return;
    }
    if (isCleared(current, registered)) {
      registrations.delete(current);
      unfollow();
      return;
    }
    const { families } = servedMetrics(registered.members);
    try {
      replaceFamilies(current, registered.families, families);
      registrations.set(current, { ...registered, families });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      member.warn(
        "registry of a newer copy",
        `metricsmith: ${reason}. The registry has the earlier families.`,
      );
    }
  });
}

/** Adds families to a registry, in place of those before. @throws Error if another metric has one of the names */
function replaceFamilies(
  registry: ClientRegistry,
  before: readonly MetricFamily[],
  families: readonly MetricFamily[],
): void {
  const obsolete = before.filter((family) => !families.includes(family) && has(registry, family));
  const removed = new Set<unknown>(obsolete.map(clientMetric));
  const added = families.filter((family) => !has(registry, family) && !isExposed(registry, family));
  for (const { name } of added) {
    const existing = registry.getSingleMetric(name);
    if (existing === undefined || removed.has(existing)) continue;
    throw new Error(
      `cannot register metric ${name}: the registry already has another metric by that name; ` +
        "remove that one, or rename the one in the schema",
    );
  }
  for (const { name } of obsolete) registry.removeSingleMetric(name);
  registerFamilies(added, registry);
}

function has(registry: ClientRegistry, family: MetricFamily): boolean {
  return registry.getSingleMetric(family.name) === clientMetric(family);
}

/** Whether a metric of the drop-in client exposes a family in a registry, or has its name. */
function isExposed(registry: ClientRegistry, { name }: MetricFamily): boolean {
  return namedMetric(registry.getSingleMetric(name)) !== undefined;
}

/** Adds families to a registry that has no other metric by one of their names. */
export function registerFamilies(families: readonly MetricFamily[], registry: ClientRegistry): void {
  for (const family of families) registry.registerMetric(clientMetric(family) as never); // the clients' types accept their own classes only
}

/**
 * The default labels of a registry now: `setDefaultLabels` may be called at any time. The clients have no method that
 * gives them, but all keep them in this property.
 */
export function defaultLabelsOf(registry: ClientRegistry | undefined): ConstantLabels {
  const labels: unknown = registry === undefined ? undefined : Reflect.get(registry, "_defaultLabels");
  if (typeof labels !== "object" || labels === null) return {};
  const entries = Object.entries(labels).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
