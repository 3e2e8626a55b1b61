import { ts } from "ts-morph";
import { wrapped } from "./syntax.js";

/** The calls that stop the timer which `x.startTimer()` starts: `end(…)` of `const end = x.startTimer()`. */
export function timerStops(start: ts.CallExpression, checker: ts.TypeChecker): readonly ts.CallExpression[] {
  const value = wrapped(start);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.expression === value) return [parent];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return callsOfVariable(parent.name, checker);
}

/** Every call, in the file of a variable, of the function that the variable holds. */
function callsOfVariable(name: ts.Identifier, checker: ts.TypeChecker): readonly ts.CallExpression[] {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name.text) {
      if (checker.getSymbolAtLocation(node.expression) === symbol) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return found;
}
