import {
  allExpressions,
  type Expression,
  type FunctionCall,
  withoutParentheses,
} from "../../promql/syntax-tree.js";
import type { MeasureKind, Result } from "../../results/result.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";
import { decidingComparisons } from "./compared-sides.js";
import { MEASURE_WORDS, subjectOf, textOf } from "./part-words.js";

const FUNCTIONS_OF_COUNTERS: ReadonlySet<string> = new Set(["rate", "irate", "increase"]);
const FUNCTIONS_OF_GAUGES: ReadonlySet<string> = new Set(["delta", "idelta", "deriv", "predict_linear"]);

/** Functions of counters that are given something else, and functions of gauges that are given a counter. */
export const checkRangeFunctions: Rule = (checked, report) => {
  if (checked.expression === undefined) return;
  for (const part of allExpressions(checked.expression)) {
    if (part.kind !== "call" || part.function.name === undefined) continue;
    const range = part.args.find((argument) => checked.resultOf(argument).type === "matrix");
    if (range !== undefined) checkRange(checked, { call: part, name: part.function.name, range }, report);
  }
};

interface RangeCall {
  readonly call: FunctionCall;
  /** Of the function. */
  readonly name: string;
  readonly range: Expression;
}

function checkRange(checked: CheckedQuery, { call, name, range }: RangeCall, report: QueryReport): void {
  const result = checked.resultOf(range);
  const place = checked.at(call.function);
  const subject = subjectOfRange(checked, range, result);
  const { kind } = result.measure;
  const measure = MEASURE_WORDS[kind];
  if (result.presence === "never") return;
  if (FUNCTIONS_OF_COUNTERS.has(name)) {
    const params = { function: name, name: subject };
    if (RATES.has(kind)) report("query-rate-of-rate", { ...params, measure }, place);
    else if (kind === "sum of counters") report("query-rate-of-sum", params, place);
    else if (FALLING.has(kind)) report("query-rate-of-gauge", { ...params, measure }, place);
    else if (kind === "unknown" && isSumOfSeries(range)) report("query-rate-of-unknown-sum", params, place);
  } else if (FUNCTIONS_OF_GAUGES.has(name)) {
    if (COUNTERS.has(kind)) report("query-delta-of-counter", { function: name, name: subject }, place);
  } else if (name === "resets") {
    if (RATES.has(kind) || FALLING.has(kind) || kind === "timestamp") {
      report("query-resets-of-gauge", { name: subject, measure }, place);
    }
  } else if (name === "changes" && isConstant(result)) {
    report("query-changes-of-constant", { name: subject }, place);
  }
}

const COUNTERS: ReadonlySet<MeasureKind> = new Set(["counter", "buckets"]);
const RATES: ReadonlySet<MeasureKind> = new Set(["rate", "increase", "bucket rates", "some rate"]);
/** What falls as often as it rises. */
const FALLING: ReadonlySet<MeasureKind> = new Set(["gauge", "ratio", "quantile", "average", "count"]);

function isConstant({ bounds }: Result): boolean {
  return bounds.least === bounds.most && Number.isFinite(bounds.least);
}

/** The metric of `x[5m]`, or what stands before the range of a subquery. */
function subjectOfRange(checked: CheckedQuery, range: Expression, { selectors }: Result): string {
  const part = withoutParentheses(range);
  const inner = part.kind === "subquery" ? withoutParentheses(part.inner) : part;
  const isSelected = inner.kind === "range" || inner.kind === "selector";
  return isSelected ? subjectOf(checked, inner, selectors) : textOf(checked, inner);
}

/** `sum(x)[1h:]` */
function isSumOfSeries(range: Expression): boolean {
  const part = withoutParentheses(range);
  if (part.kind !== "subquery") return false;
  const sum = withoutParentheses(part.inner);
  if (sum.kind !== "aggregation" || sum.operator.name !== "sum" || sum.inner === undefined) return false;
  return withoutParentheses(sum.inner).kind === "selector";
}

const COMPARISONS_OF_SIZE: ReadonlySet<string> = new Set([">", ">=", "<", "<="]);

/**
 * Alerts that compare a counter with a number. Not those with 0, which ask if there was ever one, nor those that combine
 * it with others by `and` or `unless`, nor metrics of restarts, which end with what they count.
 */
export const checkBareCounters: Rule = (checked, report) => {
  const { expression, query, resultOf, at } = checked;
  if (expression === undefined || query.owner.kind !== "alert") return;
  for (const comparison of decidingComparisons(expression)) {
    const { left, right, operator } = comparison;
    const isReversed = resultOf(left).type === "scalar";
    const [values, limit] = isReversed ? [right, left] : [left, right];
    const { least, most } = resultOf(limit).bounds;
    if (!COMPARISONS_OF_SIZE.has(operator.name ?? "") || resultOf(limit).type !== "scalar") continue;
    if (least !== most || !Number.isFinite(least) || least <= 0) continue;
    const result = resultOf(values);
    const { kind } = result.measure;
    if (!COUNTERS.has(kind) && kind !== "sum of counters") continue;
    if (result.presence === "never" || resultOf(comparison).presence === "never") continue;
    const name = subjectOf(checked, values, result.selectors);
    if (/restart/.test(name)) continue;
    const measure = MEASURE_WORDS[kind];
    report("query-bare-counter", { name, number: textOf(checked, limit), measure }, at(comparison));
  }
};
