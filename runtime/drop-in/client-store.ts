/** A label set as a program passes it to a client. */
export type GivenLabels = Readonly<Record<string, unknown>>;

/** What a program passes first: labels, or the value of a metric without labels. The client checks it. */
export type LabelsOrValue = GivenLabels | number | null;

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

/** @param source the property `hashMap` of prom-client's metrics, or `store` of those of `@prometheus-io/client` */
export function clientStore(source: object, labelNames: readonly string[]): ClientStore {
  if (isLabelMap(source)) return new LabelMapStore(source);
  return new HashMapStore(source as Record<string, StoredSeries>, labelNames); // prom-client has an object
}

function isLabelMap(source: object): source is LabelMap {
  return "entry" in source && typeof source.entry === "function";
}

class HashMapStore implements ClientStore {
  readonly source: Record<string, StoredSeries>;
  readonly #names: readonly string[];

  constructor(source: Record<string, StoredSeries>, labelNames: readonly string[]) {
    this.source = source;
    this.#names = [...labelNames].sort();
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

  /** The key that versions 14 and 15 have for a label set. */
  #keyOf(labels: GivenLabels): string {
    let key = "";
    for (const name of this.#names) {
      const value = labels[name];
      if (value !== undefined) key += `${name}:${String(value)},`;
    }
    return key;
  }
}

class LabelMapStore implements ClientStore {
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
