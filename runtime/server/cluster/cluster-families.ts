import {
  clientMetric,
  mergeSharedLabels,
  readHistogramSamples,
  readScalarSamples,
} from "../../client/client-metric.js";
import type { ClientRegistry } from "../../client/registry.js";
import { now } from "../../clock.js";
import type { Combine } from "../../family/combined-cells.js";
import type { GaugeFamily } from "../../family/gauge.js";
import { labelsOf } from "../../family/label-set.js";
import type { MetricFamily } from "../../family/metric-family.js";
import type { Metrics } from "../../metrics.js";

/** What this process has of the schema's families. At once, so that a process that ends can still do it. */
export function collectFamilies(metrics: Metrics): CollectedFamily[] {
  const clocksApart = machineClock() - now();
  return metrics.families.map((family) => ({
    name: family.name,
    help: family.help,
    type: family.type,
    aggregator: clientMetric(family).aggregator,
    values: samplesOf(family, clocksApart),
    combine: family.type === "gauge" ? family.combine : undefined,
  }));
}

/**
 * What this process has in registries of a client. Of several families by one name, the first counts, and those
 * whose names are taken already are left out.
 */
export async function collectRegistries(
  registries: readonly (ClientRegistry | undefined)[],
  taken: Iterable<string>,
): Promise<CollectedFamily[]> {
  const names = new Set(taken);
  const collected: CollectedFamily[] = [];
  for (const registry of registries) {
    const families = (await registry?.getMetricsAsJSON()) ?? [];
    for (const family of families as readonly ClientFamily[]) {
      // both clients' JSON is of this shape
      if (names.has(family.name)) continue;
      names.add(family.name);
      collected.push(withoutExtras(family));
    }
  }
  return collected;
}

/** What the clients' JSON has, as far as aggregation looks at it. */
interface ClientFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator?: string;
  readonly values?: readonly ClientSample[];
}

/** The labels of a summary's sum are missing if it has none. */
type ClientSample = Omit<CollectedSample, "labels"> & Partial<Pick<CollectedSample, "labels">>;

function withoutExtras({ name, help, type, aggregator = "sum", values = [] }: ClientFamily): CollectedFamily {
  const samples = values.map(({ value, labels = {}, metricName }) => ({ value, labels, metricName }));
  return { name, help, type, aggregator, values: samples };
}

function samplesOf(family: MetricFamily, clocksApart: number): readonly CollectedSample[] {
  switch (family.type) {
    case "counter":
      return readScalarSamples(family);
    case "gauge":
      return gaugeSamples(family, clocksApart);
    case "histogram":
      return mergeSharedLabels(readHistogramSamples(family)).map(({ value, labels, metricName }) => ({
        value,
        labels,
        metricName,
      }));
    default:
      return family satisfies never;
  }
}

function gaugeSamples(family: GaugeFamily, clocksApart: number): CollectedSample[] {
  const times = new Map<number, number>();
  family.refresh();
  family.forEachSet((index, _value, time) => times.set(index, time === 0 ? 0 : time + clocksApart));
  const samples: CollectedSample[] = [];
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index), setAt: times.get(index) });
  });
  return samples;
}

/** In milliseconds. Unlike the time of day it is never set, and unlike `now()` it is the same for all processes. */
function machineClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One family as a process has it at one moment: the JSON of a client's registry, and what it does not say. */
export interface CollectedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** How the client makes one value of those that several processes have. */
  readonly aggregator: string;
  readonly values: readonly CollectedSample[];
  /** Of a gauge of the schema. */
  readonly combine?: Combine | undefined;
}

/** A sample of a client's registry, without what aggregation drops. */
export interface CollectedSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** The name of the sample, where it is not the family's. */
  readonly metricName?: string | undefined;
  /**
   * Of a gauge of the schema, when it was set, if the last value counts, in milliseconds since a time that the
   * machine's processes share; 0 if it does not. Without it, the series is at 0 because nothing has set it.
   */
  readonly setAt?: number | undefined;
}
