import type { BinaryOperation, Expression } from "./syntax-tree.js";

/** By operator. A power binds to its right, all others to their left. */
export const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ["or", 1],
  ["and", 2],
  ["unless", 2],
  ...["==", "!=", "<", ">", "<=", ">=", "</", ">/"].map((operator) => [operator, 3] as const),
  ["+", 4],
  ["-", 4],
  ...["*", "/", "%", "atan2"].map((operator) => [operator, 5] as const),
  ["^", 6],
]);
export const SIGN_PRECEDENCE = 5;
/** Of an operator that a variable inserts. */
export const VARIABLE_PRECEDENCE = 3;

/** What waits for its right operand. */
type PendingOperator = { readonly precedence: number } & (
  | { readonly kind: "sign"; readonly sign: "+" | "-"; readonly start: number }
  | ({ readonly kind: "binary" } & Pick<BinaryOperation, "operator" | "bool" | "matching">)
);

/** Operands, and the operators between them that wait for what follows. */
export interface OperandStack {
  readonly operands: Expression[];
  readonly operators: PendingOperator[];
}

/** Builds the operations that bind at least as much as an operator that follows. */
export function reduce({ operators, operands }: OperandStack, precedence: number): void {
  while (true) {
    const operator = operators.at(-1);
    if (operator === undefined || operator.precedence < precedence) return;
    operators.pop();
    const right = operands.pop();
    if (right === undefined) throw new Error("each operator has its operands");
    if (operator.kind === "sign") {
      const { sign, start } = operator;
      operands.push({ kind: "signed", sign, inner: right, start, end: right.end });
      continue;
    }
    const left = operands.pop();
    if (left === undefined) throw new Error("each operator has its operands");
    const { bool, matching } = operator;
    const span = { start: left.start, end: right.end };
    operands.push({ kind: "binary", operator: operator.operator, bool, matching, left, right, ...span });
  }
}
