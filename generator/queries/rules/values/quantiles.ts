import type { KnownSeries } from "../../known-metrics.js";
import {
  type Aggregation,
  allExpressions,
  type Expression,
  type FunctionCall,
  withoutParentheses,
} from "../../promql/syntax-tree.js";
import type { LabelState, Result, ResultLabels, SelectedSeries } from "../../results/result.js";
import { keepLabel, replacePart } from "../repairs.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";
import { subjectOf, textOf } from "./part-words.js";

/** Quantiles of what has no buckets or has lost their bounds, φ beyond 0 and 1, and averages of quantiles. */
export const checkQuantiles: Rule = (checked, report) => {
  if (checked.expression === undefined) return;
  for (const part of allExpressions(checked.expression)) {
    if (part.kind === "call") checkCall(checked, part, report);
    if (part.kind === "aggregation") checkAggregation(checked, part, report);
  }
};

function checkCall(checked: CheckedQuery, call: FunctionCall, report: QueryReport): void {
  const { args } = call;
  const name = call.function.name ?? "";
  switch (name) {
    case "histogram_quantile":
      checkFractions(checked, { name, fractions: args.slice(0, 1) }, report);
      checkBuckets(checked, { call, name, buckets: args[1] }, report);
      break;
    case "histogram_quantiles":
      checkFractions(checked, { name, fractions: args.slice(2) }, report);
      checkBuckets(checked, { call, name, buckets: args[0] }, report);
      break;
    case "histogram_fraction":
      checkLimits(checked, args, report);
      checkBuckets(checked, { call, name, buckets: args[2] }, report);
      break;
    case "quantile_over_time":
      checkFractions(checked, { name, fractions: args.slice(0, 1) }, report);
      break;
  }
}

interface FractionUse {
  /** Of the function or aggregation. */
  readonly name: string;
  readonly fractions: readonly Expression[];
}

function checkFractions(checked: CheckedQuery, { name, fractions }: FractionUse, report: QueryReport): void {
  for (const fraction of fractions) {
    const { least, most } = checked.resultOf(fraction).bounds;
    if (least <= 1 && most >= 0) continue;
    const instead = fractionOf(least, most);
    const isNumber = instead !== undefined && fraction.kind === "number";
    const fix = isNumber ? replacePart(fraction, String(instead)) : undefined;
    const params = { function: name, quantile: textOf(checked, fraction), fraction: instead };
    report("query-quantile-out-of-range", params, checked.at(fraction, fix));
  }
}

/** 0.95 for 95; `undefined` if it is no percentage. */
function fractionOf(least: number, most: number): number | undefined {
  return least === most && least > 1 && least <= 100 ? Number((least / 100).toPrecision(10)) : undefined;
}

function checkLimits(
  checked: CheckedQuery,
  [lower, upper]: readonly Expression[],
  report: QueryReport,
): void {
  if (lower === undefined || upper === undefined) return;
  if (checked.resultOf(lower).bounds.least < checked.resultOf(upper).bounds.most) return;
  const params = { lower: textOf(checked, lower), upper: textOf(checked, upper) };
  report("query-fraction-of-nothing", params, checked.at({ start: lower.start, end: upper.end }));
}

interface BucketUse {
  readonly call: FunctionCall;
  readonly name: string;
  readonly buckets: Expression | undefined;
}

function checkBuckets(checked: CheckedQuery, { call, name, buckets }: BucketUse, report: QueryReport): void {
  if (buckets === undefined) return;
  const { labels, selectors, measure, presence } = checked.resultOf(buckets);
  if (measure.kind === "native histogram" || presence === "never") return;
  const [first] = selectors;
  if (first === undefined) return;
  const params = {
    function: name,
    name: first.selector.metric?.name ?? subjectOf(checked, buckets, selectors),
  };
  const le = stateOf(labels, "le");
  if (le.presence === "gone") {
    const known = selectors.map(knownSeriesOf);
    if (known.every((series) => series?.every(hasNoBuckets))) {
      const bucket = bucketNameOf(known[0]);
      report("query-quantile-of-no-buckets", { ...params, bucket }, checked.at(call.function));
    } else if (selectors.every(selectsBuckets)) {
      const { text } = checked.query;
      const place = le.removedBy ?? call.function;
      const fix = keepLabel({ expression: buckets, text, removedBy: place }, "le");
      report("query-quantile-without-le", params, checked.at(place, fix));
    }
  } else if (measure.kind === "buckets") {
    report("query-quantile-of-totals", params, checked.at(call.function));
  }
}

function stateOf({ named, others }: ResultLabels, label: string): LabelState {
  return named.get(label) ?? others;
}

/** The series of metrics that are known, also of those from which a recorded series comes; `undefined` for others. */
function knownSeriesOf({ selection }: SelectedSeries): readonly KnownSeries[] | undefined {
  switch (selection.kind) {
    case "series":
      return selection.series;
    case "recorded": {
      const series = selection.result.selectors.map(knownSeriesOf);
      const known = series.filter((one) => one !== undefined);
      return known.length === 0 || known.length < series.length ? undefined : known.flat();
    }
    default:
      return undefined;
  }
}

/** A metric of an unknown type can be a native histogram. */
function hasNoBuckets({ type, part }: KnownSeries): boolean {
  if (type === "histogram") return part === "sum" || part === "count";
  return type !== "unknown";
}

/** Whether a selector selects buckets: also those of metrics that are not known, by their name. */
function selectsBuckets(selected: SelectedSeries): boolean {
  const { selector, selection } = selected;
  if (selection.kind === "recorded") {
    const { selectors } = selection.result;
    return selectors.length > 0 && selectors.every(selectsBuckets);
  }
  if (selection.kind === "anything") return selector.metric?.name.endsWith("_bucket") === true;
  return knownSeriesOf(selected)?.some(({ part }) => part === "bucket") === true;
}

function bucketNameOf(series: readonly KnownSeries[] | undefined): string | undefined {
  const [first] = series ?? [];
  return first?.type === "histogram" ? `${first.family}_bucket` : undefined;
}

const COMBINING_AGGREGATIONS: ReadonlySet<string> = new Set(["avg", "sum"]);

function checkAggregation(checked: CheckedQuery, aggregation: Aggregation, report: QueryReport): void {
  const { operator, parameter, inner } = aggregation;
  const { name } = operator;
  if (name === "quantile" && parameter !== undefined) {
    checkFractions(checked, { name, fractions: [parameter] }, report);
  }
  if (name === undefined || inner === undefined || !COMBINING_AGGREGATIONS.has(name)) return;
  const result = checked.resultOf(inner);
  if (result.measure.kind !== "quantile" || result.presence === "never" || !isOfBuckets(inner)) return;
  if (keepsAllLabels(aggregation, result)) return;
  const quantiles = textOf(checked, withoutParentheses(inner));
  report("query-average-of-quantiles", { function: name, quantiles }, checked.at(operator));
}

/** Quantiles over time and over series, unlike those of buckets, are often averaged for what they are. */
function isOfBuckets(part: Expression): boolean {
  return !allExpressions(part).some(
    (inner) =>
      (inner.kind === "call" && inner.function.name === "quantile_over_time") ||
      (inner.kind === "aggregation" && inner.operator.name === "quantile"),
  );
}

/** Whether each group has one series, so that nothing is combined. */
function keepsAllLabels({ grouping }: Aggregation, { labels }: Result): boolean {
  if (grouping?.clause === "without") return grouping.labels.length === 0;
  if (grouping?.isOpen) return true;
  const kept = new Set(grouping?.labels.map(({ name }) => name));
  const isKept = ([label, state]: readonly [string, LabelState]) =>
    state.presence === "gone" || state.values?.size === 1 || kept.has(label);
  return labels.others.presence === "gone" && [...labels.named].every(isKept);
}
