import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { QUERY_CODES } from "./codes.js";
import type { KnownMetrics, KnownSeries } from "./known-metrics.js";
import type { QueryReport } from "./rules/rule.js";

/**
 * What is sure of metrics that were seen: their types and units. Further metrics, labels, label values and buckets may
 * come.
 */
export function openMetrics(known: KnownMetrics): KnownMetrics {
  const series = [...known.series].map(([name, one]) => [name, openSeries(one)] as const);
  return { ...known, series: new Map(series), inScope: () => false };
}

function openSeries(series: KnownSeries): KnownSeries {
  const labels = series.part === "bucket" ? new Map([["le", undefined]]) : new Map<string, undefined>();
  return { ...series, buckets: undefined, labels, isOpen: true };
}

/**
 * Joins the findings about metrics as they were seen and about what is sure of them. What holds only for the metrics as
 * they were seen hardly can be, but can: an error is a warning.
 */
export function weighFindings<Finding extends WeighedFinding>(
  asSeen: readonly Finding[],
  sure: readonly Finding[],
): readonly Finding[] {
  const keyOf = ({ diagnostic: { code }, column }: Finding) => `${column} ${code}`;
  const sureKeys = new Set(sure.map(keyOf));
  const hardly = asSeen.filter((finding) => !sureKeys.has(keyOf(finding))).map(withWarning);
  return [...sure, ...hardly].sort((a, b) => a.column - b.column);
}

interface WeighedFinding {
  readonly diagnostic: Diagnostic;
  readonly column: number;
}

function withWarning<Finding extends WeighedFinding>(finding: Finding): Finding {
  const { diagnostic } = finding;
  if (diagnostic.severity !== "error") return finding;
  return { ...finding, diagnostic: { ...diagnostic, severity: "warning" } };
}

type Code = keyof (typeof QUERY_CODES)["rules"];

/** The code for what was never seen, beside the code for what is not declared. Both have the same parameters. */
const UNSEEN = new Map<Code, Code>([
  ["query-unknown-metric", "query-unseen-metric"],
  ["query-unknown-label", "query-unseen-label"],
  ["query-unknown-value", "query-unseen-value"],
]);

/** Reports what is not declared as what was never seen. */
export function reportUnseen(report: QueryReport): QueryReport {
  return (code, params, where) => {
    const unseen = UNSEEN.get(code) ?? code;
    report(...([unseen, params, where] as Parameters<QueryReport>)); // both codes have the same parameters
  };
}
