import { nameMatcher } from "@metricsmith/runtime/text";
import type { Catalog } from "../catalog.js";
import {
  CLIENT_PATTERNS,
  EXPORTER_PATTERNS,
  OPENTELEMETRY_PATTERNS,
  PROMETHEUS_PATTERNS,
} from "../foreign-families.js";
import { exposedSeries, labelNamesOf, labelValuesOf } from "../series.js";

/** What is known of the metrics that queries may select: from a schema, an exposition, or a running Prometheus. */
export interface KnownMetrics {
  /** By the name under which they are selected. */
  readonly series: ReadonlyMap<string, KnownSeries>;
  /** Bare names of classic histograms, which have no series of that name. */
  readonly histograms: ReadonlySet<string>;
  /**
   * `declared`: a name, label or value that is not listed cannot be. `seen`: it was never seen, and may come, so that a
   * finding about it is a warning.
   */
  readonly certainty: "declared" | "seen";
  /** Whether a metric of this name should be among the series. */
  readonly inScope: (name: string) => boolean;
  /** Label names that Prometheus gives to the targets: every series may have them. */
  readonly targetLabels: ReadonlySet<string>;
}

/** The series of a family under one name. */
export interface KnownSeries {
  /** `shop_orders_total`, `shop_checkout_seconds_bucket`. */
  readonly name: string;
  /** The name of the family: `shop_checkout_seconds`. */
  readonly family: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary" | "unknown";
  /** Which series of a histogram or summary; `undefined` for others, and for a native histogram. */
  readonly part: "bucket" | "sum" | "count" | "quantile" | undefined;
  readonly unit: string | undefined;
  /** The finite upper bounds of a histogram, ascending. */
  readonly buckets: readonly number[] | undefined;
  /**
   * The labels that the program gives to the series, `le` included, with their values; `undefined` if the values cannot be
   * listed. Each series has each of them, unless the values include an empty one.
   */
  readonly labels: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Whether it may have further labels, which are not known: those of a family that has no series yet. */
  readonly isOpen: boolean;
}

export interface KnownOptions {
  /** What the checked metric names begin with; if empty, the schema's namespace. */
  readonly prefixes: readonly string[];
  /** Metric names that are not checked. `*` stands for any characters. */
  readonly ignored: readonly string[];
  /** Label names that Prometheus gives to targets, beside `job`, `instance` and those of the schema's scrape job. */
  readonly targetLabels: readonly string[];
}

/** The metrics that a schema declares. */
export function declaredMetrics(catalog: Catalog, options: KnownOptions): KnownMetrics {
  const groups = catalog.outputs.scrape?.targetGroups ?? [];
  const targetLabels = groups.flatMap(({ labels }) => labels.map(({ name }) => name));
  const histograms = catalog.families.filter(({ type }) => type === "histogram").map(({ name }) => name);
  return {
    series: seriesOfCatalog(catalog),
    histograms: new Set(histograms),
    certainty: "declared",
    inScope: scopeOf(catalog, options),
    targetLabels: new Set([...TARGET_LABELS, ...targetLabels, ...options.targetLabels]),
  };
}

/** `quantile` is a label of summaries, which a schema does not declare. */
const TARGET_LABELS: readonly string[] = ["job", "instance", "quantile"];

/** Metrics of other programs. They are out of scope if no prefix tells the schema's names from theirs. */
const FOREIGN_PATTERNS: readonly string[] = [
  ...PROMETHEUS_PATTERNS,
  ...OPENTELEMETRY_PATTERNS,
  ...CLIENT_PATTERNS,
  ...EXPORTER_PATTERNS,
];

/** Whether the schema should have a metric of a name. The schema's `ignore` leaves out families with all their series. */
function scopeOf(
  { namespace, ignore }: Catalog,
  { prefixes, ignored }: KnownOptions,
): KnownMetrics["inScope"] {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const isIgnoredFamily = nameMatcher(ignore);
  return nameScope(own, {
    ignored: own.length > 0 ? ignored : [...FOREIGN_PATTERNS, ...ignored],
    isIgnoredToo: (name) =>
      isIgnoredFamily(name) || isIgnoredFamily(name.replace(/_(?:bucket|sum|count)$/, "")),
  });
}

interface NamesOfOthers {
  /** `*` stands for any characters. */
  readonly ignored: readonly string[];
  readonly isIgnoredToo?: (name: string) => boolean;
}

/**
 * Whether a name begins with one of the prefixes, if there are some, and is not ignored. Each part of a recording rule's
 * `level:metric:operations` counts as a name.
 */
export function nameScope(
  prefixes: readonly string[],
  { ignored, isIgnoredToo = () => false }: NamesOfOthers,
): KnownMetrics["inScope"] {
  const isIgnored = nameMatcher(ignored);
  const isOwn = (name: string) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  return (name) => {
    const parts = [name, ...name.split(":")].filter((part) => part !== "");
    return parts.some(isOwn) && !parts.some((part) => isIgnored(part) || isIgnoredToo(part));
  };
}

function seriesOfCatalog(catalog: Catalog): ReadonlyMap<string, KnownSeries> {
  const all = exposedSeries(catalog).map((exposed): KnownSeries => {
    const { name, family, part } = exposed;
    const labels = labelNamesOf(exposed).map((label) => {
      const values = labelValuesOf(exposed, label);
      return [label, values === undefined ? undefined : new Set(values)] as const;
    });
    return {
      name,
      family: family.name,
      type: family.type,
      part,
      unit: family.unit,
      buckets: family.type === "histogram" ? family.buckets : undefined,
      labels: new Map(labels),
      isOpen: false,
    };
  });
  return new Map(all.map((series) => [series.name, series]));
}
