import type { ts } from "ts-morph";
import { SourceUnreadableError } from "../../source/read-source.js";
import type { ClientMetric, UnresolvedMetric } from "./client-metric.js";
import { findMetrics } from "./find-metrics.js";
import { findHolders, metricsBySymbol } from "./metric-holders.js";
import { findUses, type MetricUse } from "./metric-use.js";
import type { SourceProgram } from "./source-program.js";
import { survey } from "./survey.js";

/** What source code does with metrics of a client. */
export interface Analysis extends SourceProgram {
  readonly metrics: readonly ClientMetric[];
  readonly unresolved: readonly UnresolvedMetric[];
  readonly uses: readonly MetricUse[];
  /** Calls of methods of metrics that cannot be named. */
  readonly unnamed: readonly ts.CallExpression[];
}

/**
 * Looks through a program for metrics and their uses.
 *
 * @throws SourceUnreadableError where the type checker itself gives up
 */
export function analyse(program: SourceProgram): Analysis {
  try {
    return analysis(program);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SourceUnreadableError(
      `the type checker of TypeScript runs out of stack in this source: look for constants that are defined by each other, as \`a = "x" + b\` and \`b = a + "y"\``,
      { cause: error },
    );
  }
}

function analysis(program: SourceProgram): Analysis {
  const { checker } = program;
  const surveyed = survey(program);
  const { metrics, unresolved } = findMetrics(program, surveyed);
  const metricsOf = metricsBySymbol(metrics, findHolders(metrics, checker), checker);
  return { ...program, metrics, unresolved, ...findUses(surveyed.calls, metricsOf, checker) };
}
