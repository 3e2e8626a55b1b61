import {
  type BinaryOperation,
  type Expression,
  type Grouping,
  type LabelMatcher,
  type Matching,
  type VectorSelector,
  withoutParentheses,
} from "../promql/syntax-tree.js";
import { pointOf } from "./bounds.js";
import { CHOOSING_AGGREGATIONS } from "./infer-aggregation.js";
import { acceptedBy, listedValues } from "./label-states.js";
import type { Bounds } from "./result.js";

/**
 * The bounds of a division in which each dividend is a part of its divisor: 0 to 1, or 0 to 100 of `100 * x / y`;
 * `undefined` if that is not known. Both have no values below zero.
 */
export function shareBounds(
  { left, right, matching }: BinaryOperation,
  boundsOf: (part: Expression) => Bounds,
): Bounds | undefined {
  const { part, factor } = splitFactor(left, boundsOf);
  const numerator = readSum(part);
  const isPart = termsOf(right, boundsOf).some((term) => isPartOfSum(numerator, readSum(term), matching));
  return isPart ? { least: 0, most: factor } : undefined;
}

/** Whether the series of one expression are some of another's, with the same values: `x{a="1"} > 5` and `x`. */
export function isPartOf(part: Expression, whole: Expression): boolean {
  return comparePart(part, whole, { left: MOST_COMPARED });
}

/** How many expressions are compared with each other. */
const MOST_COMPARED = 500;

interface Budget {
  left: number;
}

/** A sum over series, whatever brackets and sums it is made of. A plain expression is a sum of each series alone. */
interface SeriesSum {
  readonly operator: "sum" | "count" | "max";
  readonly labels: LabelSet;
  readonly of: Expression;
}

/** Some labels, or all but some. `le` and the name are left out of account. */
interface LabelSet {
  readonly isComplement: boolean;
  readonly names: ReadonlySet<string>;
}

const ALL_LABELS: LabelSet = { isComplement: true, names: new Set(["__name__", "le"]) };

function readSum(expression: Expression): SeriesSum {
  let of = withoutParentheses(expression);
  let labels = ALL_LABELS;
  while (of.kind === "aggregation" && of.inner !== undefined) {
    const { name } = of.operator;
    if (name !== "sum" && name !== "count" && name !== "max") break;
    const grouped = groupingSet(of.grouping);
    if (grouped === undefined) break;
    labels = intersect(labels, grouped);
    of = withoutParentheses(of.inner);
    if (name !== "sum") return { operator: name, labels, of };
  }
  return { operator: "sum", labels, of };
}

function groupingSet(grouping: Grouping | undefined): LabelSet | undefined {
  if (grouping === undefined) return { isComplement: false, names: new Set() };
  if (grouping.isOpen) return undefined;
  const names = new Set(grouping.labels.map(({ name }) => name));
  return { isComplement: grouping.clause === "without", names };
}

function isPartOfSum(part: SeriesSum, whole: SeriesSum, matching: Matching | undefined): boolean {
  if (part.operator !== whole.operator || matching?.isOpen || matching?.group?.side === "right") return false;
  const names = new Set(matching?.labels.map(({ name }) => name) ?? []);
  const matched: LabelSet = { isComplement: matching?.clause !== "on", names };
  // All series of a dividend belong to the one divisor that it is matched with.
  const isFixed = includes(matched, whole.labels) && includes(part.labels, whole.labels);
  return isFixed && isPartOf(part.of, whole.of);
}

function includes(outer: LabelSet, inner: LabelSet): boolean {
  const ignored = (name: string) => ALL_LABELS.names.has(name);
  const innerNames = [...inner.names].filter((name) => !ignored(name));
  if (!inner.isComplement) return innerNames.every((name) => outer.names.has(name) !== outer.isComplement);
  return outer.isComplement && [...outer.names].every((name) => ignored(name) || inner.names.has(name));
}

function intersect(a: LabelSet, b: LabelSet): LabelSet {
  if (a.isComplement && b.isComplement) {
    return { isComplement: true, names: new Set([...a.names, ...b.names]) };
  }
  const [finite, other] = a.isComplement ? [b, a] : [a, b];
  const names = [...finite.names].filter((name) => other.names.has(name) !== other.isComplement);
  return { isComplement: false, names: new Set(names) };
}

/** `100 * x` and `x * 100` are 100 and `x`. */
function splitFactor(expression: Expression, boundsOf: (part: Expression) => Bounds) {
  let part = withoutParentheses(expression);
  let factor = 1;
  while (part.kind === "binary" && part.operator.name === "*") {
    const [left, right] = [numberOf(part.left, boundsOf), numberOf(part.right, boundsOf)];
    const constant = left ?? right;
    if (constant === undefined || !(constant > 0)) break;
    factor *= constant;
    part = withoutParentheses(left === undefined ? part.left : part.right);
  }
  return { part, factor };
}

function numberOf(expression: Expression, boundsOf: (part: Expression) => Bounds): number | undefined {
  return withoutParentheses(expression).kind === "number" ? pointOf(boundsOf(expression)) : undefined;
}

/** What a sum of two or more expressions has, each of which is at least zero: `hits + misses`. */
function termsOf(expression: Expression, boundsOf: (part: Expression) => Bounds): readonly Expression[] {
  const terms: Expression[] = [];
  const open = [expression];
  for (let next = open.pop(); next !== undefined && terms.length < MOST_TERMS; next = open.pop()) {
    const term = withoutParentheses(next);
    const isSum = term.kind === "binary" && term.operator.name === "+" && term.matching === undefined;
    if (isSum && boundsOf(term.left).least >= 0 && boundsOf(term.right).least >= 0) {
      open.push(term.right, term.left);
    } else terms.push(term);
  }
  return terms;
}

const MOST_TERMS = 20;

function comparePart(part: Expression, whole: Expression, budget: Budget): boolean {
  let some = withoutParentheses(part);
  const all = withoutParentheses(whole);
  for (;;) {
    if (isNarrowed(some, all, budget)) return true;
    const inner = filteredBy(some);
    if (inner === undefined || budget.left <= 0) return false;
    some = withoutParentheses(inner);
  }
}

/** What an expression chooses series from, without change. */
function filteredBy(expression: Expression): Expression | undefined {
  if (expression.kind === "aggregation") {
    const { name } = expression.operator;
    return name !== undefined && CHOOSING_AGGREGATIONS.has(name) ? expression.inner : undefined;
  }
  if (expression.kind !== "binary" || expression.bool !== undefined) return undefined;
  const { operator, left, right, matching } = expression;
  const name = operator.name ?? "";
  if (name === "and" || name === "unless") return left;
  if (!["==", "!=", "<", ">", "<=", ">="].includes(name) || matching !== undefined) return undefined;
  return withoutParentheses(left).kind === "number" ? right : left;
}

/** Functions that work on each series alone. */
const FUNCTIONS_OF_SERIES: ReadonlySet<string> = new Set([
  ...["rate", "irate", "increase", "delta", "idelta", "changes", "resets", "deriv", "abs", "ceil", "floor"],
  ...["avg", "min", "max", "sum", "count", "last", "first", "stddev"].map((name) => `${name}_over_time`),
]);

/** Whether both expressions are the same but for matchers, of which the part may have more. */
function isNarrowed(part: Expression, whole: Expression, budget: Budget): boolean {
  const open: (readonly [Expression, Expression])[] = [[part, whole]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [a, b] = [withoutParentheses(next[0]), withoutParentheses(next[1])];
    budget.left--;
    if (budget.left < 0) return false;
    if (a.kind === "selector" && b.kind === "selector") {
      if (!isNarrowedSelector(a, b)) return false;
    } else if (a.kind === "range" && b.kind === "range") {
      if (!isSameDuration(a.range, b.range) || !isSameTime(a, b)) return false;
      open.push([a.selector, b.selector]);
    } else if (a.kind === "subquery" && b.kind === "subquery") {
      if (!isSameDuration(a.range, b.range) || !isSameTime(a, b)) return false;
      if (a.step !== b.step && !isSameDuration(a.step, b.step)) return false;
      open.push([a.inner, b.inner]);
    } else if (a.kind === "call" && b.kind === "call") {
      const { name } = a.function;
      if (name === undefined || name !== b.function.name || !FUNCTIONS_OF_SERIES.has(name)) return false;
      const [one, other] = [a.args[0], b.args[0]];
      if (one === undefined || other === undefined) return false;
      open.push([one, other]);
    } else return false;
  }
  return true;
}

interface Seconds {
  readonly seconds: number | undefined;
}

function isSameDuration(a: Seconds | undefined, b: Seconds | undefined): boolean {
  return a?.seconds !== undefined && a.seconds === b?.seconds;
}

type Timed = Pick<VectorSelector, "modifiers">;

function isSameTime({ modifiers: a }: Timed, { modifiers: b }: Timed): boolean {
  if (a.at !== undefined || b.at !== undefined) return false;
  return a.offset === b.offset || isSameDuration(a.offset, b.offset);
}

function isNarrowedSelector(part: VectorSelector, whole: VectorSelector): boolean {
  if (part.isOpen || whole.isOpen || !isSameTime(part, whole)) return false;
  const [name, wholeName] = [part.metric?.name, whole.metric?.name];
  if (name === undefined || wholeName === undefined) return false;
  const isBucket = name.endsWith("_bucket");
  const bound = isBucket ? boundOf(part) : undefined;
  const isAll = isBucket && wholeName === name.replace(/_bucket$/, "_count");
  const isWithin = name === wholeName && bound !== undefined && bound <= (boundOf(whole) ?? Number.NaN);
  if (isAll ? bound === undefined : name !== wholeName) return false;
  return whole.matchers.every((matcher) => {
    if (isWithin && matcher.label === "le") return true;
    return part.matchers.some((other) => implies(other, matcher));
  });
}

/** The upper bound of the buckets that a selector selects; `undefined` unless it is one. */
function boundOf({ matchers }: VectorSelector): number | undefined {
  const ofBuckets = matchers.filter(({ label }) => label === "le");
  const [matcher] = ofBuckets;
  if (ofBuckets.length !== 1 || matcher?.operator !== "=" || matcher.variable) return undefined;
  const bound = matcher.value === "+Inf" ? Number.POSITIVE_INFINITY : Number(matcher.value);
  return Number.isNaN(bound) ? undefined : bound;
}

function implies(one: LabelMatcher, other: LabelMatcher): boolean {
  if (one.label === undefined || one.label !== other.label) return false;
  if (one.operator !== undefined && one.operator === other.operator && one.value === other.value) return true;
  const accepts = acceptedBy(other);
  if (accepts === undefined || one.variable) return false;
  const values = listedValues(one);
  if (values === undefined || acceptedBy(one)?.("") !== false) return false;
  return [...values].every(accepts);
}
