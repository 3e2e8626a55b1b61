import { CounterFamily } from "../family/counter.js";
import { GaugeFamily } from "../family/gauge.js";
import { HistogramFamily } from "../family/histogram.js";
import type { MetricFamily } from "../family/metric-family.js";
import { processState } from "../process-state.js";

/** A metric of the drop-in client that has a family of the schema. */
export interface FamilyOwner {
  /** Whether the metric is in one of its registries. */
  isRegistered(): boolean;
  /** Moves what the metric has recorded to a family of its own. */
  leave(): void;
}

const owners = processState("family owners", () => new WeakMap<MetricFamily, FamilyOwner>());

/**
 * The family for a new metric. The first metric that is in a registry has the schema's own, until it is in none any
 * more: then the next one has it, and begins without series. The others have twins.
 */
export function claimFamily<Family extends MetricFamily>(family: Family, owner: FamilyOwner): Family {
  if (!owner.isRegistered()) return twinOf(family);
  const before = owners.get(family);
  if (before?.isRegistered()) return twinOf(family);
  owners.set(family, owner);
  if (before !== undefined) {
    before.leave();
    family.reset();
  }
  return family;
}

/** A metric of the drop-in client whose name the schema has. */
interface NamedMetric {
  /** That of the schema. */
  readonly family: MetricFamily;
  /** Whether the family has all series of the metric. */
  isWhole(): boolean;
}

const named = processState("metrics of the drop-in client", () => new WeakMap<object, NamedMetric>());

/** Notes a metric whose name the schema has, so that each name is exposed once. */
export function noteMetric(metric: object, { family, isWhole }: NamedMetric): void {
  named.set(metric, { family, isWhole });
}

/** The metric of the drop-in client that a registry has; `undefined` for another metric, or a name without one. */
export function namedMetric(metric: unknown): NamedMetric | undefined {
  return typeof metric === "object" && metric !== null ? named.get(metric) : undefined;
}

/** A family with the same vectors and without series, whose rejected samples are counted with those of the first. */
function twinOf<Family extends MetricFamily>(family: Family): Family {
  const twin = createTwin(family);
  twin.onReject((sample, entries) => {
    const { metric: _, kept = false, ...fault } = sample;
    family.rejectFor(fault, kept, entries ?? twin.entries());
  });
  return twin as Family; // it has the same type
}

function createTwin(family: MetricFamily): MetricFamily {
  const { name, help, vectors, unit, initialize } = family;
  const definition = { name, help, vectors, unit, initialize };
  switch (family.type) {
    case "counter":
      return new CounterFamily(definition);
    case "gauge":
      return new GaugeFamily({ ...definition, combine: family.combine });
    case "histogram":
      return new HistogramFamily({ ...definition, buckets: [...family.bounds] });
    default:
      return family satisfies never;
  }
}

/** A twin with all that a family has recorded. */
export function copyOfFamily<Family extends MetricFamily>(family: Family): Family {
  const twin = twinOf<MetricFamily>(family);
  family.pull();
  if (family.type === "histogram" && twin.type === "histogram") {
    const width = family.bounds.length + 3;
    family.forEachRecorded((index, cells, first) => twin.setRow(index, cells.slice(first, first + width)));
  } else if (family.type === "gauge" && twin.type === "gauge") {
    family.forEachRecorded((index, value) => twin.set(index, value, undefined));
  } else if (family.type === "counter" && twin.type === "counter") {
    family.forEachRecorded((index, value) => twin.addFromThread(index, value));
  }
  return twin as Family; // it has the same type
}
