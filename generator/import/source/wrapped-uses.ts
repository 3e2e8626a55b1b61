import { ts } from "ts-morph";
import { findCalls } from "./function-calls.js";
import type { MetricUse, WrapperCall } from "./metric-uses.js";
import type { OwnerResolver } from "./resolve-metrics.js";
import { enclosingFunction, includeWrapping, literalName, skipWrapping } from "./source-syntax.js";
import type { SyntaxIndex } from "./syntax-index.js";

/**
 * Splits the uses that a factory or a class has in its functions by the calls of these functions: each call is a use of the
 * metric that its object was made with. Where a call is not known, or not the metric that it is of, all metrics have the labels.
 */
export function splitWrappedUses(
  uses: readonly MetricUse[],
  resolveOwned: OwnerResolver,
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): readonly MetricUse[] {
  const byCall = new Map<ts.CallExpression, MetricUse[]>();
  for (const use of uses) byCall.set(use.call, [...(byCall.get(use.call) ?? []), use]);
  return [...byCall.values()].flatMap((ofCall) => {
    const [use, other] = ofCall;
    const wrapper = use === undefined || other === undefined ? undefined : findWrapper(use, checker);
    if (use === undefined || wrapper === undefined) return ofCall;
    const { calls, areAll } = findCalls(wrapper, index, checker);
    const isRecursive = calls.some((call) => ts.findAncestor(call, (node) => node === wrapper) !== undefined);
    if (!areAll || calls.length === 0 || isRecursive) return ofCall;
    const metrics = ofCall.map(({ metric }) => metric);
    return calls.flatMap((call): readonly MetricUse[] => {
      const object = findObject(skipWrapping(call.expression), checker);
      const owned = object === undefined ? undefined : resolveOwned(object, metrics);
      return (owned ?? metrics).map((metric) => ({
        ...use,
        metric,
        isSure: owned?.length === 1,
        passedBy: { wrapper, call },
      }));
    });
  });
}

/** The object whose function is called: `metric` for `metric.count()`, and for `count()` of `const { count } = metric`. */
function findObject(callee: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(callee)) return callee.expression;
  const declaration = ts.isIdentifier(callee) ? declarationOf(callee, checker) : undefined;
  const owner =
    declaration !== undefined && ts.isBindingElement(declaration) ? declaration.parent.parent : undefined;
  return owner !== undefined && ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
}

/** The function whose parameters the labels are made of, or that returns a timer; `undefined` if there is no such one. */
function findWrapper(
  { labels, method, call }: MetricUse,
  checker: ts.TypeChecker,
): ts.SignatureDeclaration | undefined {
  const found = new Set<ts.SignatureDeclaration>();
  const visit = (node: ts.Node): void => {
    const parameter = ts.isIdentifier(node) ? parameterOf(declarationOf(node, checker)) : undefined;
    const wrapper = parameter === undefined ? undefined : enclosingFunction(parameter.name);
    if (wrapper !== undefined) found.add(wrapper);
    ts.forEachChild(node, visit);
  };
  if (labels.kind === "object") visit(labels.object);
  if (labels.kind === "values") labels.values.forEach(visit);
  const around = enclosingFunction(call);
  if (method === "startTimer" && around !== undefined && isReturnedBy(call, around)) found.add(around);
  return found.size === 1 ? [...found][0] : undefined;
}

/** True for `return x.startTimer()` and `() => x.startTimer()`. */
export function isReturnedBy(call: ts.CallExpression, wrapper: ts.SignatureDeclaration): boolean {
  const value = includeWrapping(call);
  const { parent } = value;
  return parent === wrapper || (ts.isReturnStatement(parent) && enclosingFunction(parent) === wrapper);
}

function declarationOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Declaration | undefined {
  const symbol =
    ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  return symbol?.valueDeclaration;
}

/** The parameter that declares a name, or that a pattern with the name takes apart. */
function parameterOf(declaration: ts.Declaration | undefined): ts.ParameterDeclaration | undefined {
  if (declaration === undefined || ts.isParameter(declaration)) return declaration;
  const owner = ts.isBindingElement(declaration) ? declaration.parent.parent : undefined;
  return owner !== undefined && ts.isParameter(owner) ? owner : undefined;
}

/**
 * Makes a function that gives, for the name of a parameter of the wrapper, the argument of the call: `undefined` if the call
 * omits it. It gives other nodes, and what it cannot tell, as they are.
 */
export function createArgumentOf(
  { wrapper, call }: WrapperCall,
  checker: ts.TypeChecker,
): (node: ts.Node) => ts.Node | undefined {
  const values = call.arguments ?? [];
  const spread = values.findIndex(ts.isSpreadElement);
  return (node) => {
    const declaration = ts.isIdentifier(node) ? declarationOf(node, checker) : undefined;
    const parameter = parameterOf(declaration);
    const at = parameter === undefined ? -1 : wrapper.parameters.indexOf(parameter);
    const isUnknown = parameter?.dotDotDotToken !== undefined || (spread !== -1 && spread <= at);
    if (parameter === undefined || at === -1 || isUnknown) return node;
    const value = values[at] ?? parameter.initializer;
    if (declaration === parameter || value === undefined) return value;
    return memberOf(value, declaration as ts.BindingElement, node); // what else has a parameter
  };
}

/** What a name in a pattern takes of an argument, if that is a literal. */
function memberOf(value: ts.Expression, element: ts.BindingElement, node: ts.Node): ts.Node | undefined {
  const object = skipWrapping(value);
  const name = (element.propertyName ?? element.name).getText();
  if (!ts.isObjectLiteralExpression(object) || element.dotDotDotToken !== undefined) return node;
  if (object.properties.some(ts.isSpreadAssignment)) return node;
  const property = object.properties.find((one) => one.name !== undefined && literalName(one.name) === name);
  if (property === undefined) return element.initializer;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : node;
}
