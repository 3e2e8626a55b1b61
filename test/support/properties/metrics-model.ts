import type { Catalog, Family, OpenVector, Vector } from "../../../generator/catalog.js";
import { type Samples, sampleKey } from "./read-exposition.js";

export type Labels = Readonly<Record<string, unknown>>;

interface Histogram {
  readonly observed: number[];
  sum: number;
}

/** A warning, as far as it is predicted. */
export interface ModelWarning {
  /** The metric and the reason of a rejected sample, or the start of the message. */
  readonly subject: string;
  /** The labels that it names, with `missing` or `wrong`. */
  readonly labels: readonly string[];
  /** Whether the application's call is on the stack, so that its place is named. */
  readonly hasPlace: boolean;
}

/** When the last record of a series was found by a scrape, or that none has found it yet. */
type Found = number | "not yet";

/** A simple model of the metrics of a catalog, against which the recorders are compared. */
export class MetricsModel {
  /** The label values of open vectors. Those without `expire_after` are never removed. */
  private readonly taken = new Map<string, Set<string>>();
  private readonly scalars = new Map<string, number>();
  private readonly histograms = new Map<string, Histogram>();
  private readonly samplers = new Map<string, { readonly family: Family; readonly read: () => unknown }>();
  private readonly found = new Map<string, Found>();
  /** Sampled series without a value, of those that are exposed from the start. */
  private readonly unread = new Set<string>();
  private readonly rejected = new Map<string, number>();
  private readonly overflows = new Map<string, number>();
  /** What was warned about, and the warnings. */
  private readonly warned = new Set<string>();
  private given: readonly ModelWarning[] = [];
  private readonly catalog: Catalog;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
  }

  /** Forgets what was recorded; callbacks and label values stay. */
  reset(): void {
    const { scalars, histograms, found, unread, rejected, overflows, warned } = this;
    for (const records of [scalars, histograms, found, unread, rejected, overflows, warned]) records.clear();
    this.given = [];
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
      const histogram = this.histogramOf(key);
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
    const key = this.located(family, labels);
    if (key !== undefined) this.samplers.set(key, { family, read });
  }

  /** Removes a series, with its callback. @returns whether it was there */
  remove(family: Family, labels: Labels | undefined): boolean {
    const texts = family.vectors.map((vector) => this.foundText(vector, labels?.[vector.label]));
    if (texts.includes(undefined)) {
      this.rejectLabels(family, labels);
      return false;
    }
    const key = sampleKey(
      family.name,
      family.vectors.map(({ label }, at) => [label, texts[at] ?? ""]),
    );
    this.samplers.delete(key);
    this.unread.delete(key);
    return this.scalars.delete(key) || this.histograms.delete(key);
  }

  /** Removes all series of a family, with their callbacks. */
  clear(family: Family): void {
    for (const key of this.unread) if (isOf(family, key)) this.unread.delete(key);
    for (const records of [this.scalars, this.histograms, this.samplers]) {
      for (const key of keysOf(family, records)) records.delete(key);
    }
  }

  /** Rejections by metric and reason. */
  rejections(): Samples {
    return this.rejected;
  }

  /** Label values that open vectors have recorded as `otherwise`, by vector. */
  folded(): Samples {
    return this.overflows;
  }

  /** The warnings of all calls and scrapes: one for each metric, reason and label, and one for each vector and limit. */
  warnings(): readonly ModelWarning[] {
    return this.given;
  }

  /**
   * Reads all sampled series, drops those that nobody has recorded for long, and tells the samples of each family.
   *
   * @param now the time in milliseconds
   */
  scrape(now: number): ReadonlyMap<string, Samples> {
    for (const of of this.catalog.families) {
      for (const [key, { family, read }] of this.samplers) if (family === of) this.readNow(family, key, read);
    }
    return new Map(
      this.catalog.families.map((family) => {
        this.expire(family, now);
        return [family.name, this.samplesOf(family)];
      }),
    );
  }

  private samplesOf(family: Family): Samples {
    const initial = family.initialize || family.vectors.length === 0 ? labelSetsOf(family.vectors) : [];
    const initialKeys = initial.map((labels) => sampleKey(family.name, labels));
    const records = family.type === "histogram" ? this.histograms : this.scalars;
    const keys = [...new Set([...initialKeys, ...keysOf(family, records)])].filter(
      (key) => !this.unread.has(key),
    );
    if (family.type !== "histogram") return new Map(keys.map((key) => [key, this.scalars.get(key) ?? 0]));
    return new Map(
      keys.flatMap((key) => {
        const histogram = this.histograms.get(key) ?? { observed: [], sum: 0 };
        return histogramSamples(family.name, family.buckets, { key, ...histogram });
      }),
    );
  }

  /** Reads a sampled series: one that gives no number is left out, and its sample is rejected. */
  private readNow(family: Family, key: string, read: () => unknown): void {
    const value = outcomeOf(read);
    if (typeof value === "number") {
      this.scalars.set(key, value + 0);
      this.found.set(key, "not yet");
      this.unread.delete(key);
      return;
    }
    if (family.initialize || family.vectors.length === 0) {
      this.scalars.set(key, Number.NaN);
      this.unread.add(key);
    } else this.scalars.delete(key);
    this.reject(family, "sample_failed", { labels: [], hasPlace: false });
  }

  /** Drops the series of a family that have expired, and then the label values that no series has any more. */
  private expire(family: Family, now: number): void {
    const expiring = family.vectors.filter(expires);
    if (expiring.length === 0) return;
    const after = Math.min(...expiring.map(({ expireAfter }) => expireAfter));
    let hasExpired = false;
    for (const key of [...keysOf(family, this.scalars), ...keysOf(family, this.histograms)]) {
      const found = this.found.get(key) ?? "not yet";
      if (found === "not yet") this.found.set(key, now);
      else if (now - found >= after) {
        for (const records of [this.scalars, this.histograms, this.samplers]) records.delete(key);
        hasExpired = true;
      }
    }
    for (const vector of expiring) {
      const taken = this.takenBy(vector);
      if (hasExpired || taken.size > vector.maxValues) this.release(vector, taken);
    }
  }

  private release(vector: OpenVector, taken: Set<string>): void {
    const used = new Set([vector.otherwise]);
    for (const family of this.catalog.families) {
      const at = family.vectors.findIndex(({ name }) => name === vector.name);
      if (at < 0) continue;
      for (const records of [this.scalars, this.histograms, this.samplers]) {
        for (const key of keysOf(family, records)) used.add(labelsIn(key)[at]?.[1] ?? "");
      }
    }
    for (const text of taken) if (!used.has(text)) taken.delete(text);
  }

  private histogramOf(key: string): Histogram {
    const known = this.histograms.get(key) ?? { observed: [], sum: 0 };
    this.histograms.set(key, known);
    return known;
  }

  /** The key of the series; `undefined` for a sample that is rejected, which is counted. */
  private accepted(
    family: Family,
    labels: Labels | undefined,
    fault: string | undefined,
  ): string | undefined {
    const key = this.located(family, labels);
    if (key === undefined) return undefined;
    if (fault === undefined) {
      this.found.set(key, "not yet");
      return key;
    }
    this.reject(family, fault, { labels: [], hasPlace: true });
    return undefined;
  }

  /** The key of the series, for which open vectors take new label values; `undefined` for a bad label set. */
  private located(family: Family, labels: Labels | undefined): string | undefined {
    const closed = family.vectors.filter((vector) => vector.kind !== "open");
    const sound = closed.every((vector) => accepts(vector, labels?.[vector.label]));
    // An open vector takes a label value once all closed ones are sound, whatever else is wrong.
    const texts = sound
      ? family.vectors.map((vector) => [vector.label, this.textOf(vector, labels?.[vector.label])] as const)
      : [];
    if (this.rejectLabels(family, labels)) return undefined;
    return sampleKey(
      family.name,
      texts.map(([name, text]) => [name, text ?? ""]),
    );
  }

  /** Rejects a label set that is bad, for the reason of its first bad label; each is named. @returns whether it is */
  private rejectLabels({ name, vectors }: Family, labels: Labels | undefined): boolean {
    const bad = vectors
      .filter((vector) => !accepts(vector, labels?.[vector.label]))
      .map(({ label }) => ({ label, isMissing: (labels?.[label] ?? undefined) === undefined }));
    const [first] = bad;
    if (first === undefined) return false;
    this.reject({ name }, first.isMissing ? "missing_label" : "unknown_label_value", {
      labels: bad.map(({ label, isMissing }) => `${label} ${isMissing ? "missing" : "wrong"}`),
      hasPlace: true,
    });
    return true;
  }

  private reject(
    { name }: { readonly name: string },
    reason: string,
    warning: Omit<ModelWarning, "subject">,
  ): void {
    increment(this.rejected, "metricsmith_rejected_samples_total", [
      ["metric", name],
      ["reason", reason],
    ]);
    const subject = `${name} ${reason}`;
    const labels = warning.labels.map((label) => `${subject} ${label.split(" ")[0]}`);
    this.warnOnce(labels.length === 0 ? [subject] : labels, { subject, ...warning });
  }

  private warnOnce(about: readonly string[], warning: ModelWarning): void {
    if (about.every((one) => this.warned.has(one))) return;
    for (const one of about) this.warned.add(one);
    this.given = [...this.given, warning];
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
        return this.openText(vector, String(value));
      default:
        return vector satisfies never;
    }
  }

  /** The same for a label value that is not recorded as another. Nothing is taken or counted. */
  private foundText(vector: Vector, value: unknown): string | undefined {
    if (!accepts(vector, value)) return undefined;
    if (vector.kind === "open") return String(value);
    const text = this.textOf(vector, value);
    const isOther = (vector.kind === "status" || vector.kind === "closed") && text !== String(value);
    return isOther ? undefined : text;
  }

  private openText(vector: OpenVector, value: string): string {
    const taken = this.takenBy(vector);
    const { name, maxValues, maxLength, otherwise } = vector;
    if (taken.has(value)) return value;
    const isLong = value.length > maxLength;
    if (!isLong && taken.size <= maxValues) {
      taken.add(value);
      if (value === "") {
        const subject = `metricsmith: a label value of the vector ${name} is empty`;
        this.warnOnce([`empty ${name}`], { subject, labels: [], hasPlace: true });
      }
      return value;
    }
    increment(this.overflows, "metricsmith_folded_label_values_total", [["vector", name]]);
    const reason = isLong
      ? `a label value of the vector ${name} has ${value.length} characters, more than its max_length allows`
      : `the vector ${name} has as many label values as its max_values allows, ${maxValues}`;
    this.warnOnce([`${isLong ? "max_length" : "max_values"} ${name}`], {
      subject: `metricsmith: ${reason}, so that `,
      labels: [],
      hasPlace: true,
    });
    return otherwise;
  }

  private takenBy({ name, otherwise }: OpenVector): Set<string> {
    const taken = this.taken.get(name) ?? new Set([otherwise]);
    this.taken.set(name, taken);
    return taken;
  }
}

function expires(vector: Vector): vector is OpenVector & { readonly expireAfter: number } {
  return vector.kind === "open" && vector.expireAfter !== undefined;
}

function increment(
  counts: Map<string, number>,
  name: string,
  labels: readonly (readonly [string, string])[],
): void {
  const key = sampleKey(name, labels);
  counts.set(key, (counts.get(key) ?? 0) + 1);
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

/** The keys of a family's series among those of all families. */
function keysOf(family: Family, records: ReadonlyMap<string, unknown>): readonly string[] {
  return [...records.keys()].filter((key) => isOf(family, key));
}

function isOf({ name }: Family, key: string): boolean {
  return key.startsWith(`${JSON.stringify([name]).slice(0, -1)},`);
}

/** Every label set of closed vectors. */
function labelSetsOf(vectors: readonly Vector[]): readonly (readonly (readonly [string, string])[])[] {
  return vectors.reduce<readonly (readonly (readonly [string, string])[])[]>(
    (sets, vector) =>
      sets.flatMap((set) => textsOf(vector).map((text) => [...set, [vector.label, text] as const])),
    [[]],
  );
}

function textsOf(vector: Vector): readonly string[] {
  switch (vector.kind) {
    case "boolean":
      return ["false", "true"];
    case "integer":
      return Array.from({ length: vector.max - vector.min + 1 }, (_, at) => String(vector.min + at));
    case "statusClass":
      return ["1xx", "2xx", "3xx", "4xx", "5xx"];
    case "status":
      return [...vector.codes.map(String), vector.otherwise];
    case "closed":
      return vector.otherwise === undefined ? vector.values : [...vector.values, vector.otherwise];
    case "open":
      return []; // such a family is not initialized
    default:
      return vector satisfies never;
  }
}

function labelsIn(key: string): readonly (readonly [string, string])[] {
  const [, labels]: [string, [string, string][]] = JSON.parse(key);
  return labels;
}

function histogramSamples(
  name: string,
  buckets: readonly number[],
  { key, observed, sum }: Histogram & { readonly key: string },
): readonly (readonly [string, number])[] {
  const labels = labelsIn(key);
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
