import {
  clientMetric,
  mergeSharedLabels,
  readHistogramSamples,
  readScalarSamples,
} from "../../client/client-metric.js";
import type { ClientRegistry } from "../../client/registry.js";
import type { ConstantLabels } from "../../exposition/label-text.js";
import { ALL_CELLS, runAll } from "../../family/cell-range.js";
import type { Combine } from "../../family/combined-cells.js";
import { type GaugeFamily, now } from "../../family/gauge.js";
import { labelsOf, locateExposed } from "../../family/label-set.js";
import { partsOf } from "../../family/merged-families.js";
import type { MetricFamily } from "../../family/metric-family.js";
import type { ProcessMetrics } from "../../process/process-metrics.js";
import type { ServedMetrics } from "../../served-metrics.js";

/**
 * Families as this process has them. Synchronous, so that a process that is exiting can call it.
 *
 * @param labels labels of all series that do not have them already
 * @param sampled gauges whose sampled series were read already; none by default
 */
export function collectFamilies(
  families: readonly MetricFamily[],
  labels: ConstantLabels,
  sampled: ReadonlySet<MetricFamily> = new Set(),
): CollectedFamily[] {
  const clockOffset = machineClock() - now();
  return families.map((family) => ({
    name: family.name,
    help: family.help,
    type: family.type,
    aggregator: clientMetric(family).aggregator,
    values: withLabels(samplesOf(family, clockOffset, sampled.has(family)), labels),
    combine: family.type === "gauge" ? family.combine : undefined,
    expiring: expiringSeries(family), // after the samples: what other threads have recorded is there now
  }));
}

/** Collected families, each followed by itself under its old name, if the metrics have one for it. */
export function withOldNames(
  collected: readonly CollectedFamily[],
  { families }: Pick<ServedMetrics, "families">,
): CollectedFamily[] {
  const renamed = families.filter((family) => family.original !== family);
  const byName = new Map(renamed.map((family) => [family.original.name, family]));
  return collected.flatMap((family) => {
    const old = byName.get(family.name);
    if (old === undefined) return [family];
    const values = family.values.map((sample) => ({
      ...sample,
      metricName: sample.metricName?.replace(family.name, old.name),
    }));
    return [family, { ...family, name: old.name, help: old.help, values }];
  });
}

/** The families in a registry of a client whose names are not taken. */
export async function collectRegistry(
  registry: ClientRegistry | undefined,
  taken: Iterable<string>,
): Promise<CollectedFamily[]> {
  const names = new Set(taken);
  const families = ((await registry?.getMetricsAsJSON()) ?? []) as readonly ClientFamily[]; // the shape in both clients
  return families.filter(({ name }) => !names.has(name)).map(withoutExtras);
}

/** Adds the metrics of the Node process whose names are not taken. Synchronous. */
export function withProcess(
  collected: readonly CollectedFamily[],
  processMetrics: ProcessMetrics | undefined,
  labels: ConstantLabels,
): CollectedFamily[] {
  const taken = new Set(collected.map(({ name }) => name));
  const families = (processMetrics?.families ?? []).filter(({ name }) => !taken.has(name));
  return [...collected, ...collectFamilies(families, labels)];
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

function samplesOf(
  family: MetricFamily,
  clockOffset: number,
  isSampled: boolean,
): readonly CollectedSample[] {
  switch (family.type) {
    case "counter":
      return readScalarSamples(family);
    case "gauge":
      return gaugeSamples(family, clockOffset, isSampled);
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

function withLabels(samples: readonly CollectedSample[], labels: ConstantLabels): readonly CollectedSample[] {
  if (Object.keys(labels).length === 0) return samples;
  return samples.map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } }));
}

function gaugeSamples(family: GaugeFamily, clockOffset: number, isSampled: boolean): CollectedSample[] {
  const times = new Map<number, number>();
  if (isSampled) family.pull();
  else family.refresh();
  family.forEachSet((index, _value, time) => times.set(index, time === 0 ? 0 : time + clockOffset));
  const samples: CollectedSample[] = [];
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index), setAt: times.get(index) });
  });
  return samples;
}

/**
 * Notes the time of each series of a family that was recorded in this process since the last call, and tells when each
 * expires.
 *
 * @returns `undefined` if nothing of the family expires
 */
export function expiringSeries(family: MetricFamily): readonly ExpiringSeries[] | undefined {
  const parts = partsOf(family);
  if (parts.every(({ expiry }) => expiry === undefined)) return undefined;
  const now = performance.now();
  const clockOffset = machineClock() - now;
  const series = new Map<string, { readonly labels: Labels; readonly expiresAt: number }>();
  for (const part of parts) {
    runAll(part.expiry?.noteRecords(now, part.otherThreads) ?? []);
    part.walk(ALL_CELLS, (index: number) => {
      const labels = labelsOf(part.vectors, index);
      const key = JSON.stringify(labels);
      const expiresAt = (part.expiry?.expiresAt(index) ?? Infinity) + clockOffset;
      series.set(key, { labels, expiresAt: Math.max(series.get(key)?.expiresAt ?? 0, expiresAt) });
    });
  }
  return [...series.values()].map(({ labels, expiresAt }) => ({
    labels,
    ...(expiresAt < Infinity && { expiresAt }), // JSON has no infinity
  }));
}

/** Drops series that have expired, but for those that this process has recorded meanwhile. @returns what was dropped */
export function dropExpired(
  families: readonly MetricFamily[],
  series: readonly SeriesName[],
): readonly SeriesName[] {
  const names = new Set(series.map(({ family }) => family));
  return families
    .filter(({ name }) => names.has(name))
    .flatMap((family) => {
      const named = series.filter((one) => one.family === family.name);
      const dropped = partsOf(family).map((part) => dropFrom(part, named));
      return named.filter((one) => dropped.some((ofPart) => ofPart.has(one)));
    });
}

function dropFrom(family: MetricFamily, series: readonly SeriesName[]): ReadonlySet<SeriesName> {
  const byIndex = new Map(series.map((one) => [indexOf(family, one.labels ?? {}), one]));
  byIndex.delete(-1);
  const { expiry, otherThreads } = family;
  const dropped = expiry?.dropExpired([...byIndex.keys()], performance.now(), otherThreads) ?? [];
  return new Set(dropped.flatMap((index) => byIndex.get(index) ?? []));
}

function indexOf({ vectors }: MetricFamily, labels: Labels): number {
  const values = vectors.map(({ label }) => labels[label]);
  return locateExposed(vectors, values)?.index ?? -1;
}

/** In milliseconds. Unlike the time of day, it is never adjusted; unlike `now()`, it is the same in all processes. */
export function machineClock(): number {
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
  /** The series of a family of which some expire. */
  readonly expiring?: readonly ExpiringSeries[] | undefined;
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

type Labels = Readonly<Record<string, string>>;

/** A series, as processes name it to each other. Without labels: all series of the family. */
export interface SeriesName {
  readonly family: string;
  readonly labels?: Labels | undefined;
}

/** A series, and when it expires if no process records it. */
export interface ExpiringSeries {
  readonly labels: Labels;
  /** In milliseconds of a clock that all processes of the machine share; `undefined` if it does not expire. */
  readonly expiresAt?: number | undefined;
}
