/** A label set as a program passes it to a client. */
export type GivenLabels = Readonly<Record<string, unknown>>;

/** What a program passes first: labels, or the value of a metric without labels. The client checks it. */
export type LabelsOrValue = GivenLabels | number | null;

/** A metric of a client, as its own code uses it. */
export interface ClientMetricObject {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly sortedLabelNames?: readonly string[];
}

/** A series in a client's store: that of a counter or gauge has `value`, that of a histogram the others. */
export interface StoredSeries {
  labels: GivenLabels;
  value?: unknown;
  sum?: number;
  count?: number;
  bucketValues?: Record<string, number>;
}

/** Where a metric of a client keeps its series, in the order in which they were first recorded. */
export interface ClientStore {
  /** Whether the client exposes the labels with which a gauge was set last, rather than first. */
  readonly replacesLabels: boolean;
  /** The client's own object. */
  readonly source: object;
  /** The series that the client has for a label set. Label sets whose joined texts are equal are one for the client. */
  find(labels: GivenLabels): StoredSeries | undefined;
  /** Puts a series in the place of the one with the same labels, or at the end. */
  put(labels: GivenLabels, series: StoredSeries): void;
  /** Puts a series at the end though the client has another for its labels. @returns removes it */
  append(series: StoredSeries, index: number): () => void;
  remove(labels: GivenLabels): void;
}

/** The class `LabelMap` of `@prometheus-io/client`. */
interface LabelMap {
  entry(labels: GivenLabels): StoredSeries | undefined;
  merge(labels: GivenLabels, series: object): StoredSeries;
  remove(labels: GivenLabels): void;
  values(): Iterator<StoredSeries>;
}

/**
 * @param source the property `hashMap` of prom-client's metrics, or `store` of those of `@prometheus-io/client`
 * @param sortedLabelNames the property by this name, which version 14 of prom-client does not have
 */
export function clientStore(source: object, sortedLabelNames: readonly string[] | undefined): ClientStore {
  if (isLabelMap(source)) return new LabelMapStore(source);
  return new HashMapStore(source as Record<string, StoredSeries>, sortedLabelNames); // prom-client has an object
}

function isLabelMap(source: object): source is LabelMap {
  return "entry" in source && typeof source.entry === "function";
}

class HashMapStore implements ClientStore {
  readonly replacesLabels = true;
  readonly source: Record<string, StoredSeries>;
  readonly #names: readonly string[] | undefined;

  constructor(source: Record<string, StoredSeries>, sortedLabelNames: readonly string[] | undefined) {
    this.source = source;
    this.#names = sortedLabelNames;
  }

  find(labels: GivenLabels): StoredSeries | undefined {
    return this.source[this.#keyOf(labels)];
  }

  put(labels: GivenLabels, series: StoredSeries): void {
    this.source[this.#keyOf(labels)] = series;
  }

  append(series: StoredSeries, index: number): () => void {
    const key = `${this.#keyOf(series.labels)}#${index}`;
    this.source[key] = series;
    return () => {
      delete this.source[key];
    };
  }

  remove(labels: GivenLabels): void {
    delete this.source[this.#keyOf(labels)];
  }

  /** The key that the client has for a label set. */
  #keyOf(labels: GivenLabels): string {
    const names = this.#names;
    if (names === undefined) {
      const pairs = Object.keys(labels).sort();
      return pairs.map((name) => `${name}:${String(labels[name])}`).join();
    }
    let key = "";
    for (const name of names) {
      const value = labels[name];
      if (value !== undefined) key += `${name}:${String(value)},`;
    }
    return key;
  }
}

class LabelMapStore implements ClientStore {
  readonly replacesLabels = false;
  readonly source: LabelMap;
  /** Series that the map has no place for; `undefined` until there is one. */
  #appended: Set<StoredSeries> | undefined;

  constructor(source: LabelMap) {
    this.source = source;
  }

  find(labels: GivenLabels): StoredSeries | undefined {
    return this.source.entry(labels);
  }

  put(labels: GivenLabels, series: StoredSeries): void {
    this.source.merge(labels, series);
  }

  append(series: StoredSeries): () => void {
    const appended = this.#appended ?? this.#listAppended();
    appended.add(series);
    return () => {
      appended.delete(series);
    };
  }

  remove(labels: GivenLabels): void {
    this.source.remove(labels);
  }

  #listAppended(): Set<StoredSeries> {
    const appended = new Set<StoredSeries>();
    const values = this.source.values.bind(this.source);
    this.source.values = function* () {
      yield* { [Symbol.iterator]: values };
      yield* appended;
    };
    this.#appended = appended;
    return appended;
  }
}

/** The numbers of a series as they are now. */
export function copySeries(series: StoredSeries): StoredSeries {
  const { bucketValues } = series;
  return bucketValues === undefined ? { ...series } : { ...series, bucketValues: { ...bucketValues } };
}

/** Whether the client has recorded a sample that is not 0. */
export function isChanged(before: StoredSeries | undefined, now: StoredSeries | undefined): boolean {
  return (
    now !== undefined && (before === undefined || before.value !== now.value || before.count !== now.count)
  );
}

/** Undoes what a client has recorded since the numbers were copied. @param before `undefined` if there was no series */
export function restoreSeries(
  store: ClientStore,
  labels: GivenLabels,
  before: StoredSeries | undefined,
): void {
  const stored = store.find(labels);
  if (stored === undefined) return;
  if (before === undefined) store.remove(labels);
  else Object.assign(stored, before);
}
