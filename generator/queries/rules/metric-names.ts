import { nearestName } from "../../diagnostics/nearest-name.js";
import type { ReportFinding, Rule, World } from "../held-query.js";
import { alternativesIn, headOf } from "../patterns/alternatives.js";
import { matcherOf } from "../patterns/match-pattern.js";
import { parsePattern } from "../patterns/parse-pattern.js";
import { ANYTHING, literalsOf } from "../patterns/pattern.js";
import { hasVariable } from "../promql/matchers.js";
import type { Matcher, MetricName } from "../promql/selector.js";
import type { Span } from "../span.js";

/** Names that the schema should know, and does not. */
export const metricNames: Rule = ({ parsed, selectors, world }, report) => {
  if (parsed.variableQuery?.asks === "metric names") {
    const { pattern } = parsed.variableQuery;
    if (!hasVariable(parsed, pattern)) reportSearch(parsed.text, pattern, world, report);
  }
  for (const { selector, meaning } of selectors) {
    const { metric, matchers } = selector;
    if (meaning.kind === "histogram" && metric !== undefined) report("query-bare-histogram", meaning, metric);
    if (meaning.kind === "nothing" && metric !== undefined) reportName(metric, world, report);
    for (const matcher of matchers) {
      if (matcher.label === "__name__" && matcher.operator === "=~") reportPattern(matcher, world, report);
    }
  }
};

function reportName({ name, ...span }: MetricName, world: World, report: ReportFinding): void {
  if (name.includes(":")) {
    const nearest = nearestName(name, world.recorded);
    report("query-unknown-recording", { name, nearest, all: [...world.recorded] }, span);
    return;
  }
  const known = [...world.series.keys(), ...world.recorded];
  report("query-unknown-metric", { name, nearest: meantName(name, known), all: known }, span);
}

/** A name with another ending, or a similar one. */
function meantName(name: string, known: readonly string[]): string | undefined {
  const base = withoutEnding(name);
  return known.find((other) => withoutEnding(other) === base) ?? nearestName(name, known);
}

function withoutEnding(name: string): string {
  return name.replace(/_(?:total|bucket|count|sum)$/, "");
}

/** Each alternative that is a name, and should be the schema's; and the others by what they match. */
function reportPattern(matcher: Matcher, world: World, report: ReportFinding): void {
  const known = [...world.series.keys(), ...world.recorded];
  for (const { pattern, text, span } of alternativesIn(matcher)) {
    const names = literalsOf(pattern);
    if (names !== undefined) {
      for (const name of names) {
        if (world.histograms.has(name)) report("query-bare-histogram", { name }, span);
        else if (isUnknown(name, world)) reportName({ name, ...span }, world, report);
      }
      continue;
    }
    if (!world.holds(headOf(text))) continue;
    const matches = matcherOf(pattern)?.matches;
    if (matches !== undefined && !known.some(matches))
      report("query-unmatched-name", { pattern: text }, span);
  }
}

/** Grafana's `metrics(…)` looks for a pattern anywhere in the names. */
function reportSearch(text: string, { start, end }: Span, world: World, report: ReportFinding): void {
  const pattern = text.slice(start, end);
  const read = parsePattern(pattern);
  if (read.kind !== "pattern" || !world.holds(headOf(pattern))) return;
  const within = { kind: "sequence", items: [ANYTHING, read.pattern, ANYTHING] } as const;
  const matches = matcherOf(within)?.matches;
  if (matches !== undefined && ![...world.series.keys(), ...world.recorded].some(matches)) {
    report("query-unmatched-name", { pattern }, { start, end });
  }
}

function isUnknown(name: string, { series, recorded, holds }: World): boolean {
  return name !== "" && !series.has(name) && !recorded.has(name) && holds(name);
}
