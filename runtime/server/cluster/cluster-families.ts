import {
  clientMetric,
  mergeSharedLabels,
  readHistogramSamples,
  readScalarSamples,
} from "../../client/client-metric.js";
import type { ClientRegistry } from "../../client/registry.js";
import type { Combine } from "../../family/combined-cells.js";
import { type GaugeFamily, now } from "../../family/gauge.js";
import { labelsOf } from "../../family/label-set.js";
import type { MetricFamily } from "../../family/metric-family.js";
import type { Metrics } from "../../metrics.js";

/** The schema's families as this process has them. Synchronous, so that a process that is exiting can call it. */
export function collectFamilies(metrics: Metrics): CollectedFamily[] {
  const clockOffset = machineClock() - now();
  return metrics.families.map((family) => ({
    name: family.name,
    help: family.help,
    type: family.type,
    aggregator: clientMetric(family).aggregator,
    values: samplesOf(family, clockOffset),
    combine: family.type === "gauge" ? family.combine : undefined,
  }));
}

/** The families in registries of a client. The first of several with one name counts, and none whose name is taken. */
export async function collectRegistries(
  registries: readonly (ClientRegistry | undefined)[],
  taken: Iterable<string>,
): Promise<CollectedFamily[]> {
  const names = new Set(taken);
  const collected: CollectedFamily[] = [];
  for (const registry of registries) {
    const families = (await registry?.getMetricsAsJSON()) ?? [];
    for (const family of families as readonly ClientFamily[]) {
      // the JSON of both clients has this shape
      if (names.has(family.name)) continue;
      names.add(family.name);
      collected.push(withoutExtras(family));
    }
  }
  return collected;
}

/** The parts of the clients' JSON that aggregation needs. */
interface ClientFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator?: string;
  readonly values?: readonly ClientSample[];
}

/** The sum of a summary without labels has no `labels` property. */
type ClientSample = Omit<CollectedSample, "labels"> & Partial<Pick<CollectedSample, "labels">>;

function withoutExtras({ name, help, type, aggregator = "sum", values = [] }: ClientFamily): CollectedFamily {
  const samples = values.map(({ value, labels = {}, metricName }) => ({ value, labels, metricName }));
  return { name, help, type, aggregator, values: samples };
}

function samplesOf(family: MetricFamily, clockOffset: number): readonly CollectedSample[] {
  switch (family.type) {
    case "counter":
      return readScalarSamples(family);
    case "gauge":
      return gaugeSamples(family, clockOffset);
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

function gaugeSamples(family: GaugeFamily, clockOffset: number): CollectedSample[] {
  const times = new Map<number, number>();
  family.refresh();
  family.forEachSet((index, _value, time) => times.set(index, time === 0 ? 0 : time + clockOffset));
  const samples: CollectedSample[] = [];
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index), setAt: times.get(index) });
  });
  return samples;
}

/** In milliseconds. Unlike the time of day, it is never adjusted; unlike `now()`, it is the same in all processes. */
function machineClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A family of one process: the JSON of a client's registry, with `combine` and `setAt` in addition. */
export interface CollectedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** How the client aggregates the values of several processes. */
  readonly aggregator: string;
  readonly values: readonly CollectedSample[];
  /** For a gauge of the schema. */
  readonly combine?: Combine | undefined;
}

/** A sample of a client's registry, without the parts that aggregation ignores. */
export interface CollectedSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** The name of the sample, if it is not the family's. */
  readonly metricName?: string | undefined;
  /**
   * For a gauge of the schema that is combined by `last`: the time of its last set, in milliseconds of a clock that all
   * processes of the machine share. For other gauges 0. `undefined`: nothing has set the series, which is 0.
   */
  readonly setAt?: number | undefined;
}
