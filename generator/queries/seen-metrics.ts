import { boundText, floatText, nameMatcher } from "@metricsmith/runtime/text";
import {
  type ExposedFamily,
  type ExposedType,
  type Exposition,
  upperBoundOf,
} from "../exposition/exposition.js";
import { PROMETHEUS_PATTERNS } from "../foreign-families.js";
import {
  type KnownMetrics,
  type KnownOptions,
  type KnownSeries,
  nameScope,
  seriesInForm,
} from "./known-metrics.js";

/** What a family is, as its metadata says. */
export interface SeenFamily {
  readonly name: string;
  readonly type: KnownSeries["type"];
  readonly unit: string | undefined;
}

/** A label set, by label name. */
type LabelSet = Iterable<readonly [label: string, value: string]>;

/** Collects the metrics that expositions and running Prometheis have shown. */
export class SeenMetrics {
  private readonly families = new Map<string, SeenFamily>();
  private readonly series = new Map<string, SeenSeries>();

  /** Adds the families and samples of an exposition. */
  addExposition({ families }: Pick<Exposition, "families">): void {
    for (const family of families) {
      const { samples } = family;
      const seen = this.addFamily(seenFamily(family));
      if (samples.length === 0) this.addExpectedSeries(seen);
      for (const { name, labels } of samples) {
        this.addSeries(
          name,
          seen,
          labels.map((label) => [label.name, label.value]),
        );
      }
    }
  }

  /** Adds a family's metadata. A family with several types is of an unknown one. */
  addFamily(family: SeenFamily): SeenFamily {
    const before = this.families.get(family.name);
    const type = before === undefined || before.type === family.type ? family.type : "unknown";
    const joined = { ...family, type, unit: family.unit ?? before?.unit };
    this.families.set(family.name, joined);
    return joined;
  }

  /** Adds the names of a family of which no series was seen, such as a counter that was not incremented yet. */
  addExpectedSeries({ name, type }: SeenFamily): void {
    const endings: Partial<Record<SeenFamily["type"], readonly string[]>> = {
      histogram: ["_bucket", "_sum", "_count"],
      summary: ["", "_sum", "_count"],
    };
    for (const ending of endings[type] ?? [""]) this.openSeries(name + ending, name);
  }

  addSeries(name: string, { name: family }: Pick<SeenFamily, "name">, labels: LabelSet): void {
    this.openSeries(name, family).add(labels);
  }

  /** The family that a series of this name belongs to, by the metadata that was added. */
  familyOf(name: string): SeenFamily {
    const base = name.replace(/_(?:bucket|sum|count)$/, "");
    const family = this.families.get(name) ?? this.families.get(base);
    return family ?? { name, type: "unknown", unit: undefined };
  }

  /** Further series of this name exist, which were not listed. */
  leaveOpen(name: string, { name: family }: Pick<SeenFamily, "name">): void {
    this.openSeries(name, family).isPartial = true;
  }

  known({ prefixes, ignored, targetLabels, histograms }: KnownOptions): KnownMetrics {
    const series = [...this.series].map(([name, seen]) => this.knownSeries(name, seen));
    const isIgnored = nameMatcher([...PROMETHEUS_PATTERNS, ...ignored]);
    return {
      ...seriesInForm(series, histograms),
      certainty: "seen",
      inScope: nameScope(prefixes, isIgnored),
      isOfOthers: () => true,
      renamed: new Map(),
      oldNames: new Map(),
      targetLabels: new Set(["job", "instance", ...targetLabels]),
    };
  }

  private openSeries(name: string, family: string): SeenSeries {
    let series = this.series.get(name);
    if (series === undefined) {
      series = new SeenSeries(family);
      this.series.set(name, series);
    }
    return series;
  }

  private knownSeries(name: string, seen: SeenSeries): KnownSeries {
    const family = this.families.get(seen.family) ?? this.familyOf(name);
    const part = partOf(name, family);
    const buckets = part === undefined ? undefined : this.series.get(`${family.name}_bucket`)?.upperBounds();
    const type = name.endsWith("_created") && name !== family.name ? "gauge" : family.type;
    return { name, family: family.name, type, part, unit: family.unit, buckets, ...seen.knownLabels(part) };
  }
}

/** The series of one name. */
class SeenSeries {
  readonly family: string;
  /** Whether there are series that were not listed. */
  isPartial = false;
  private count = 0;
  private readonly values = new Map<string, SeenValues>();

  constructor(family: string) {
    this.family = family;
  }

  add(labels: LabelSet): void {
    this.count++;
    for (const [label, value] of labels) {
      if (value === "" || label.startsWith("__")) continue;
      let values = this.values.get(label);
      if (values === undefined) {
        values = { count: 0, distinct: new Set() };
        this.values.set(label, values);
      }
      values.count++;
      if (values.distinct.size <= MOST_VALUES) values.distinct.add(value);
    }
  }

  /** Of a bucket's series, the finite ones, ascending; `undefined` if none was seen. */
  upperBounds(): readonly number[] | undefined {
    const bounds = [...(this.values.get("le")?.distinct ?? [])].map(upperBoundOf);
    if (bounds.length === 0) return undefined;
    return [...new Set(bounds.filter(Number.isFinite))].sort((a, b) => a - b);
  }

  /** A label that not all series have, and whose values cannot be listed, is one of the further labels. */
  knownLabels(part: KnownSeries["part"]): Pick<KnownSeries, "labels" | "isOpen"> {
    const labels = new Map<string, ReadonlySet<string> | undefined>();
    let isOpen = this.isPartial || this.count === 0;
    for (const [label, { count, distinct }] of this.values) {
      const isListed = !this.isPartial && distinct.size <= MOST_VALUES;
      const isEverywhere = !this.isPartial && count === this.count;
      if (isListed)
        labels.set(label, new Set([...spellings(label, distinct), ...(isEverywhere ? [] : [""])]));
      else if (isEverywhere) labels.set(label, undefined);
      else isOpen = true;
    }
    if (part === "bucket" && !labels.has("le")) labels.set("le", undefined);
    return { labels, isOpen };
  }
}

interface SeenValues {
  /** How many series have the label. */
  count: number;
  readonly distinct: Set<string>;
}

/** Of a label; a label with more values has any. */
const MOST_VALUES = 10_000;

/** The text format writes `1`, OpenMetrics and Prometheus 3 write `1.0`. */
function spellings(label: string, values: ReadonlySet<string>): Iterable<string> {
  if (label !== "le" && label !== "quantile") return values;
  return [...values].flatMap((value) => {
    const bound = upperBoundOf(value);
    return Number.isFinite(bound) ? [value, boundText(bound), floatText(bound)] : [value];
  });
}

function seenFamily(family: ExposedFamily): SeenFamily {
  return { name: family.name, type: seenType(family.type), unit: family.unit };
}

/** The buckets of a gauge histogram are gauges: neither the type of a histogram nor that of a gauge says so. */
export function seenType(type: ExposedType | string): KnownSeries["type"] {
  switch (type) {
    case "counter":
    case "gauge":
    case "histogram":
    case "summary":
      return type;
    case "info":
    case "stateset":
      return "gauge";
    default:
      return "unknown";
  }
}

function partOf(name: string, family: SeenFamily): KnownSeries["part"] {
  const { type } = family;
  if (type !== "histogram" && type !== "summary") return undefined;
  switch (name.slice(family.name.length)) {
    case "_bucket":
      return type === "histogram" ? "bucket" : undefined;
    case "_sum":
      return "sum";
    case "_count":
      return "count";
    case "":
      return type === "summary" ? "quantile" : undefined;
    default:
      return undefined;
  }
}
