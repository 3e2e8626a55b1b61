import { ts } from "ts-morph";
import type { Arguments } from "./followed.js";
import { unaliased } from "./syntax.js";

/** The function that an expression calls, where there is one declaration with a body. */
export function calledFunction(
  callee: ts.Expression,
  checker: ts.TypeChecker,
): ts.SignatureDeclaration | undefined {
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined) return undefined;
  const functions = (unaliased(symbol, checker).declarations ?? [])
    .map((declaration) =>
      ts.isVariableDeclaration(declaration) ||
      ts.isPropertyDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration)
        ? declaration.initializer
        : declaration,
    )
    .filter((node): node is ts.FunctionLikeDeclaration => {
      return node !== undefined && ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
    });
  return functions.length === 1 ? functions[0] : undefined;
}

export function returned(called: ts.SignatureDeclaration): ts.Expression | undefined {
  const body = (called as ts.FunctionLikeDeclaration).body; // a called function has a body
  if (body === undefined) return undefined;
  if (!ts.isBlock(body)) return body as ts.Expression; // of an arrow function, the other kind of body
  const [only, more] = body.statements;
  return only !== undefined && more === undefined && ts.isReturnStatement(only) ? only.expression : undefined;
}

/** What a call gives for each parameter; `undefined` for one that it leaves out. */
export function argumentsOf(called: ts.SignatureDeclaration, values: readonly ts.Expression[]): Arguments {
  const spread = values.findIndex(ts.isSpreadElement);
  const known = spread < 0 ? called.parameters : called.parameters.slice(0, spread);
  return new Map(
    known.filter(({ dotDotDotToken }) => dotDotDotToken === undefined).map((one, at) => [one, values[at]]),
  );
}
