import type { ts } from "ts-morph";
import type { ClientMetric, UnresolvedMetric } from "./client-metric.js";
import { findMetrics } from "./find-metrics.js";
import { findHolders, type Holders, type MetricsOf, metricsBySymbol } from "./metric-holders.js";
import { findUses, type MetricUse } from "./metric-use.js";
import type { SourceProgram } from "./source-program.js";
import { type Survey, survey } from "./survey.js";

/** What source code does with metrics of a client. */
export interface Analysis extends SourceProgram {
  readonly survey: Survey;
  readonly metrics: readonly ClientMetric[];
  readonly unresolved: readonly UnresolvedMetric[];
  readonly holders: Holders;
  readonly metricsOf: MetricsOf;
  readonly uses: readonly MetricUse[];
  /** Calls of methods of metrics that cannot be named. */
  readonly unnamed: readonly ts.CallExpression[];
}

export function analyse(program: SourceProgram): Analysis {
  const { checker } = program;
  const surveyed = survey(program);
  const { metrics, unresolved } = findMetrics(program, surveyed);
  const holders = findHolders(metrics, checker);
  const metricsOf = metricsBySymbol(metrics, holders, checker);
  const found = findUses(surveyed.calls, metricsOf, checker);
  return { ...program, survey: surveyed, metrics, unresolved, holders, metricsOf, ...found };
}
