import { type Expression, foldExpression } from "../promql/syntax-tree.js";
import { negateBounds, point } from "./bounds.js";
import { inferAggregation } from "./infer-aggregation.js";
import { inferBinary } from "./infer-binary.js";
import { inferCall } from "./infer-call.js";
import { type InferenceContext, inferSelector } from "./infer-selector.js";
import {
  type Inference,
  measureOf,
  resultOfInference,
  SCALAR,
  UNKNOWN,
  UNKNOWN_MEASURE,
} from "./inference.js";
import { dropName, NO_LABELS } from "./label-states.js";
import type { Result } from "./result.js";

/**
 * Infers what an expression and each part of it results in.
 *
 * @param root `undefined` for a query without one
 */
export function inferResults(
  root: Expression | undefined,
  context: InferenceContext,
): (part: Expression) => Result {
  const inferredOf = inferParts(root, context);
  const results = new Map<Expression, Result>();
  return (part) => {
    const result = results.get(part) ?? resultOfInference(inferredOf(part));
    results.set(part, result);
    return result;
  };
}

export function inferParts(
  root: Expression | undefined,
  context: InferenceContext,
): (part: Expression) => Inference {
  const inferences = new Map<Expression, Inference>();
  const infer = (expression: Expression, inner: (expression: Expression) => Inference) => {
    const inferred = inferPart(expression, inner, context);
    inferences.set(expression, inferred);
    return inferred;
  };
  if (root !== undefined) foldExpression<Inference>(root, infer);
  return (part) => inferences.get(part) ?? UNKNOWN;
}

function inferPart(
  expression: Expression,
  inner: (expression: Expression) => Inference,
  context: InferenceContext,
): Inference {
  switch (expression.kind) {
    case "number":
      return inferNumber(expression.value);
    case "string":
      return { ...UNKNOWN, type: "string", labels: NO_LABELS, presence: "always" };
    case "selector":
      return inferSelector(expression, context);
    case "range":
      return { ...inner(expression.selector), type: "matrix" };
    case "subquery":
      return inferSubquery(inner(expression.inner));
    case "parentheses":
      return inner(expression.inner);
    case "signed": {
      const inferred = inner(expression.inner);
      return expression.sign === "+" ? inferred : negate(inferred, expression);
    }
    case "aggregation":
      return inferAggregation(expression, inner);
    case "call":
      return inferCall(expression, inner);
    case "binary":
      return inferBinary(expression, inner);
    case "inserted":
      return UNKNOWN;
    default:
      return expression satisfies never;
  }
}

function inferNumber(value: number | undefined): Inference {
  const inferred = { ...SCALAR, measure: measureOf("constant") };
  return value === undefined ? inferred : { ...inferred, bounds: point(value) };
}

/** Its steps can all lie outside of the range, so that nothing is in it. */
function inferSubquery(inferred: Inference): Inference {
  return { ...inferred, type: "matrix", presence: inferred.presence === "never" ? "never" : "sometimes" };
}

function negate(inferred: Inference, sign: Expression): Inference {
  const measure =
    inferred.measure.kind === "constant"
      ? inferred.measure
      : { ...UNKNOWN_MEASURE, unit: inferred.measure.unit };
  return {
    ...inferred,
    labels: dropName(inferred.labels, { start: sign.start, end: sign.start + 1 }),
    measure,
    bounds: negateBounds(inferred.bounds),
    origin: undefined,
  };
}
