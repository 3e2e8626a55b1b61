import type { Catalog } from "../catalog.js";
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
}

/** What a schema declares. */
export function seriesOfCatalog(catalog: Catalog): ReadonlyMap<string, KnownSeries> {
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
    };
  });
  return new Map(all.map((series) => [series.name, series]));
}
