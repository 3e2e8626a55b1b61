import type { Family } from "../catalog.js";
import type { ExposedLabel, ExposedSample, ExposedType, ExpositionFormat } from "../exposition/exposition.js";
import { type CounterValues, type Decrease, seriesText } from "./counters.js";
import type { PlaceAt, ScrapePlace } from "./excerpts.js";
import { type LabelSetBudget, ObservedHistogram } from "./observed-histogram.js";
import { ObservedBuckets, ObservedLabel } from "./observed-labels.js";
import { Occurrences } from "./occurrences.js";

/** The metadata of a family in one scrape. */
interface ExposedMetadata {
  /** In the schema's words where it has one. */
  readonly type: ExposedType;
  readonly help: string | undefined;
  readonly unit: string | undefined;
  /** Whether the metadata is that of some samples only, such as a histogram's buckets, which have no help. */
  readonly isPart: boolean;
}

interface ScrapeContext {
  readonly placeAt: PlaceAt;
  /** Whether scrapes have the series of several programs, with the labels of Prometheus. Series are not counted then. */
  readonly federated: boolean;
  /** `undefined` if counters are not compared with earlier scrapes. */
  readonly counters: CounterValues | undefined;
  readonly labelSets: LabelSetBudget;
}

/** What the samples of an exposed family have because of its type. */
interface SampleType {
  /** The label that the samples have, such as `le`. */
  readonly label: string | undefined;
  /** Whether the type is the declared one, so that the values keep its rules. */
  readonly isDeclared: boolean;
}

/** The end of a scrape. */
interface ScrapeEnd {
  /** Whether the process is that of the previous scrape, so that counters did not start again. */
  readonly isSameProcess: boolean;
  readonly format: ExpositionFormat;
}

/** A sample of a series that counts, with a value that no counting gives. */
interface ImpossibleCount {
  readonly series: string;
  readonly value: number;
}

/** Labels that Prometheus adds to the series that it scrapes. */
const TARGET_LABELS: readonly string[] = ["job", "instance"];

/** What scrapes show of a declared family. */
export class ObservedFamily {
  readonly family: Family;
  readonly labels: readonly ObservedLabel[];
  /** `undefined` unless the family is a histogram. */
  readonly buckets: ObservedBuckets | undefined;
  /** `undefined` unless the family is a histogram of one program. */
  readonly histogram: ObservedHistogram | undefined;
  /** Where the family is exposed first; `undefined` while it is not. */
  exposedAt: ScrapePlace | undefined;
  /**
   * The first sample of a recorded series: its value is not 0, because a series that was never recorded can be exposed
   * as 0. A gauge without such series is also recorded if its value is 0. `undefined` while no series is recorded.
   */
  recordedAt: ScrapePlace | undefined;
  readonly types = new Occurrences<ExposedType>();
  readonly helps = new Occurrences<string | undefined>();
  readonly units = new Occurrences<string | undefined>();
  /** Names of labels that the schema does not declare for the family. */
  readonly otherLabels = new Occurrences<string>();
  /** Names of declared labels that samples do not have. */
  readonly missingLabels = new Occurrences<string>();
  /** The first sample that is negative or NaN and counts something, for all of them. */
  readonly impossible = new Occurrences<ImpossibleCount>(() => "");
  /** The most series in one scrape, if they are above the budget. */
  excess: { readonly series: number; readonly first: ScrapePlace } | undefined;
  /** The first counter that went down while its process went on running, and the number of such counters. */
  decrease: (Decrease & { readonly first: ScrapePlace; readonly count: number }) | undefined;
  private readonly labelsByName: ReadonlyMap<string, ObservedLabel>;
  private readonly startsAtZero: boolean;
  /** Whether the runtime drops series that are not recorded, so that they can come back as new ones. */
  private readonly expires: boolean;
  private readonly context: ScrapeContext;
  /** The fields below are those of the current scrape. */
  private metadata: ExposedMetadata | undefined;
  private place: ScrapePlace | undefined;
  private series = 0;
  private excessAt: ScrapePlace | undefined;
  private decreases: { readonly earliest: Decrease; readonly first: ScrapePlace; count: number } | undefined;

  constructor(family: Family, context: ScrapeContext) {
    this.family = family;
    this.context = context;
    this.labels = family.vectors.map((vector) => new ObservedLabel(vector, !context.federated));
    this.labelsByName = new Map(this.labels.map((label) => [label.vector.label, label]));
    this.buckets = family.type === "histogram" ? new ObservedBuckets(family) : undefined;
    const isHistogram = family.type === "histogram" && !context.federated;
    this.histogram = isHistogram ? new ObservedHistogram(family.name, context.labelSets) : undefined;
    this.expires = family.vectors.some(
      (vector) => vector.kind === "open" && vector.expireAfter !== undefined,
    );
    this.startsAtZero = family.type !== "gauge" || family.initialize || family.vectors.length === 0;
  }

  /** Takes the metadata of the family in the current scrape, `undefined` for none. The last one counts. */
  takeMetadata(metadata: ExposedMetadata | undefined, place: () => ScrapePlace): void {
    this.place ??= place();
    this.metadata = metadata ?? this.metadata;
  }

  takeSample(sample: ExposedSample, { label: typeLabel, isDeclared }: SampleType): void {
    const { placeAt, federated } = this.context;
    const { name, labels, line } = sample;
    const isRecorded = sample.value !== 0 || !this.startsAtZero;
    if (isRecorded) this.recordedAt ??= placeAt(line, name);
    let found = 0;
    for (const label of labels) {
      if (label.name === typeLabel) {
        if (typeLabel === "le") this.buckets?.take(label.value, () => placeAt(line, labelText(label)));
        continue;
      }
      const declared = this.labelsByName.get(label.name);
      if (declared === undefined) {
        const isOfTarget = federated && TARGET_LABELS.includes(label.name);
        if (label.value !== "" && !isOfTarget)
          this.otherLabels.add(label.name, () => placeAt(line, labelText(label)));
      } else if (label.value !== "") {
        declared.take(label.value, isRecorded, () => placeAt(line, labelText(label)));
        found += 1;
      }
    }
    if (found < this.labels.length) this.takeMissingLabels(sample);
    if (!federated) this.series += 1;
    if (this.series > this.family.seriesBudget) this.excessAt ??= placeAt(line, name);
    if (this.onlyGoesUp(name)) this.takeCount(sample, isDeclared);
    if (isDeclared) this.histogram?.take(sample, () => placeAt(line, name));
  }

  endScrape({ isSameProcess, format }: ScrapeEnd): void {
    const { place, metadata } = this;
    if (place === undefined) return;
    this.exposedAt ??= place;
    if (metadata !== undefined) {
      this.types.add(metadata.type, () => place);
      if (!metadata.isPart) this.helps.add(metadata.help, () => place);
      this.units.add(metadata.unit, () => place);
    }
    this.buckets?.endScrape(() => place);
    this.histogram?.endScrape(() => place, format);
    for (const label of this.labels) label.endScrape();
    if (this.excessAt !== undefined && this.series > (this.excess?.series ?? 0)) {
      this.excess = { series: this.series, first: this.excess?.first ?? this.excessAt };
    }
    if (isSameProcess) this.addDecreases();
    this.place = undefined;
    this.metadata = undefined;
    this.series = 0;
    this.excessAt = undefined;
    this.decreases = undefined;
  }

  private takeMissingLabels({ labels, line, name }: ExposedSample): void {
    const { placeAt } = this.context;
    for (const { vector } of this.labels) {
      const label = labels.find((one) => one.name === vector.label);
      if (label !== undefined && label.value !== "") continue;
      this.missingLabels.add(vector.label, () =>
        placeAt(line, label === undefined ? name : labelText(label)),
      );
    }
  }

  private takeCount(sample: ExposedSample, isDeclared: boolean): void {
    const { placeAt, counters } = this.context;
    const { name, line, value } = sample;
    const place = () => placeAt(line, name);
    if (isDeclared && !(value >= 0)) this.impossible.add({ series: seriesText(sample), value }, place);
    const decrease = counters?.take(sample);
    if (decrease === undefined || (decrease.wasGone && this.expires)) return;
    this.takeDecrease(decrease, place);
  }

  /** The sum of a histogram goes down if an observation is negative. */
  private onlyGoesUp(name: string): boolean {
    return this.family.type === "counter" || (this.family.type === "histogram" && !name.endsWith("_sum"));
  }

  private takeDecrease(earliest: Decrease, place: () => ScrapePlace): void {
    if (this.decreases === undefined) this.decreases = { earliest, first: place(), count: 1 };
    else this.decreases.count += 1;
  }

  private addDecreases(): void {
    if (this.decreases === undefined) return;
    const { earliest, first, count } = this.decreases;
    const known = this.decrease ?? { ...earliest, first, count: 0 };
    this.decrease = { ...known, count: known.count + count };
  }
}

/** A label as expositions usually spell it. */
function labelText({ name, value }: ExposedLabel): string {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
  return `${name}="${escaped}"`;
}
