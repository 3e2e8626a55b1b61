import type { KnownMetrics, KnownSeries } from "./known-metrics.js";
import { alternativesIn, literalPrefix } from "./promql/selector.js";
import type { LabelMatcher, VectorSelector } from "./promql/syntax-tree.js";
import type { Result, Selection } from "./results/result.js";

/** What a selector selects by its name, or by its pattern of names. Other matchers are left out of account. */
export function selectSeries(
  { metric, matchers, isOpen }: VectorSelector,
  known: KnownMetrics,
  recorded: ReadonlyMap<string, Result>,
): Selection {
  if (metric !== undefined) return selectByName(metric.name, known, recorded);
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  return pattern === undefined || isOpen ? ANYTHING : selectByPattern(pattern, known, recorded);
}

const ANYTHING: Selection = { kind: "anything" };

function selectByName(name: string, known: KnownMetrics, recorded: ReadonlyMap<string, Result>): Selection {
  const result = recorded.get(name);
  if (result !== undefined) return { kind: "recorded", name, result };
  const series: KnownSeries | undefined = known.series.get(name);
  if (series !== undefined) return { kind: "series", series: [series] };
  if (known.histograms.has(name)) return { kind: "histogram", name };
  return known.inScope(name) ? { kind: "nothing" } : ANYTHING;
}

/** A pattern can match metrics of other programs, unless each alternative begins as the known names do. */
function selectByPattern(
  pattern: LabelMatcher,
  known: KnownMetrics,
  recorded: ReadonlyMap<string, Result>,
): Selection {
  if (pattern.variable) return ANYTHING;
  const alternatives = alternativesIn(pattern);
  if (!alternatives.every(({ text }) => known.inScope(literalPrefix(text)))) return ANYTHING;
  const matches = (name: string) => alternatives.some((alternative) => alternative.matches(name));
  for (const name of recorded.keys()) if (matches(name)) return ANYTHING;
  const [first, ...others] = [...known.series.values()].filter(({ name }) => matches(name));
  return first === undefined ? ANYTHING : { kind: "series", series: [first, ...others] };
}
