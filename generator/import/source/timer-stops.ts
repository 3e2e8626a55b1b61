import { ts } from "ts-morph";
import { wrapped } from "./syntax.js";

/** Where a timer that a call starts is stopped. */
export interface TimerStops {
  /** The variable that holds the function which stops it; `undefined` where it goes elsewhere. */
  readonly variable: ts.VariableDeclaration | undefined;
  /** Calls of that function. */
  readonly stops: readonly ts.CallExpression[];
  /** Where else it is named: its labels are not known there. */
  readonly others: readonly ts.Identifier[];
}

/** Where the timer that `x.startTimer()` starts is stopped: `const end = x.startTimer()`, and `end(…)`. */
export function timerStops(start: ts.CallExpression, checker: ts.TypeChecker): TimerStops {
  const value = wrapped(start);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.expression === value) {
    return { variable: undefined, stops: [parent], others: [] };
  }
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) {
    return { variable: undefined, stops: [], others: [] };
  }
  const stops: ts.CallExpression[] = [];
  const others: ts.Identifier[] = [];
  for (const name of namesOfVariable(parent, checker)) {
    if (ts.isCallExpression(name.parent) && name.parent.expression === name) stops.push(name.parent);
    else others.push(name);
  }
  return { variable: parent, stops, others };
}

/** Every place in the file that names a variable, but for its declaration. */
export function namesOfVariable(
  declaration: ts.VariableDeclaration,
  checker: ts.TypeChecker,
): readonly ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(declaration.name);
  const text = declaration.name.getText();
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === text && node !== declaration.name) {
      const named = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      if (named === symbol) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}
