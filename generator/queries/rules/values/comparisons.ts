import {
  allExpressions,
  type BinaryOperation,
  type Expression,
  withoutParentheses,
} from "../../promql/syntax-tree.js";
import { compareBounds } from "../../results/bounds.js";
import type { Bounds, MeasureKind, Result, SelectedSeries } from "../../results/result.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";
import {
  comparisonOf,
  decidingComparisons,
  isConstantNumber,
  isNotANumber,
  placeOf,
  type Sides,
  sidesOf,
} from "./compared-sides.js";
import { findContradiction } from "./contradictory-matchers.js";
import { textOf } from "./part-words.js";
import { inSeconds, unitText } from "./units.js";

/** Comparisons that are never or always true, by the bounds of their sides. */
export const checkSureComparisons: Rule = (checked, report) => {
  const { expression } = checked;
  if (expression === undefined) return;
  const deciding = new Set(decidingComparisons(expression));
  for (const part of allExpressions(expression)) {
    if (part.kind !== "binary") continue;
    if (part.operator.name === "and") checkBothSides(checked, part, report);
    const operator = comparisonOf(part);
    if (operator === undefined) continue;
    const sides = sidesOf(checked, part, operator);
    if (sides === undefined) continue;
    const outcome = outcomeOf(sides);
    if (outcome === "sometimes" || followsFromEmptiness(checked, sides)) continue;
    if (outcome === "never") reportNever(checked, sides, report);
    else reportAlways(checked, { sides, decides: deciding.has(part) }, report);
  }
};

type Outcome = ReturnType<typeof compareBounds>;

function outcomeOf({ operator, limit, ofValues, ofLimit }: Sides): Outcome {
  if (isNotANumber(limit)) return operator === "!=" ? "always" : "never";
  const { least, most } = ofLimit.bounds;
  const isBoolean = ofValues.measure.kind === "boolean" && least === most;
  if (isBoolean && least !== 0 && least !== 1) {
    if (operator === "==") return "never";
    if (operator === "!=") return "always";
  }
  return compareBounds(operator, ofValues.bounds, ofLimit.bounds);
}

/** Of `x or vector(0)`, only the number is left if `x` is empty, which is found at `x`. */
function followsFromEmptiness({ resultOf }: CheckedQuery, { ofValues, ofLimit }: Sides): boolean {
  const selectors = [...ofValues.selectors, ...ofLimit.selectors];
  return selectors.some(({ selector }) => resultOf(selector).presence === "never");
}

function reportNever(checked: CheckedQuery, sides: Sides, report: QueryReport): void {
  const { comparison, limit, ofValues, ofLimit } = sides;
  const params = { comparison: textOf(checked, comparison), reason: reasonOf(checked, sides) };
  const place = checked.at(placeOf(checked, comparison));
  const isOfConstants = isConstantNumber(ofValues) && isConstantNumber(ofLimit);
  if (isOfConstants && (comparison.bool !== undefined || checked.query.owner.kind !== "alert")) return;
  if (comparison.bool !== undefined) {
    report("query-constant-bool", { ...params, value: 0 }, place);
    return;
  }
  const { kind, unit } = ofValues.measure;
  const { most } = ofValues.bounds;
  const number = isConstantNumber(ofLimit) && !isNotANumber(limit) ? ofLimit.bounds.least : Number.NaN;
  if (kind === "quantile" && Number.isFinite(most) && number >= most) {
    const beyond = { bound: String(most), unit: unitText(unit), instead: inSeconds(number, { most, unit }) };
    report("query-beyond-buckets", { comparison: params.comparison, ...beyond }, place);
    return;
  }
  const isCount = kind === "count" && ofValues.bounds.least === 1;
  const help = isCount
    ? "Nothing is not counted as 0, but has no count: write `absent(…)`, or compare `(… or vector(0))`."
    : undefined;
  report("query-never-true", { ...params, help }, place);
}

/** Of these, a comparison that is always true asks whether there are series at all. */
const ASKED_FOR_PRESENCE: ReadonlySet<MeasureKind> = new Set([
  "boolean",
  "constant",
  "count",
  "timestamp",
  "unknown",
]);

/** Elsewhere, a value compared with 0 leaves out NaN, and a comparison within others may mean the same. */
function reportAlways(
  checked: CheckedQuery,
  { sides, decides }: { readonly sides: Sides; readonly decides: boolean },
  report: QueryReport,
): void {
  const { comparison, ofValues, ofLimit } = sides;
  const params = { comparison: textOf(checked, comparison), reason: reasonOf(checked, sides) };
  const place = checked.at(placeOf(checked, comparison));
  if (isConstantNumber(ofValues) && isConstantNumber(ofLimit)) return;
  if (comparison.bool !== undefined) {
    if (ofValues.measure.kind !== "count") report("query-constant-bool", { ...params, value: 1 }, place);
    return;
  }
  const { kind } = ofValues.measure;
  const isFixed = ofValues.bounds.least === ofValues.bounds.most;
  if (!decides || isFixed || ASKED_FOR_PRESENCE.has(kind)) return;
  const leavesOutNaN = ofLimit.bounds.least === 0 && ofLimit.bounds.most === 0;
  if (checked.query.owner.kind !== "alert" && leavesOutNaN) return;
  report("query-always-true", params, place);
}

function reasonOf(checked: CheckedQuery, { values, limit, ofValues, ofLimit }: Sides): string {
  if (isNotANumber(limit)) return "nothing is equal to NaN, greater or less";
  const reasons = [reasonOfSide(checked, values, ofValues)];
  if (!isConstantNumber(ofLimit)) reasons.push(reasonOfSide(checked, limit, ofLimit));
  return reasons.filter((reason) => reason !== undefined).join(", and ");
}

function reasonOfSide(
  checked: CheckedQuery,
  part: Expression,
  { measure, bounds }: Result,
): string | undefined {
  const text = textOf(checked, withoutParentheses(part));
  if (measure.kind === "boolean" && bounds.least !== bounds.most) return `\`${text}\` is 0 or 1`;
  const words = boundsText(bounds);
  return words === undefined ? undefined : `\`${text}\` is ${words}`;
}

function boundsText({ least, most }: Bounds): string | undefined {
  if (least === most) return `always ${least}`;
  if (Number.isFinite(least) && Number.isFinite(most)) return `${least} to ${most}`;
  if (Number.isFinite(least)) return `at least ${least}`;
  return Number.isFinite(most) ? `at most ${most}` : undefined;
}

/** `x > 5 and x < 3` */
function checkBothSides(
  checked: CheckedQuery,
  { left, right, start, end }: BinaryOperation,
  report: QueryReport,
): void {
  const first = rangeOf(checked, left);
  const second = rangeOf(checked, right);
  if (first === undefined || second === undefined || first.values !== second.values) return;
  const least = first.least > second.least ? first : second;
  const most = first.most < second.most ? first : second;
  const isStrict = least.isAboveLeast || most.isBelowMost;
  if (least.least < most.most || (least.least === most.most && !isStrict)) return;
  const comparison = textOf(checked, { ...withoutParentheses(left), start, end });
  report(
    "query-never-true",
    { comparison, reason: "no value satisfies both sides" },
    checked.at({ start, end }),
  );
}

interface ValueRange extends Bounds {
  /** The text of what is compared. */
  readonly values: string;
  readonly isAboveLeast: boolean;
  readonly isBelowMost: boolean;
}

/** Which values pass a comparison with a number. */
function rangeOf(checked: CheckedQuery, side: Expression): ValueRange | undefined {
  const part = withoutParentheses(side);
  if (part.kind !== "binary" || part.bool !== undefined) return undefined;
  const operator = comparisonOf(part);
  const sides = operator === undefined ? undefined : sidesOf(checked, part, operator);
  if (sides === undefined || !isConstantNumber(sides.ofLimit)) return undefined;
  const number = sides.ofLimit.bounds.least;
  const whole = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const closed = { values: withoutBlanks(checked, sides.values), isAboveLeast: false, isBelowMost: false };
  switch (sides.operator) {
    case ">":
      return { ...whole, ...closed, least: number, isAboveLeast: true };
    case ">=":
      return { ...whole, ...closed, least: number };
    case "<":
      return { ...whole, ...closed, most: number, isBelowMost: true };
    case "<=":
      return { ...whole, ...closed, most: number };
    case "==":
      return { ...closed, least: number, most: number };
    case "!=":
      return undefined;
    default:
      return sides.operator satisfies never;
  }
}

function withoutBlanks({ query }: CheckedQuery, part: Expression): string {
  const { start, end } = withoutParentheses(part);
  return query.text.slice(start, end).replace(/\s+/g, "");
}

/** `x{a="1",a="2"}` */
export const checkContradictions: Rule = ({ expression, query, known, resultOf, at }, report) => {
  if (expression === undefined) return;
  for (const part of allExpressions(expression)) {
    if (part.kind !== "selector") continue;
    const [selected] = resultOf(part).selectors;
    const contradiction = findContradiction(part.matchers, (label) =>
      known.certainty === "declared" ? valuesOf(selected, label) : undefined,
    );
    if (contradiction === undefined) continue;
    const { label, matchers } = contradiction;
    const texts = matchers.map(({ start, end }) => query.text.slice(start, end));
    report("query-contradiction", { label, matchers: texts }, at(matchers.at(-1) ?? part));
  }
};

/** All values that the metrics give to a label; `undefined` if they cannot be listed. */
function valuesOf(selected: SelectedSeries | undefined, label: string): ReadonlySet<string> | undefined {
  if (selected?.selection.kind !== "series") return undefined;
  const sets = selected.selection.series.map(({ labels }) => labels.get(label));
  const known = sets.filter((values) => values !== undefined);
  return known.length < sets.length ? undefined : new Set(known.flatMap((values) => [...values]));
}
