import { allExpressions } from "../../promql/syntax-tree.js";
import type { Measure, MeasureKind, Result } from "../../results/result.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";
import { comparisonOf, isConstantNumber, placeOf, type Sides, sidesOf } from "./compared-sides.js";
import { textOf } from "./part-words.js";

/** Operators whose sides have one unit. */
const OPERATORS_OF_ONE_UNIT: ReadonlySet<string> = new Set(["+", "-", "==", "!=", ">", "<", ">=", "<="]);

/** Sums, differences and comparisons of values in different units, such as seconds and bytes. */
export const checkUnits: Rule = ({ expression, resultOf, at }, report) => {
  if (expression === undefined) return;
  for (const part of allExpressions(expression)) {
    if (part.kind !== "binary" || !OPERATORS_OF_ONE_UNIT.has(part.operator.name ?? "")) continue;
    const left = unitOf(resultOf(part.left).measure);
    const right = unitOf(resultOf(part.right).measure);
    if (left === undefined || right === undefined || left === right) continue;
    const { name: operator = "" } = part.operator;
    report("query-different-units", { operator, left, right }, at(part.operator));
  }
};

/** The units of Prometheus' guide. Of other words, it is not known whether they are different units. */
const UNITS: ReadonlySet<string> = new Set([
  "seconds",
  "celsius",
  "meters",
  "bytes",
  "ratio",
  "volts",
  "amperes",
  "joules",
  "watts",
  "grams",
]);

const RATES: ReadonlySet<MeasureKind> = new Set(["rate", "bucket rates", "some rate"]);
/** Their values have no unit, whatever they are made from. */
const WITHOUT_UNIT: ReadonlySet<MeasureKind> = new Set([
  "buckets",
  "count",
  "boolean",
  "constant",
  "unknown",
]);

function unitOf({ kind, unit }: Measure): string | undefined {
  if (kind === "ratio") return "ratio";
  if (unit === undefined || !UNITS.has(unit) || WITHOUT_UNIT.has(kind)) return undefined;
  if (!RATES.has(kind)) return unit;
  return unit === "seconds" ? "ratio" : `${unit} per second`;
}

/** Averages that are compared with a number beyond the buckets of their histogram. */
export const checkAverages: Rule = (checked, report) => {
  if (checked.expression === undefined) return;
  for (const part of allExpressions(checked.expression)) {
    const operator = part.kind === "binary" ? comparisonOf(part) : undefined;
    if (part.kind !== "binary" || operator === undefined) continue;
    const sides = sidesOf(checked, part, operator);
    if (sides !== undefined) checkAverage(checked, sides, report);
  }
};

/** An average beyond the last bucket can be, but hardly is. */
function checkAverage(checked: CheckedQuery, sides: Sides, report: QueryReport): void {
  const { comparison, operator, ofValues, ofLimit } = sides;
  const { kind, unit } = ofValues.measure;
  // Without a unit, the values may be scaled.
  if (kind !== "average" || unit === undefined || !isConstantNumber(ofLimit)) return;
  const last = lastBoundOf(ofValues);
  if (last === undefined || (operator !== ">" && operator !== ">=") || ofLimit.bounds.least <= last) return;
  const instead = inSeconds(ofLimit.bounds.least, { most: last, unit });
  const params = {
    comparison: textOf(checked, comparison),
    bound: String(last),
    unit: unitText(unit),
    instead,
  };
  report("query-average-beyond-buckets", params, checked.at(placeOf(checked, comparison)));
}

/** The last bound of the histograms that a result comes from; `undefined` if it comes from others, too. */
function lastBoundOf({ selectors }: Result): number | undefined {
  const bounds = selectors.map(({ selection }) => {
    if (selection.kind === "recorded") return lastBoundOf(selection.result);
    if (selection.kind !== "series") return undefined;
    const buckets = selection.series.map((series) => series.buckets);
    return buckets.includes(undefined) ? undefined : Math.max(...buckets.flatMap((some) => some ?? []));
  });
  return bounds.length === 0 || bounds.includes(undefined)
    ? undefined
    : Math.max(...bounds.map((bound) => bound ?? Number.POSITIVE_INFINITY));
}

/** `0.5` for 500 milliseconds; `undefined` if that is beyond the bound, too. */
export function inSeconds(
  limit: number,
  { most, unit }: { readonly most: number; readonly unit: string | undefined },
): string | undefined {
  const seconds = limit / 1000;
  return unit === "seconds" && seconds < most ? String(Number(seconds.toPrecision(10))) : undefined;
}

export function unitText(unit: string | undefined): string {
  return unit === undefined ? "" : ` ${unit}`;
}
