import type { Family } from "../catalog.js";
import type { ExposedSample, ExposedType } from "../exposition/exposition.js";
import type { CounterValues, Decrease } from "./counters.js";
import { ObservedBuckets, ObservedVector } from "./observed-labels.js";
import { type Place, type PlaceAt, Sightings } from "./occurrences.js";

/** What a scrape says of a family, besides its samples. */
interface ExposedMetadata {
  /** In the schema's words where it has one. */
  readonly type: ExposedType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** Whether it is said of some samples of the family alone, which have no help of their own. */
  readonly isPart: boolean;
}

/** What samples are held against, besides the schema. */
interface Surroundings {
  readonly placeAt: PlaceAt;
  /** Whether the series are of several programs, so that their number says nothing, and have Prometheus' labels. */
  readonly federated: boolean;
  /** Where counters are compared with the scrape before. */
  readonly counters: CounterValues | undefined;
}

/** Labels that Prometheus adds to what it scrapes. */
const ADDED_LABELS: readonly string[] = ["job", "instance"];

/** What was seen of one family that the schema declares. */
export class ObservedFamily {
  readonly family: Family;
  readonly vectors: readonly ObservedVector[];
  /** Of a histogram. */
  readonly buckets: ObservedBuckets | undefined;
  /** `undefined` while no scrape speaks of the family. */
  first: Place | undefined;
  /**
   * Where a series was recorded first: one whose value is not 0, at which series may start. A gauge is recorded at 0,
   * too, where it has no series before. `undefined` while there is none.
   */
  recordedAt: Place | undefined;
  readonly types = new Sightings<ExposedType>();
  readonly helps = new Sightings<string | undefined>();
  readonly units = new Sightings<string | undefined>();
  /** Labels that are no vectors of the family. */
  readonly otherLabels = new Sightings<string>();
  /** Vectors that are no labels of samples. */
  readonly missingLabels = new Sightings<string>();
  /** The most series that one scrape has, if there are more than the budget. */
  excess: { readonly series: number; readonly first: Place } | undefined;
  /** The first counter that went down though its process went on, and how many did. */
  decrease: (Decrease & { readonly first: Place; readonly count: number }) | undefined;
  private readonly byName: ReadonlyMap<string, ObservedVector>;
  private readonly startsAtZero: boolean;
  private readonly surroundings: Surroundings;
  /** Of the present scrape. */
  private metadata: ExposedMetadata | undefined;
  private place: Place | undefined;
  private series = 0;
  private exceededAt: Place | undefined;
  private decreases: { readonly earliest: Decrease; readonly first: Place; count: number } | undefined;

  constructor(family: Family, surroundings: Surroundings) {
    this.family = family;
    this.surroundings = surroundings;
    this.vectors = family.vectors.map((vector) => new ObservedVector(vector, !surroundings.federated));
    this.byName = new Map(this.vectors.map((observed) => [observed.vector.name, observed]));
    this.buckets = family.type === "histogram" ? new ObservedBuckets(family) : undefined;
    this.startsAtZero = family.type !== "gauge" || family.initialize || family.vectors.length === 0;
  }

  /** The present scrape speaks of the family. What it says last holds. */
  describe(metadata: ExposedMetadata | undefined, place: () => Place): void {
    this.place ??= place();
    this.metadata = metadata ?? this.metadata;
  }

  /** @param own the label that samples of the exposed type have of their own, such as `le` */
  take(sample: ExposedSample, own: string | undefined): void {
    const { placeAt, federated, counters } = this.surroundings;
    const { name, labels, line } = sample;
    const isRecorded = sample.value !== 0 || !this.startsAtZero;
    if (isRecorded) this.recordedAt ??= placeAt(line, name);
    let present = 0;
    for (const label of labels) {
      if (label.name === own) {
        if (own === "le") this.buckets?.take(label.value, () => placeAt(line, written(label)));
        continue;
      }
      const vector = this.byName.get(label.name);
      if (vector === undefined) {
        const isAdded = federated && ADDED_LABELS.includes(label.name);
        if (label.value !== "" && !isAdded)
          this.otherLabels.add(label.name, () => placeAt(line, written(label)));
      } else if (label.value !== "" || vector.vector.kind === "open") {
        vector.take(label.value, isRecorded, () => placeAt(line, written(label)));
        present += 1;
      }
    }
    if (present < this.vectors.length) this.takeMissing(sample);
    if (!federated) this.series += 1;
    if (this.series > this.family.seriesBudget) this.exceededAt ??= placeAt(line, name);
    const decrease = this.onlyGoesUp(name) ? counters?.take(sample) : undefined;
    if (decrease !== undefined) this.takeDecrease(decrease, () => placeAt(line, name));
  }

  /** @param isSameProcess whether the process is that of the scrape before, so that no counter has begun anew */
  endScrape(isSameProcess: boolean): void {
    const { place, metadata } = this;
    if (place === undefined) return;
    this.first ??= place;
    if (metadata !== undefined) {
      this.types.add(metadata.type, () => place);
      if (!metadata.isPart) this.helps.add(metadata.help, () => place);
      this.units.add(metadata.unit, () => place);
    }
    this.buckets?.endScrape(() => place);
    for (const vector of this.vectors) vector.endScrape();
    if (this.exceededAt !== undefined && this.series > (this.excess?.series ?? 0)) {
      this.excess = { series: this.series, first: this.excess?.first ?? this.exceededAt };
    }
    if (isSameProcess) this.keepDecreases();
    this.place = undefined;
    this.metadata = undefined;
    this.series = 0;
    this.exceededAt = undefined;
    this.decreases = undefined;
  }

  private takeMissing({ labels, line, name }: ExposedSample): void {
    const { placeAt } = this.surroundings;
    for (const { vector } of this.vectors) {
      const label = labels.find((one) => one.name === vector.name);
      if (label !== undefined && (label.value !== "" || vector.kind === "open")) continue;
      this.missingLabels.add(vector.name, () => placeAt(line, label === undefined ? name : written(label)));
    }
  }

  /** A sum goes down where observations may be negative. */
  private onlyGoesUp(name: string): boolean {
    return this.family.type === "counter" || (this.family.type === "histogram" && !name.endsWith("_sum"));
  }

  private takeDecrease(earliest: Decrease, place: () => Place): void {
    if (this.decreases === undefined) this.decreases = { earliest, first: place(), count: 1 };
    else this.decreases.count += 1;
  }

  private keepDecreases(): void {
    if (this.decreases === undefined) return;
    const { earliest, first, count } = this.decreases;
    const kept = this.decrease ?? { ...earliest, first, count: 0 };
    this.decrease = { ...kept, count: kept.count + count };
  }
}

/** A label as it stands in an exposition. */
function written({ name, value }: { readonly name: string; readonly value: string }): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
  return `${name}="${escaped}"`;
}
