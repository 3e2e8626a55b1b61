import { type BinaryOperation, type Expression, withoutParentheses } from "../promql/syntax-tree.js";

/** Parts of an alert's expression of which each must be true: the sides of `and`, and the left side of `unless`. */
export function conditionsIn(expression: Expression): readonly Expression[] {
  const conditions: Expression[] = [];
  const open: Expression[] = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const part = withoutParentheses(next);
    if (part.kind === "binary" && part.operator.name === "and") open.push(part.right, part.left);
    else if (part.kind === "binary" && part.operator.name === "unless") open.push(part.left);
    else conditions.push(part);
  }
  return conditions;
}

/** A comparison with a number, the number on the right: `0 < x` is `x > 0`. */
export interface ConstantComparison {
  readonly operator: string;
  readonly compared: Expression;
  readonly value: number;
  readonly comparison: BinaryOperation;
}

/** `undefined` if the expression is no comparison that filters by a number. */
export function constantComparison(expression: Expression): ConstantComparison | undefined {
  const comparison = withoutParentheses(expression);
  if (comparison.kind !== "binary" || !isFilter(comparison)) return undefined;
  const { left, right, operator } = comparison;
  const ofRight = constantOf(right);
  if (ofRight !== undefined) {
    return { operator: operator.name, compared: left, value: ofRight, comparison };
  }
  const ofLeft = constantOf(left);
  if (ofLeft === undefined) return undefined;
  const mirrored = MIRRORED.get(operator.name) ?? operator.name;
  return { operator: mirrored, compared: right, value: ofLeft, comparison };
}

const MIRRORED: ReadonlyMap<string, string> = new Map([
  ["<", ">"],
  [">", "<"],
  ["<=", ">="],
  [">=", "<="],
]);

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">="]);

/** Whether it is a comparison, with `bool` or without. */
export function isComparison(
  operation: BinaryOperation,
): operation is BinaryOperation & { readonly operator: { readonly name: string } } {
  return operation.operator.name !== undefined && COMPARISONS.has(operation.operator.name);
}

function isFilter(
  operation: BinaryOperation,
): operation is BinaryOperation & { readonly operator: { readonly name: string } } {
  return operation.bool === undefined && isComparison(operation);
}

/** The number that an expression consists of; `undefined` for others. */
function constantOf(expression: Expression): number | undefined {
  const inner = withoutParentheses(expression);
  if (inner.kind === "number") return inner.value;
  if (inner.kind !== "signed") return undefined;
  const value = constantOf(inner.inner);
  return value === undefined ? undefined : inner.sign === "-" ? -value : value;
}
