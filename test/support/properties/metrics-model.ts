import type { Catalog, Family, OpenVector, Vector } from "../../../generator/catalog.js";
import { type Samples, sampleKey } from "./read-exposition.js";

export type Labels = Readonly<Record<string, unknown>>;

interface Histogram {
  readonly observed: number[];
  sum: number;
}

/** A simple model of the metrics of a catalog, against which the recorders are compared. */
export class MetricsModel {
  /** The label values of open vectors, which are never removed. */
  private readonly taken = new Map<string, Set<string>>();
  private readonly scalars = new Map<string, number>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly samplers = new Map<string, { readonly family: Family; readonly read: () => unknown }>();
  private readonly rejected = new Map<string, number>();
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** Forgets what was recorded; callbacks stay. */
  reset(): void {
    for (const records of [this.scalars, this.histograms, this.rejected]) records.clear();
    for (const family of this.catalog.families) {
      if (family.vectors.length > 0) continue;
      if (family.type === "histogram") this.histogramOf(family, sampleKey(family.name, []));
      else this.scalars.set(sampleKey(family.name, []), 0);
    }
  }

  /** Records a value of a counter or histogram, or sets a gauge. */
  record(family: Family, labels: Labels | undefined, value: unknown): void {
    if (family.type === "counter") {
      this.add(family, labels, value);
      return;
    }
    // A gauge may be set to NaN, which says that there is no value now.
    const fault = family.type === "gauge" && Number.isNaN(value) ? undefined : valueFault(family, value);
    const key = this.accepted(family, labels, fault);
    if (key === undefined || typeof value !== "number") return;
    if (family.type === "gauge") this.scalars.set(key, value + 0);
    else {
      const histogram = this.histogramOf(family, key);
      histogram.observed.push(value);
      histogram.sum += value;
    }
  }

  /** Adds to a counter or gauge. */
  add(family: Family, labels: Labels | undefined, value: unknown): void {
    const key = this.accepted(family, labels, valueFault(family, value));
    if (key === undefined || typeof value !== "number") return;
    this.scalars.set(key, (this.scalars.get(key) ?? 0) + value + 0);
  }

  sample(family: Family, labels: Labels | undefined, read: () => unknown): void {
    const key = this.accepted(family, labels, undefined);
    if (key !== undefined) this.samplers.set(key, { family, read });
  }

  /** Rejections by metric and reason. */
  rejections(): Samples {
    return this.rejected;
  }

  /** Reads the sampled gauges, then tells every sample of a family. */
  samplesOf(family: Family): Samples {
    for (const [key, { family: sampled, read }] of this.samplers) {
      if (sampled === family) this.readNow(family, key, read);
    }
    const samples = new Map<string, number>();
    for (const [key, value] of this.scalars) {
      if (nameIn(key) === family.name && family.type !== "histogram") samples.set(key, value);
    }
    for (const [key, histogram] of this.histograms) {
      if (nameIn(key) === family.name && family.type === "histogram") {
        for (const [sample, value] of histogramSamples(family.name, family.buckets, { key, ...histogram })) {
          samples.set(sample, value);
        }
      }
    }
    return samples;
  }

  /** Reads a sampled series: one that gives no number is left out, and its sample is rejected. */
  private readNow(family: Family, key: string, read: () => unknown): void {
    const value = outcomeOf(read);
    if (typeof value === "number") {
      this.scalars.set(key, value + 0);
      return;
    }
    this.scalars.delete(key);
    this.reject(family, "sample_failed");
  }

  private histogramOf(family: Family, key: string): Histogram {
    const known = this.histograms.get(key) ?? { observed: [], sum: 0 };
    if (family.type === "histogram") this.histograms.set(key, known);
    return known;
  }

  /** The key of the series; `undefined` for a sample that is rejected, which is counted. */
  private accepted(
    family: Family,
    labels: Labels | undefined,
    fault: string | undefined,
  ): string | undefined {
    const closed = family.vectors.filter((vector) => vector.kind !== "open");
    const sound = closed.every((vector) => accepts(vector, labels?.[vector.label]));
    // An open vector takes a label value once all closed ones are sound, whatever else is wrong.
    const texts = sound
      ? family.vectors.map((vector) => [vector.label, this.textOf(vector, labels?.[vector.label])] as const)
      : [];
    const wrong = family.vectors.find((vector) => !accepts(vector, labels?.[vector.label]))?.label;
    if (wrong !== undefined) {
      const missing = (labels?.[wrong] ?? undefined) === undefined;
      this.reject(family, missing ? "missing_label" : "unknown_label_value");
      return undefined;
    }
    if (fault !== undefined) this.reject(family, fault);
    return fault === undefined
      ? sampleKey(
          family.name,
          texts.map(([name, text]) => [name, text ?? ""]),
        )
      : undefined;
  }

  private reject(family: Family, reason: string): void {
    const key = sampleKey("metricsmith_rejected_samples_total", [
      ["metric", family.name],
      ["reason", reason],
    ]);
    this.rejected.set(key, (this.rejected.get(key) ?? 0) + 1);
  }

  /** The exposed label value; `undefined` for one that the vector does not have. */
  private textOf(vector: Vector, value: unknown): string | undefined {
    if (!accepts(vector, value)) return undefined;
    switch (vector.kind) {
      case "boolean":
        return String(value);
      case "integer":
        return String(Number(value) + 0);
      case "statusClass":
        return `${Math.floor(Number(value) / 100)}xx`;
      case "status":
        return vector.codes.includes(Number(value)) ? String(value) : vector.otherwise;
      case "closed":
        return vector.values.includes(String(value)) ? String(value) : vector.otherwise;
      case "open":
        return this.openText(vector.name, String(value), vector);
      default:
        return vector satisfies never;
    }
  }

  private openText(name: string, value: string, { maxValues, maxLength, otherwise }: OpenVector): string {
    const taken = this.taken.get(name) ?? new Set([otherwise]);
    this.taken.set(name, taken);
    if (taken.size <= maxValues && value.length <= maxLength) taken.add(value);
    return taken.has(value) ? value : otherwise;
  }
}

/** Whether a vector has a label value, or records it as another. */
function accepts(vector: Vector, value: unknown): boolean {
  switch (vector.kind) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value) && Number(value) >= vector.min && Number(value) <= vector.max;
    case "statusClass":
    case "status":
      return Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599;
    case "closed":
      return typeof value === "string" && (vector.otherwise !== undefined || vector.values.includes(value));
    case "open":
      return typeof value === "string";
    default:
      return vector satisfies never;
  }
}

function valueFault(family: Family, value: unknown): string | undefined {
  if (typeof value !== "number" || Number.isNaN(value)) return "not_a_number";
  if (family.type === "histogram") return Number.isFinite(value) ? undefined : "infinite";
  if (family.type !== "counter") return undefined;
  if (value < 0) return "negative";
  return value === Infinity ? "infinite" : undefined;
}

/** What a callback returns; `undefined` if it throws. */
function outcomeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function nameIn(key: string): unknown {
  const [name]: unknown[] = JSON.parse(key);
  return name;
}

function histogramSamples(
  name: string,
  buckets: readonly number[],
  { key, observed, sum }: Histogram & { readonly key: string },
): readonly (readonly [string, number])[] {
  const [, labels]: [string, [string, string][]] = JSON.parse(key);
  const bounds = [...buckets, Infinity].map((bound) => {
    const le = ["le", bound === Infinity ? "+Inf" : String(bound)] as const;
    const count = observed.filter((value) => value <= bound).length;
    return [sampleKey(`${name}_bucket`, [...labels, le]), count] as const;
  });
  return [
    ...bounds,
    [sampleKey(`${name}_sum`, labels), sum],
    [sampleKey(`${name}_count`, labels), observed.length],
  ];
}
