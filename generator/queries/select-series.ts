import type { KnownMetrics, KnownSeries } from "./known-metrics.js";
import type { VectorSelector } from "./promql/syntax-tree.js";
import type { Result, Selection } from "./results/result.js";

/** What a selector selects by its name, or by its pattern of names. Other matchers are left out of account. */
export function selectSeries(
  { metric }: VectorSelector,
  known: KnownMetrics,
  recorded: ReadonlyMap<string, Result>,
): Selection {
  if (metric === undefined) return ANYTHING;
  const { name } = metric;
  const result = recorded.get(name);
  if (result !== undefined) return { kind: "recorded", name, result };
  const series: KnownSeries | undefined = known.series.get(name);
  if (series !== undefined) return { kind: "series", series: [series] };
  if (known.histograms.has(name)) return { kind: "histogram", name };
  return known.inScope(name) ? { kind: "nothing" } : ANYTHING;
}

const ANYTHING: Selection = { kind: "anything" };
