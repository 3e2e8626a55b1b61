import { formatDuration } from "../../text/duration.js";
import {
  allExpressions,
  type Expression,
  type FunctionCall,
  type RangeSelector,
  type Subquery,
  withoutParentheses,
} from "../promql/syntax-tree.js";
import type { SelectedSeries } from "../results/result.js";
import { conditionsIn, constantComparison } from "./conditions.js";
import type { CheckedQuery, Intervals, Rule } from "./rule.js";

/** Functions that result in nothing for a range with a single sample. */
const OF_TWO_SAMPLES: ReadonlySet<string> = new Set([
  "rate",
  "increase",
  "irate",
  "delta",
  "idelta",
  "deriv",
  "predict_linear",
  "holt_winters",
  "double_exponential_smoothing",
]);

/** Ranges that have less than two samples, or would if one scrape failed. */
export const checkRanges: Rule = ({ expression, intervals, resultOf, at }, report) => {
  for (const call of callsOf(expression, OF_TWO_SAMPLES)) {
    for (const arg of call.args) {
      if (arg.kind !== "range" || arg.range.seconds === undefined) continue;
      const interval = scrapeIntervalOf(resultOf(arg).selectors, intervals);
      if (interval === undefined || arg.range.seconds >= 4 * interval) continue;
      const params = {
        function: call.function.name,
        range: written(arg.range.seconds),
        interval: written(interval),
        instead: written(4 * interval),
      };
      const code = arg.range.seconds < 2 * interval ? "query-range-too-short" : "query-short-range";
      report(code, params, at(arg.range));
    }
  }
};

/** Steps of subqueries that are too long or too short. */
export const checkSteps: Rule = (query, report) => {
  const { expression, intervals, resultOf, at } = query;
  const singles = new Map<Subquery, string>();
  for (const { args, function: called } of callsOf(expression, OF_TWO_SAMPLES)) {
    for (const arg of args) if (arg.kind === "subquery") singles.set(arg, called.name);
  }
  const evaluation = evaluationIntervalOf(query);
  for (const part of partsOf(expression)) {
    if (part.kind !== "subquery" || part.step?.seconds === undefined) continue;
    const { range } = part;
    const step = part.step.seconds;
    const span = at({ start: range.start, end: part.step.end });
    const params = { range: written(range.seconds ?? 0), step: written(step) };
    const user = singles.get(part);
    const scrape = scrapeIntervalOf(resultOf(part).selectors, intervals);
    if (range.seconds !== undefined && step > range.seconds) report("query-step-beyond-range", params, span);
    else if (range.seconds === step && user !== undefined) {
      report("query-single-step", { ...params, function: user }, span);
    } else if (scrape !== undefined && step < scrape) {
      report("query-step-below-scrapes", { ...params, interval: written(scrape) }, at(part.step));
    } else if (evaluation !== undefined && step < evaluation) {
      report("query-step-below-evaluations", { ...params, interval: written(evaluation) }, at(part.step));
    }
  }
};

/** Alerts that wait for as long as they see a single event, or longer. */
export const checkPendingTime: Rule = ({ query: { owner }, expression, at }, report) => {
  if (owner.kind !== "alert" || expression === undefined) return;
  const pending = owner.rule?.for;
  if (pending === undefined) return;
  for (const condition of conditionsIn(expression)) {
    const window = windowOf(condition);
    if (window === undefined || window.seconds > pending) continue;
    const params = {
      function: window.call.function.name,
      window: written(window.seconds),
      for: written(pending),
    };
    const code = window.isOfEvents ? "query-for-outlasts-window" : "query-for-outlasts-peak";
    report(code, params, at(window.call));
  }
};

const COUNTING_EVENTS: ReadonlySet<string> = new Set(["increase", "changes", "resets"]);
/** By the function: the comparisons that one value in the range makes true. */
const OF_PEAKS: ReadonlyMap<string, readonly string[]> = new Map([
  ["max_over_time", [">", ">="]],
  ["min_over_time", ["<", "<="]],
]);
/** They do not change whether a number of events is above 0. */
const TRANSPARENT_AGGREGATIONS: ReadonlySet<string> = new Set(["sum", "max", "topk"]);
const TRANSPARENT_FUNCTIONS: ReadonlySet<string> = new Set(["round", "ceil"]);

interface Window {
  readonly call: NamedCall;
  readonly seconds: number;
  /** Whether one event, and not one sample, makes the condition true. */
  readonly isOfEvents: boolean;
}

/** The range for which one event keeps the condition true; `undefined` if one event does not make it true. */
function windowOf(condition: Expression): Window | undefined {
  const comparison = constantComparison(condition);
  if (comparison === undefined) return undefined;
  const { operator, value } = comparison;
  const call = transparentCall(comparison.compared);
  if (call === undefined) return undefined;
  const seconds = call.args.find(isRange)?.range.seconds;
  if (seconds === undefined) return undefined;
  if (COUNTING_EVENTS.has(call.function.name)) {
    const isTrueOfOne =
      (operator === ">" && value >= 0 && value < 1) ||
      (operator === ">=" && value > 0 && value <= 1) ||
      (operator === "!=" && value === 0);
    return isTrueOfOne ? { call, seconds, isOfEvents: true } : undefined;
  }
  const isPeak = OF_PEAKS.get(call.function.name)?.includes(operator) ?? false;
  return isPeak ? { call, seconds, isOfEvents: false } : undefined;
}

/** The call of which the expression is a sum or a maximum. */
function transparentCall(expression: Expression): NamedCall | undefined {
  let inner = withoutParentheses(expression);
  while (true) {
    if (inner.kind === "aggregation" && TRANSPARENT_AGGREGATIONS.has(inner.operator.name ?? "")) {
      if (inner.inner === undefined) return undefined;
      inner = withoutParentheses(inner.inner);
    } else if (inner.kind === "call" && TRANSPARENT_FUNCTIONS.has(inner.function.name ?? "")) {
      const [argument] = inner.args;
      if (argument === undefined) return undefined;
      inner = withoutParentheses(argument);
    } else return isNamed(inner) ? inner : undefined;
  }
}

function isRange(expression: Expression): expression is RangeSelector | Subquery {
  return expression.kind === "range" || expression.kind === "subquery";
}

/** A call of a function whose name is known. */
type NamedCall = FunctionCall & { readonly function: { readonly name: string } };

function isNamed(expression: Expression): expression is NamedCall {
  return expression.kind === "call" && expression.function.name !== undefined;
}

function callsOf(expression: Expression | undefined, names: ReadonlySet<string>): readonly NamedCall[] {
  return partsOf(expression)
    .filter(isNamed)
    .filter((call) => names.has(call.function.name));
}

function partsOf(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : allExpressions(expression);
}

/** The scrape interval of the metrics, the shortest of several; `undefined` if it is not known of one of them. */
function scrapeIntervalOf(selected: readonly SelectedSeries[], intervals: Intervals): number | undefined {
  let shortest: number | undefined;
  for (const { selection } of selected) {
    if (selection.kind !== "series" && selection.kind !== "anything") return undefined;
    const interval = selection.kind === "series" ? intervals.scrape : intervals.scrapeOfOthers;
    if (interval === undefined) return undefined;
    shortest = Math.min(interval, shortest ?? interval);
  }
  return shortest;
}

/** How often the rule is evaluated; `undefined` for what is no rule. */
function evaluationIntervalOf({ query: { owner, language }, intervals }: CheckedQuery): number | undefined {
  if (language !== "prometheus" || owner.kind === "file") return undefined;
  return owner.rule?.interval ?? intervals.evaluation;
}

function written(seconds: number): string {
  return formatDuration(Math.round(seconds * 1000));
}
