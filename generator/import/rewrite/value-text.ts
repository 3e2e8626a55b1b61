import { ts } from "ts-morph";
import { skipWrapping } from "../source/syntax.js";
import { hasFlags, mayBeMissing, typeOfValue } from "./label-value.js";
import { left, type Rewritten } from "./left.js";
import type { Target } from "./target.js";

/** The value, which the compiler knows to be a number, or of a call that need not give one. */
export function asItIs(
  value: ts.Expression | undefined,
  { checker }: Pick<Target, "checker">,
): Rewritten<string | undefined> {
  if (value === undefined) return { done: undefined };
  const type = typeOfValue(value, checker);
  const known = hasFlags(type, ts.TypeFlags.NumberLike | ts.TypeFlags.Undefined | ts.TypeFlags.Any);
  if (!known)
    return left(value, `the value is \`${checker.typeToString(type)}\`, and a recorder wants a number`);
  return { done: value.getText() };
}

/** What `dec` takes off, to be added. */
export function negated(
  value: ts.Expression | undefined,
  { checker }: Pick<Target, "checker">,
): Rewritten<string> {
  if (value === undefined) return { done: "-1" };
  if (mayBeMissing(typeOfValue(value, checker))) return left(value, "the value may be undefined here");
  const at = skipWrapping(value);
  const simple =
    ts.isNumericLiteral(at) ||
    ts.isIdentifier(at) ||
    ts.isPropertyAccessExpression(at) ||
    ts.isCallExpression(at);
  return { done: simple ? `-${at.getText()}` : `-(${value.getText()})` };
}
