import { clientMetric, familyOf } from "../client/client-metric.js";
import { exposedFamilies, type MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import { nameMatcher } from "../text.js";
import type { AdoptedSeries } from "./adopted-series.js";
import { claimFamily, copyOfFamily, type FamilyOwner, noteMetric } from "./family-owners.js";
import { type RealMetric, seriesOf, setSeries, sourceOf } from "./real-metric.js";

/** A registry, as the configuration of a metric names it. */
interface Register {
  getSingleMetric?(name: string): unknown;
  removeSingleMetric?(name: string): void;
  registerMetric?(metric: unknown): void;
}

/** What a program passes to the constructor of a metric, if it is what the client expects. */
interface Configuration {
  readonly name?: unknown;
  readonly labelNames?: unknown;
  readonly buckets?: unknown;
  readonly registers?: unknown;
}

/** What the schema has for a metric that is about to be constructed. */
interface Prepared<Family> {
  /** The family with the metric's name. */
  readonly named: MetricFamily;
  /** The same; `undefined` if the program declares the metric otherwise. */
  readonly family: Family | undefined;
  /** Puts the family's own metric back where it was, if the client refuses to construct another. */
  readonly restore: () => void;
}

/** The buckets of a histogram that names none, in all clients. */
const CLIENT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Decides which metrics of a program record into families of the schema. */
export class Adoption {
  readonly #metrics: Metrics;
  readonly #globalRegister: unknown;
  readonly #isIgnored: (name: string) => boolean;
  readonly #unknown = new Set<string>();

  /**
   * @param globalRegister where the client registers a metric that names no registry
   * @param ignored patterns of names that the schema leaves to others
   */
  constructor(metrics: Metrics, globalRegister: unknown, ignored: readonly string[] = []) {
    this.#metrics = metrics;
    this.#globalRegister = globalRegister;
    this.#isIgnored = nameMatcher(ignored);
  }

  /**
   * Finds the family of a metric that is about to be constructed, and makes room for it in its registries.
   *
   * @param called the class, for the place of the call
   * @returns `undefined` if the schema does not have the name
   * @throws Error in strict mode, if the schema declares the metric otherwise
   */
  prepare<Type extends MetricFamily["type"]>(
    type: Type,
    configuration: unknown,
    // biome-ignore lint/complexity/noBannedTypes: the parameters of the function do not matter
    called: Function,
  ): Prepared<Extract<MetricFamily, { readonly type: Type }>> | undefined {
    if (typeof configuration !== "object" || configuration === null) return undefined;
    const { name, labelNames, buckets, registers } = configuration as Configuration;
    if (typeof name !== "string") return undefined;
    const family = exposedFamilies(this.#metrics.schemaFamilies).find((candidate) => candidate.name === name);
    if (family === undefined) {
      if (!this.#isIgnored(name)) this.#unknown.add(name);
      return undefined;
    }
    const found = differencesOf(family, { type, labelNames, buckets });
    if (found.length > 0) {
      this.#metrics.refuse(
        `drop-in ${name}`,
        `metricsmith: ${name} is not recorded by the schema: the program declares it otherwise: ${found.join("; ")}. ` +
          "It stays with the client. Change one of the two.",
        [called],
      );
    }
    const removed = this.#registersOf(registers).filter((register) => removeFamily(register, family));
    const restore = () => {
      for (const register of removed) register.registerMetric?.(clientMetric(family));
    };
    const own = family as Extract<MetricFamily, { readonly type: Type }>; // differences have its type
    return { named: family, family: found.length > 0 ? undefined : own, restore };
  }

  /**
   * Adopts a metric that was constructed.
   *
   * @param create makes its series
   * @returns the series; `undefined` if the metric is the client's alone
   */
  adopt<Family extends MetricFamily, Series extends AdoptedSeries<Family>>(
    metric: RealMetric,
    prepared: Prepared<Family> | undefined,
    create: (family: Family, source: object) => Series,
  ): Series | undefined {
    const source = sourceOf(metric);
    if (prepared === undefined || source === undefined) return undefined;
    const { named, family } = prepared;
    if (family === undefined) {
      noteMetric(metric, { family: named, isWhole: () => false });
      return undefined;
    }
    const claimed = claimFamily(family, this.#ownerOf(new WeakRef(metric), family.name));
    const series = create(claimed.original as Family, source); // a family and its original have one type
    setSeries(metric, series);
    this.#registerOtherName(metric, family);
    const isWhole = () => series.family === family.original && series.isWhole && metric.collect === undefined;
    noteMetric(metric, { family, isWhole });
    return series;
  }

  /** Adds a family to the registries of its metric under its other name, if it has one that they do not have. */
  #registerOtherName(metric: RealMetric, family: MetricFamily): void {
    for (const other of exposedFamilies([family.original])) {
      if (other.name === family.name) continue;
      for (const register of this.#registersOf(metric.registers)) {
        if (metricIn(register, other.name) === undefined) register.registerMetric?.(clientMetric(other));
      }
    }
  }

  /** A metric as the owner of a family. It is held weakly: its registry may be gone without having been cleared. */
  #ownerOf(reference: WeakRef<RealMetric>, name: string): FamilyOwner {
    return {
      isRegistered: () => {
        const metric = reference.deref();
        if (metric === undefined) return false;
        return this.#registersOf(metric.registers).some((register) => metricIn(register, name) === metric);
      },
      leave() {
        const series = seriesOf(reference.deref() ?? {});
        if (series !== undefined) series.family = copyOfFamily(series.family);
      },
    };
  }

  /** Warns of the names that the schema does not have, each once: at a scrape, when the program has started. */
  warnOfUnknownNames(): void {
    if (this.#unknown.size === 0) return;
    const names = [...this.#unknown].sort();
    this.#unknown.clear();
    const shown = names.slice(0, MOST_NAMES).join(", ");
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    this.#metrics.warn(
      `drop-in ${names.join()}`,
      `metricsmith: the schema does not have ${shown}${more}: the client alone records ${names.length === 1 ? "it" : "them"}.`,
    );
  }

  #registersOf(registers: unknown): readonly Register[] {
    const list: unknown = registers ?? [this.#globalRegister];
    if (!Array.isArray(list)) return [];
    return list.filter((register) => typeof register === "object" && register !== null);
  }
}

/** Maximum number of names in a warning. */
const MOST_NAMES = 20;

function metricIn(register: Register, name: string): unknown {
  return typeof register.getSingleMetric === "function" ? register.getSingleMetric(name) : undefined;
}

/** Makes room for a metric of the drop-in client, which has what the family's own has. @returns whether it was there */
function removeFamily(register: Register, family: MetricFamily): boolean {
  const registered = metricIn(register, family.name);
  const isOwn = registered === clientMetric(family) && familyOf(registered) === family;
  if (isOwn) register.removeSingleMetric?.(family.name);
  return isOwn;
}

/** What a program declares otherwise than the schema. What the client rejects is left to the client. */
function differencesOf(
  family: MetricFamily,
  declared: { readonly type: string; readonly labelNames: unknown; readonly buckets: unknown },
): readonly string[] {
  const found: string[] = [];
  const { type } = declared;
  if (type !== family.type) return [`it is a ${type} (in the schema: a ${family.type})`];
  const labels = namesOf(declared.labelNames);
  const expected = family.vectors.map(({ label }) => label);
  const isSame = labels.length === expected.length && expected.every((label) => labels.includes(label));
  if (!isSame) found.push(`its labels are ${listOf(labels)} (in the schema: ${listOf(expected)})`);
  if (family.type === "histogram") {
    const buckets = Array.isArray(declared.buckets) ? declared.buckets : CLIENT_BUCKETS;
    const bounds = [...family.bounds];
    const isEqual = buckets.length === bounds.length && bounds.every((bound, at) => bound === buckets[at]);
    if (!isEqual) found.push(`its buckets are ${listOf(buckets)} (in the schema: ${listOf(bounds)})`);
  }
  return found;
}

function namesOf(labelNames: unknown): readonly unknown[] {
  return Array.isArray(labelNames) ? labelNames : [];
}

function listOf(items: readonly unknown[]): string {
  return items.length === 0 ? "none" : items.map(String).join(", ");
}
