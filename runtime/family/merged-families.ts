import type { Vector } from "../labels.js";
import { ALL_CELLS, type Batches, type CellRange, inBatches } from "./cell-range.js";
import { CombinedCells } from "./combined-cells.js";
import { CounterFamily } from "./counter.js";
import type { FamilyDefinition } from "./family-base.js";
import { GaugeFamily } from "./gauge.js";
import { HistogramFamily } from "./histogram.js";
import { ordinalsOf } from "./label-set.js";
import type { MetricFamily } from "./metric-family.js";
import type { StartedSampling } from "./sampled-series.js";

/**
 * Makes one family of those that several schemas declare alike. It has no samples of its own: a scrape reads the others'.
 * Counters and histograms are added up, gauges combined by their `combine`. It has no exemplars.
 *
 * @param parts of one type, with the same labels and buckets; only the values of the labels may differ
 */
export function mergeFamilies(parts: readonly MetricFamily[]): MetricFamily {
  const [first] = parts;
  if (first === undefined) throw new Error("there is no family to merge");
  const { name, help, unit } = first;
  const vectors = first.vectors.map((_, at) => mergeVectors(parts.map((part) => part.vectors[at])));
  const definition = { name, help, unit, vectors, initialize: parts.every(({ initialize }) => initialize) };
  switch (first.type) {
    case "counter":
      return new MergedCounter(definition, parts);
    case "gauge":
      return new MergedGauge({ ...definition, combine: first.combine }, parts);
    case "histogram":
      return new MergedHistogram({ ...definition, buckets: [...first.bounds] }, parts);
    default:
      return first satisfies never;
  }
}

/** The families that a family is made of: itself, if it is not merged. */
export function partsOf(family: MetricFamily): readonly MetricFamily[] {
  return "parts" in family ? (family as MergedCounter | MergedGauge | MergedHistogram).parts : [family];
}

/** A vector with the label values of all; of open vectors, also those that they add later. */
function mergeVectors(vectors: readonly (Vector | undefined)[]): Vector {
  const given = vectors.flatMap((vector) => vector ?? []);
  const [first] = given;
  if (first === undefined) throw new Error("there is no vector to merge");
  const isOpen = given.some(({ watch }) => watch !== undefined);
  if (!isOpen && given.every((vector) => hasSameTexts(vector, first))) return first;
  const texts = [...new Set(given.flatMap((vector) => textsOf(vector, isOpen ? 1 : vector.size)))];
  const ordinals = new Map(texts.map((text, ordinal) => [text, ordinal]));
  const size = isOpen ? given.reduce((sum, vector) => sum + vector.size, 0) : texts.length;
  return {
    name: first.name,
    label: first.label,
    size,
    expected: first.expected,
    accepts: (value) => typeof value === "string",
    ordinalOf(value) {
      const text = String(value);
      const known = ordinals.get(text);
      if (known !== undefined) return known;
      if (texts.length >= size) return 0; // as `otherwise`: label values that expire keep their places here
      ordinals.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (ordinal) => texts[ordinal] ?? "",
  };
}

function hasSameTexts(vector: Vector, other: Vector): boolean {
  if (vector.size !== other.size) return false;
  return textsOf(vector, vector.size).every((text, ordinal) => text === other.textOf(ordinal));
}

function textsOf({ textOf }: Vector, count: number): string[] {
  return Array.from({ length: count }, (_, ordinal) => textOf(ordinal));
}

/** A family, and the function from the index of one of its label sets to that of the merged family. */
interface Part<Family> {
  readonly family: Family;
  readonly indexOf: (index: number) => number;
}

function translated<Family extends MetricFamily>(
  families: readonly MetricFamily[],
  vectors: readonly Vector[],
): readonly Part<Family>[] {
  return (families as readonly Family[]).map((family) => ({
    family,
    indexOf: translation(family.vectors, vectors),
  })); // all parts have the type of the first
}

function translation(theirs: readonly Vector[], ours: readonly Vector[]): (index: number) => number {
  const isSame = theirs.map((vector, at) => ours[at] !== undefined && hasFixedTexts(vector, ours[at]));
  if (isSame.every((same) => same)) return (index) => index;
  return (index) => {
    let merged = 0;
    for (const [at, ordinal] of ordinalsOf(theirs, index).entries()) {
      const vector = ours[at];
      const own = isSame[at] ? ordinal : (vector?.ordinalOf(theirs[at]?.textOf(ordinal)) ?? 0);
      merged = merged * (vector?.size ?? 1) + own;
    }
    return merged;
  };
}

function hasFixedTexts(vector: Vector, ours: Vector): boolean {
  return vector.watch === undefined && hasSameTexts(vector, ours);
}

/** Whether series of the parts may have been removed since the last call. */
function removalWatch(parts: readonly MetricFamily[]): () => boolean {
  const generations = () => parts.reduce((sum, { generation }) => sum + generation, 0); // each only grows
  let known = generations();
  return () => {
    const now = generations();
    const changed = now !== known;
    known = now;
    return changed;
  };
}

/** Drops the series that have expired in all parts that have them, and reads the parts again if there were some. */
function* expireParts(
  family: MergedCounter | MergedGauge | MergedHistogram,
  parts: readonly Part<MetricFamily>[],
): Generator<void, void> {
  if (parts.every(({ family: { expiry } }) => expiry === undefined)) return;
  const now = performance.now();
  for (const { family: part } of parts) yield* part.expiry?.noteRecords(now, part.otherThreads) ?? [];
  const ends = new Map<number, number>();
  for (const part of parts) yield* inBatches(1, (range) => findEnds(part, range, ends));
  if ([...ends.values()].every((end) => end > now)) return;
  for (const part of parts) findEnds(part, ALL_CELLS, ends); // again, as a batch may have let others record
  const haveRemoved = removalWatch(family.parts);
  for (const { family: part, indexOf } of parts) {
    const expired: number[] = [];
    part.walk(ALL_CELLS, (index: number) => {
      if ((ends.get(indexOf(index)) ?? Infinity) <= now) expired.push(index);
    });
    part.expiry?.dropExpired(expired, now, part.otherThreads);
  }
  if (haveRemoved()) yield* family.pullInBatches();
}

/** Finds when each series of a part expires. @param ends by the indices of the merged family: the latest time so far */
function findEnds(
  { family, indexOf }: Part<MetricFamily>,
  range: CellRange,
  ends: Map<number, number>,
): number {
  return family.walk(range, (theirs: number) => {
    const index = indexOf(theirs);
    ends.set(index, Math.max(ends.get(index) ?? 0, family.expiry?.expiresAt(theirs) ?? Infinity));
  });
}

class MergedCounter extends CounterFamily {
  readonly parts: readonly MetricFamily[];
  readonly #translated: readonly Part<CounterFamily>[];
  readonly #haveRemoved: () => boolean;

  constructor(definition: FamilyDefinition, parts: readonly MetricFamily[]) {
    super(definition);
    this.parts = parts;
    this.#translated = translated(parts, this.vectors);
    this.#haveRemoved = removalWatch(parts);
  }

  override expireInBatches(): Batches {
    return expireParts(this, this.#translated);
  }

  override *pullInBatches(): Generator<void, void> {
    for (const part of this.parts) yield* part.pullInBatches();
    if (this.#haveRemoved()) {
      this.cells.clear();
      this.generation += 1;
    }
    const sums = new Map<number, number>();
    for (const { family, indexOf } of this.#translated) {
      family.forEach((theirs, value) => {
        const index = indexOf(theirs);
        sums.set(index, (sums.get(index) ?? 0) + value);
      });
    }
    for (const [index, sum] of sums) this.cells.set(index, sum);
  }

  override reset(): void {
    for (const part of this.parts) part.reset();
  }
}

class MergedGauge extends GaugeFamily {
  readonly parts: readonly MetricFamily[];
  readonly #translated: readonly Part<GaugeFamily>[];
  readonly #haveRemoved: () => boolean;

  constructor(definition: ConstructorParameters<typeof GaugeFamily>[0], parts: readonly MetricFamily[]) {
    super(definition);
    this.parts = parts;
    this.#translated = translated(parts, this.vectors);
    this.#haveRemoved = removalWatch(parts);
  }

  override readSampled(): void {
    for (const { family } of this.#translated) family.readSampled();
  }

  override startSampling(): StartedSampling {
    const started = this.#translated.map(({ family }) => family.startSampling());
    return {
      pending: started.flatMap(({ pending }) => pending),
      finish: (timeout) => {
        for (const one of started) one.finish(timeout);
      },
    };
  }

  override expireInBatches(): Batches {
    return expireParts(this, this.#translated);
  }

  override *pullInBatches(): Generator<void, void> {
    for (const part of this.parts) yield* part.pullInBatches();
    const combined = new CombinedCells(this.combine, this.labelSets);
    if (this.#haveRemoved()) this.generation += 1;
    else if (this.combined !== undefined) combined.copyPositions({ cells: this.combined, range: ALL_CELLS });
    for (const { family, indexOf } of this.#translated) {
      const times = new Map<number, number>(); // of the series that were set, also those without a value now
      family.forEachSet((theirs, _value, time) => times.set(theirs, time));
      family.forEach((theirs, value) => {
        const time = times.get(theirs);
        if (time !== undefined) combined.add(indexOf(theirs), value, time);
      });
    }
    this.combined = combined;
  }

  override reset(): void {
    for (const part of this.parts) part.reset();
  }
}

class MergedHistogram extends HistogramFamily {
  readonly parts: readonly MetricFamily[];
  readonly #translated: readonly Part<HistogramFamily>[];
  readonly #haveRemoved: () => boolean;

  constructor(definition: ConstructorParameters<typeof HistogramFamily>[0], parts: readonly MetricFamily[]) {
    super(definition);
    this.parts = parts;
    this.#translated = translated(parts, this.vectors);
    this.#haveRemoved = removalWatch(parts);
  }

  override expireInBatches(): Batches {
    return expireParts(this, this.#translated);
  }

  override *pullInBatches(): Generator<void, void> {
    for (const part of this.parts) yield* part.pullInBatches();
    if (this.#haveRemoved()) {
      this.cells.clear();
      this.generation += 1;
    }
    const { width } = this.cells;
    const sums = new Map<number, Float64Array>();
    for (const { family, indexOf } of this.#translated) {
      family.forEach((theirs, cells, first) => {
        const index = indexOf(theirs);
        const sum = sums.get(index) ?? new Float64Array(width);
        for (let cell = 0; cell < width; cell++) sum[cell] = (sum[cell] ?? 0) + (cells[first + cell] ?? 0);
        sums.set(index, sum);
      });
    }
    for (const [index, sum] of sums) this.cells.setRow(index, sum);
  }

  override reset(): void {
    for (const part of this.parts) part.reset();
  }
}
