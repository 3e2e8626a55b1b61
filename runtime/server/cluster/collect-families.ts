import { clientMetric } from "../../client/client-metric.js";
import type { ClientRegistry } from "../../client/client-registry.js";
import { histogramSamples, scalarSamples, unshared } from "../../client/client-sample.js";
import { now } from "../../clock.js";
import type { GaugeFamily } from "../../family/gauge.js";
import { labelsOf } from "../../family/label-set.js";
import type { MetricFamily } from "../../family/metric-family.js";
import type { Metrics } from "../../metrics.js";
import type { CollectedFamily, CollectedSample } from "./collected-family.js";

/** What this process has of the schema's families. At once, so that a process that ends can still do it. */
export function collectFamilies({ families }: Metrics): CollectedFamily[] {
  const clocksApart = machineClock() - now();
  return families.map((family) => ({
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
      return scalarSamples(family);
    case "gauge":
      return gaugeSamples(family, clocksApart);
    case "histogram":
      return unshared(histogramSamples(family)).map(({ value, labels, metricName }) => ({
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
