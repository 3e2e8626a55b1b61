import type { BinaryOperation, Expression, Matching } from "../promql/syntax-tree.js";
import { calculateBounds, compareBounds, filterBounds, mirrored, point, SHARE, UNBOUNDED } from "./bounds.js";
import {
  emptied,
  type Inference,
  joinSources,
  measureOf,
  SCALAR,
  UNKNOWN,
  UNKNOWN_MEASURE,
} from "./inference.js";
import { joinInferences } from "./join-inferences.js";
import {
  dropLabels,
  dropName,
  joinLabels,
  keepLabels,
  meetStates,
  pairLabels,
  setLabel,
  stateOf,
  UNKNOWN_LABELS,
} from "./label-states.js";
import { calculateMeasure } from "./measures.js";
import type { LabelState, ResultLabels } from "./result.js";
import { shareBounds } from "./same-series.js";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

export function inferBinary(operation: BinaryOperation, inner: (part: Expression) => Inference): Inference {
  const [left, right] = [inner(operation.left), inner(operation.right)];
  const { name } = operation.operator;
  if (name === undefined) return inferUnknownOperator(left, right);
  if (name === "or") return { ...joinInferences(left, right), type: "vector" };
  if (name === "and" || name === "unless") return inferFilter(operation, left, right);
  if (left.type === "scalar" && right.type === "scalar") return inferScalars(operation, left, right);
  const paired = pairSides(operation, left, right);
  return COMPARISONS.has(name)
    ? compare(operation, left, right, paired)
    : calculate(operation, inner, paired);
}

/** It may be `or`, or keep what the left side has. */
function inferUnknownOperator(left: Inference, right: Inference): Inference {
  return {
    ...UNKNOWN,
    labels: joinLabels(left.labels, right.labels),
    sources: joinSources(left.sources, right.sources),
  };
}

function inferScalars({ operator, bool }: BinaryOperation, left: Inference, right: Inference): Inference {
  const name = operator.name ?? "";
  if (COMPARISONS.has(name) || bool !== undefined) {
    const truth = compareBounds(name, left.bounds, right.bounds);
    const bounds = truth === "sometimes" ? SHARE : point(truth === "always" ? 1 : 0);
    return { ...SCALAR, measure: measureOf("boolean"), bounds };
  }
  return {
    ...SCALAR,
    measure: calculateMeasure(name, left, right),
    bounds: calculateBounds(name, left.bounds, right.bounds),
  };
}

/** `and` and `unless`: some series of the left side. */
function inferFilter(operation: BinaryOperation, left: Inference, right: Inference): Inference {
  const isAnd = operation.operator.name === "and";
  if (left.presence === "never") return left;
  if (right.presence === "never") return isAnd ? emptied(left, right.emptyBy ?? operation.right) : left;
  const presence = "sometimes";
  const isOnNothing = operation.matching?.clause === "on" && isClosed(operation.matching, 0);
  const isPartial = true;
  if (!isAnd) {
    if (isOnNothing && right.presence === "always") return emptied(left, operation.operator);
    return { ...left, presence, isPartial };
  }
  if (isOnNothing && right.presence === "always") return left;
  const labels = matchSides(operation, left.labels, right.labels);
  if (labels === undefined) return emptied(left, operation.matching ?? operation.operator);
  return { ...left, presence, isPartial, labels };
}

function isClosed({ isOpen, labels }: Matching, count: number): boolean {
  return !isOpen && labels.length === count;
}

/** What is the same for all operators of numbers but the numbers. */
function pairSides(operation: BinaryOperation, left: Inference, right: Inference): Inference {
  const common: Inference = {
    ...UNKNOWN,
    type: "vector",
    isPartial: left.isPartial || right.isPartial || (operation.matching?.group?.labels.length ?? 0) > 0,
    sources: joinSources(left.sources, right.sources),
  };
  const never = [left, right].find(({ presence }) => presence === "never");
  if (left.type === "any" || right.type === "any") {
    const labels = left.type === "scalar" ? right.labels : UNKNOWN_LABELS;
    const paired: Inference = {
      ...common,
      type: "any",
      labels: right.type === "scalar" ? left.labels : labels,
    };
    return never === undefined ? paired : emptied(paired, never.emptyBy ?? operation);
  }
  const [one, many] = left.type === "scalar" ? [left, right] : [right, left];
  if (one.type === "scalar") {
    const isFilter = COMPARISONS.has(operation.operator.name ?? "");
    const labels = isFilter ? many.labels : dropName(many.labels, operation.operator);
    return { ...common, labels, presence: many.presence, emptyBy: many.emptyBy };
  }
  const labels = matchSides(operation, left.labels, right.labels);
  const span = operation.matching ?? operation.operator;
  const base = labels ?? left.labels;
  const paired = { ...common, labels: resultLabels(operation, base, left, right) };
  if (never !== undefined) return emptied(paired, never.emptyBy ?? span);
  if (labels === undefined) return emptied(paired, span);
  return isAlwaysPaired(operation, left, right) ? { ...paired, presence: "always" } : paired;
}

/** Both are one series without labels, as `sum(x) or vector(0)`. */
function isAlwaysPaired({ matching }: BinaryOperation, left: Inference, right: Inference): boolean {
  const sides = [left, right];
  if (sides.some(({ presence }) => presence !== "always") || matching?.isOpen) return false;
  return sides.every(({ labels }) =>
    [...labels.named.values(), labels.others].every(({ presence }) => presence === "gone"),
  );
}

/**
 * The labels of the side with many series (the left one unless it is `group_right`), where both sides have the same
 * values; `undefined` if no series of one side ever matches one of the other.
 */
function matchSides(
  { matching }: BinaryOperation,
  left: ResultLabels,
  right: ResultLabels,
): ResultLabels | undefined {
  const isRight = matching?.group?.side === "right";
  const [many, one] = isRight ? [right, left] : [left, right];
  if (matching?.isOpen) return many;
  const names = new Set(matching?.labels.map(({ name }) => name) ?? []);
  const isOn = matching?.clause === "on";
  let isDisjoint = false;
  const pair = (a: LabelState, b: LabelState, label: string | undefined): LabelState => {
    const isMatched = isOn
      ? label !== undefined && names.has(label)
      : label !== "__name__" && (label === undefined || !names.has(label));
    if (!isMatched) return a;
    const met = meetStates(a, b);
    isDisjoint ||= met === undefined;
    return met ?? a;
  };
  let labels = pairLabels(many, one, pair);
  for (const name of names) {
    if (!labels.named.has(name))
      labels = setLabel(labels, name, pair(stateOf(many, name), stateOf(one, name), name));
  }
  return isDisjoint ? undefined : labels;
}

function resultLabels(
  { matching, operator, bool }: BinaryOperation,
  matched: ResultLabels,
  left: Inference,
  right: Inference,
): ResultLabels {
  const isFilter = COMPARISONS.has(operator.name ?? "") && bool === undefined;
  let labels = isFilter ? matched : dropName(matched, operator);
  if (matching === undefined) return labels;
  const { clause, group, isOpen } = matching;
  const names = matching.labels.map(({ name }) => name);
  if (group === undefined) {
    const removed = { names, span: matching, isOpen };
    return clause === "on" ? keepLabels(labels, removed) : dropLabels(labels, removed);
  }
  if (group.isOpen) return UNKNOWN_LABELS;
  const one = group.side === "left" ? right : left;
  for (const { name } of group.labels) labels = setLabel(labels, name, stateOf(one.labels, name));
  return labels;
}

function compare(
  operation: BinaryOperation,
  left: Inference,
  right: Inference,
  paired: Inference,
): Inference {
  const { operator, bool } = operation;
  const name = operator.name ?? "";
  const truth = compareBounds(name, left.bounds, right.bounds);
  if (bool !== undefined) {
    const labels = dropName(paired.labels, operator);
    const bounds = truth === "never" ? point(0) : SHARE;
    return { ...paired, labels, measure: measureOf("boolean"), bounds };
  }
  const isMirrored = left.type === "scalar";
  const [kept, other] = isMirrored ? [right, left] : [left, right];
  const bounds = filterBounds(isMirrored ? mirrored(name) : name, kept.bounds, other.bounds);
  const presence = truth === "always" || paired.presence === "never" ? paired.presence : "sometimes";
  const { measure, origin } = kept;
  const compared: Inference = { ...paired, presence, isPartial: true, measure, bounds, origin };
  return truth === "never" ? emptied(compared, operator) : compared;
}

function calculate(
  operation: BinaryOperation,
  inner: (part: Expression) => Inference,
  paired: Inference,
): Inference {
  const name = operation.operator.name ?? "";
  const [left, right] = [inner(operation.left), inner(operation.right)];
  if (left.type === "any" || right.type === "any")
    return { ...paired, measure: UNKNOWN_MEASURE, bounds: UNBOUNDED };
  const measure = calculateMeasure(name, left, right);
  const bounds = calculateBounds(name, left.bounds, right.bounds);
  if (name === "/" && left.bounds.least >= 0 && right.bounds.least >= 0) {
    const share = shareBounds(operation, (part) => inner(part).bounds);
    if (share !== undefined) return { ...paired, measure: measureOf("ratio"), bounds: share };
  }
  return { ...paired, measure, bounds, origin: scaledOrigin(name, left, right) };
}

/** Multiplied by a number, the values still come from the same series. */
function scaledOrigin(operator: string, left: Inference, right: Inference): Inference["origin"] {
  if (operator !== "*" && operator !== "/") return undefined;
  if (right.measure.kind === "constant") return left.origin;
  return operator === "*" && left.measure.kind === "constant" ? right.origin : undefined;
}
