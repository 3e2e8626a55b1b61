import type { KnownMetrics, KnownSeries } from "../known-metrics.js";
import { type Expression, foldExpression, type VectorSelector } from "../promql/syntax-tree.js";
import type { Bounds, LabelState, Measure, Result, ResultLabels, Selection } from "./result.js";

export interface InferenceContext {
  readonly known: KnownMetrics;
  /** What a selector selects, by its name alone. */
  readonly select: (selector: VectorSelector) => Selection;
}

/** Infers what an expression and each part of it results in. */
export function inferResults(root: Expression, context: InferenceContext): (part: Expression) => Result {
  const results = new Map<Expression, Result>();
  foldExpression<Result>(root, (expression, inner) => {
    const result = inferResult(expression, inner, context);
    results.set(expression, result);
    return result;
  });
  return (part) => results.get(part) ?? UNKNOWN;
}

function inferResult(
  expression: Expression,
  inner: (expression: Expression) => Result,
  context: InferenceContext,
): Result {
  switch (expression.kind) {
    case "number": {
      const { value } = expression;
      const bounds = value === undefined || Number.isNaN(value) ? UNBOUNDED : { least: value, most: value };
      const measure: Measure = { kind: "constant", unit: undefined, bucketBounds: undefined };
      return { ...UNKNOWN, type: "scalar", labels: NO_LABELS, measure, bounds, presence: "always" };
    }
    case "string":
      return { ...UNKNOWN, type: "string", labels: NO_LABELS };
    case "selector":
      return selectorResult(expression, context);
    case "range":
      return { ...inner(expression.selector), type: "matrix" };
    case "subquery":
      return { ...inner(expression.inner), type: "matrix" };
    case "parentheses":
      return inner(expression.inner);
    default:
      return UNKNOWN;
  }
}

const UNBOUNDED: Bounds = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
const ANY_LABEL: LabelState = { presence: "maybe", values: undefined, removedBy: undefined };
const NO_LABEL: LabelState = { presence: "gone", values: new Set(), removedBy: undefined };
const NO_LABELS: ResultLabels = { named: new Map(), others: NO_LABEL };

/** A result of which nothing is known. */
const UNKNOWN: Result = {
  type: "any",
  labels: { named: new Map(), others: ANY_LABEL },
  measure: { kind: "unknown", unit: undefined, bucketBounds: undefined },
  bounds: UNBOUNDED,
  presence: "sometimes",
  emptyBy: undefined,
  selectors: [],
};

function selectorResult(selector: VectorSelector, { known, select }: InferenceContext): Result {
  const selection = select(selector);
  const common: Result = { ...UNKNOWN, type: "vector", selectors: [{ selector, selection }] };
  if (selection.kind !== "series") return common;
  const [first, ...others] = selection.series;
  if (others.length > 0) return common;
  return { ...common, labels: labelsOf(first, known) };
}

/** Those that the program gives, and any of those that Prometheus gives to targets. */
function labelsOf({ labels, isOpen }: KnownSeries, { targetLabels }: KnownMetrics): ResultLabels {
  const targets = [...targetLabels].map((label) => [label, ANY_LABEL] as const);
  const own = [...labels].map(
    ([label, values]) => [label, { presence: "there", values, removedBy: undefined }] as const,
  );
  return { named: new Map<string, LabelState>([...targets, ...own]), others: isOpen ? ANY_LABEL : NO_LABEL };
}
