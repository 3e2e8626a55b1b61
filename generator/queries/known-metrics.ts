import { nameMatcher } from "@metricsmith/runtime/text";
import type { Alias, Catalog, HistogramForm } from "../catalog.js";
import {
  CLIENT_PATTERNS,
  EXPORTER_PATTERNS,
  OPENTELEMETRY_PATTERNS,
  PROMETHEUS_PATTERNS,
} from "../foreign-families.js";
import { withOldNames } from "../lifecycle.js";
import { exposedSeries, histogramForm, labelNamesOf, labelValuesOf, storedSeries } from "../series.js";

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
  /**
   * Whether a metric out of scope is surely that of others: it is ignored, or its name begins as those of a well-known
   * program do and not, as `likeOurs` says, as a declared one.
   */
  readonly isOfOthers: (name: string, likeOurs: boolean) => boolean;
  /** The names that metrics have now, by those that they had before. */
  readonly renamed: ReadonlyMap<string, string>;
  /** By old names of families and series that are still exposed: the new name, and until when. */
  readonly oldNames: ReadonlyMap<string, Alias>;
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
  /** By default that of the schema's scrape job, else `classic`. */
  readonly histograms?: HistogramForm | undefined;
}

/** The metrics that a schema declares. */
export function declaredMetrics(catalog: Catalog, options: KnownOptions): KnownMetrics {
  const { scrape } = catalog.outputs;
  const form = options.histograms ?? histogramForm(catalog);
  const groups = scrape?.targetGroups ?? [];
  const targetLabels = groups.flatMap(({ labels }) => labels.map(({ name }) => name));
  return {
    ...seriesInForm(seriesOfCatalog(catalog), form),
    certainty: "declared",
    ...scopeOf(catalog, options),
    renamed: renamedSeries(catalog, form),
    oldNames: oldNamesOf(catalog),
    targetLabels: new Set([...TARGET_LABELS, ...targetLabels, ...options.targetLabels]),
  };
}

const TARGET_LABELS: readonly string[] = ["job", "instance"];

/** Labels that the operators of Prometheus and VictoriaMetrics give to the targets that they find in Kubernetes. */
const KUBERNETES_LABELS: readonly string[] = [
  "namespace",
  "pod",
  "service",
  "container",
  "endpoint",
  "node",
  "cluster",
  "ingress",
  "prometheus",
  "prometheus_replica",
];

export function withKubernetesLabels(known: KnownMetrics): KnownMetrics {
  return { ...known, targetLabels: new Set([...known.targetLabels, ...KUBERNETES_LABELS]) };
}

/** Metrics of other programs. They are out of scope if no prefix tells the schema's names from theirs. */
const FOREIGN_PATTERNS: readonly string[] = [
  ...PROMETHEUS_PATTERNS,
  ...OPENTELEMETRY_PATTERNS,
  ...CLIENT_PATTERNS,
  ...EXPORTER_PATTERNS,
];

/** What each series of a family was called before. */
function renamedSeries({ families, namespace }: Catalog, form: HistogramForm): ReadonlyMap<string, string> {
  const renamed = families.flatMap((family): readonly (readonly [string, string])[] => {
    const { renamedFrom } = family;
    if (renamedFrom === undefined) return [];
    const before = namespace === "" ? [renamedFrom] : [renamedFrom, `${namespace}_${renamedFrom}`];
    const now = storedSeries({ families: [family] }, form);
    return before.flatMap((old) =>
      now.map(({ name }) => [old + name.slice(family.name.length), name] as const),
    );
  });
  return new Map(renamed);
}

/** What families with an old name, and their series, are called now. */
function oldNamesOf({ families }: Catalog): ReadonlyMap<string, Alias> {
  const names = families.flatMap((family): readonly (readonly [string, Alias])[] => {
    const { alias } = family;
    if (alias === undefined) return [];
    const now = [family.name, ...exposedSeries({ families: [family] }).map(({ name }) => name)];
    return now.map((name) => [alias.name + name.slice(family.name.length), { name, until: alias.until }]);
  });
  return new Map(names);
}

/** The series by name, in the form in which Prometheus stores histograms, and the bare names that have no series. */
export function seriesInForm(
  all: readonly KnownSeries[],
  form: HistogramForm = "classic",
): Pick<KnownMetrics, "series" | "histograms"> {
  const byName = new Map<string, KnownSeries>();
  for (const series of all) {
    const isClassic = series.type === "histogram" && series.part !== undefined;
    if (!isClassic || form !== "native") byName.set(series.name, series);
    if (series.part === "bucket" && form !== "classic") {
      const labels = new Map([...series.labels].filter(([label]) => label !== "le"));
      byName.set(series.family, { ...series, name: series.family, part: undefined, labels });
    }
  }
  const bucketed = all.flatMap(({ part, family }) => (part === "bucket" ? [family] : []));
  return { series: byName, histograms: new Set(bucketed.filter((family) => !byName.has(family))) };
}

/** Whether the schema should have a metric of a name. The schema's `ignore` leaves out families with all their series. */
function scopeOf({ namespace, ignore }: Catalog, { prefixes, ignored }: KnownOptions): NameScope {
  const own = prefixes.length > 0 || namespace === "" ? prefixes : [`${namespace}_`];
  const isIgnoredName = nameMatcher(ignored);
  const isIgnoredFamily = nameMatcher(ignore);
  const isForeign = nameMatcher(FOREIGN_PATTERNS);
  const isIgnored = (name: string) =>
    isIgnoredName(name) ||
    isIgnoredFamily(name) ||
    isIgnoredFamily(name.replace(/_(?:bucket|sum|count)$/, ""));
  return {
    inScope: nameScope(own, own.length > 0 ? isIgnored : (name) => isForeign(name) || isIgnored(name)),
    isOfOthers: (name, likeOurs) => isIgnored(name) || (isForeign(name) && !likeOurs),
  };
}

type NameScope = Pick<KnownMetrics, "inScope" | "isOfOthers">;

/**
 * Whether a name begins with one of the prefixes, if there are some, and is not ignored. Each part of a recording rule's
 * `level:metric:operations` counts as a name.
 */
export function nameScope(
  prefixes: readonly string[],
  isIgnored: (name: string) => boolean,
): KnownMetrics["inScope"] {
  const isOwn = (name: string) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  return (name) => {
    const parts = [name, ...name.split(":")].filter((part) => part !== "");
    return parts.some(isOwn) && !parts.some(isIgnored);
  };
}

function seriesOfCatalog(catalog: Catalog): readonly KnownSeries[] {
  return exposedSeries({ families: withOldNames(catalog.families) }).map((exposed): KnownSeries => {
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
}
