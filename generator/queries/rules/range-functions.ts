import type { ExposedSeries } from "../exposed-series.js";
import type { HeldSelector, Rule } from "../held-query.js";

const OF_COUNTERS: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);
const OF_GAUGES: ReadonlySet<string> = new Set(["delta", "idelta", "deriv", "predict_linear"]);

/** Functions of counters that are given a gauge, and the other way round. */
export const rangeFunctions: Rule = ({ selectors }, report) => {
  for (const held of selectors) {
    const { rangeFunction } = held.selector;
    if (rangeFunction === undefined) continue;
    const { name: called, ...span } = rangeFunction;
    const about = (name: string) => ({ function: called, name });
    const gauge = OF_COUNTERS.has(called) ? oneWith(held, isGauge) : undefined;
    if (gauge !== undefined) report("query-rate-of-gauge", about(gauge.name), span);
    const counter = OF_GAUGES.has(called) ? oneWith(held, (series) => !isGauge(series)) : undefined;
    if (counter !== undefined) report("query-delta-of-counter", about(counter.name), span);
  }
};

/** The first of the selected series, if all are as they should not be. */
function oneWith(
  { meaning }: HeldSelector,
  isWrong: (series: ExposedSeries) => boolean,
): ExposedSeries | undefined {
  if (meaning.kind !== "series") return undefined;
  return meaning.series.every(isWrong) ? meaning.series[0] : undefined;
}

function isGauge({ family }: ExposedSeries): boolean {
  return family.type === "gauge";
}
