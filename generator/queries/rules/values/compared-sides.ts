import { type BinaryOperation, type Expression, withoutParentheses } from "../../promql/syntax-tree.js";
import type { Result } from "../../results/result.js";
import type { CheckedQuery } from "../rule.js";

export type ComparisonOperator = "==" | "!=" | ">" | "<" | ">=" | "<=";

/** The same comparison with its sides exchanged. */
const REVERSED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "==": "==",
  "!=": "!=",
  ">": "<",
  "<": ">",
  ">=": "<=",
  "<=": ">=",
};

export function comparisonOf({ operator }: BinaryOperation): ComparisonOperator | undefined {
  return Object.keys(REVERSED).find((name): name is ComparisonOperator => name === operator.name);
}

/** A comparison, turned so that a number of the query stands on its right. */
export interface Sides {
  readonly comparison: BinaryOperation;
  readonly operator: ComparisonOperator;
  readonly values: Expression;
  readonly limit: Expression;
  readonly ofValues: Result;
  readonly ofLimit: Result;
}

export function sidesOf(
  { resultOf }: CheckedQuery,
  comparison: BinaryOperation,
  operator: ComparisonOperator,
): Sides | undefined {
  const { left, right } = comparison;
  const ofLeft = resultOf(left);
  const ofRight = resultOf(right);
  // What is empty is found where it becomes empty.
  if (ofLeft.presence === "never" || ofRight.presence === "never") return undefined;
  const inOrder = { comparison, operator, values: left, limit: right, ofValues: ofLeft, ofLimit: ofRight };
  if (!isConstantNumber(ofLeft) || isConstantNumber(ofRight)) return inOrder;
  const reversed = REVERSED[operator];
  return { comparison, operator: reversed, values: right, limit: left, ofValues: ofRight, ofLimit: ofLeft };
}

export function isNotANumber(limit: Expression): boolean {
  const number = withoutParentheses(limit);
  return number.kind === "number" && number.value !== undefined && Number.isNaN(number.value);
}

/** The operator and the number; without a number, the whole comparison. */
export function placeOf({ resultOf }: CheckedQuery, { left, right, operator, start, end }: BinaryOperation) {
  if (isConstantNumber(resultOf(right)) || resultOf(right).type === "scalar")
    return { start: operator.start, end };
  if (resultOf(left).type === "scalar") return { start, end: operator.end };
  return { start, end };
}

/** Whether a number of the query stands alone. */
export function isConstantNumber({ measure, bounds }: Result): boolean {
  return measure.kind === "constant" && bounds.least === bounds.most;
}

/** The comparisons that decide alone what an expression results in: those of an alert decide whether it fires. */
export function decidingComparisons(expression: Expression): readonly BinaryOperation[] {
  const found: BinaryOperation[] = [];
  const open = [expression];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.kind === "parentheses") open.push(part.inner);
    else if (part.kind === "aggregation" && part.inner !== undefined) open.push(part.inner);
    else if (part.kind === "binary" && part.operator.name === "or") open.push(part.right, part.left);
    else if (part.kind === "binary" && part.bool === undefined) found.push(part);
  }
  return found;
}
