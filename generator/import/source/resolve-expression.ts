import { ts } from "ts-morph";
import { enclosingFunction, literalName, resolveAlias, skipWrapping } from "./source-syntax.js";

/** The arguments of a call by parameter; `undefined` for an argument that the call omits. */
export type CallArguments = ReadonlyMap<ts.ParameterDeclaration, ts.Expression | undefined>;

/** The context in which expressions are resolved to constants. */
export interface ConstantScope {
  readonly checker: ts.TypeChecker;
  /** The arguments of the calls around the expression. */
  readonly callArguments: CallArguments;
  /** Called with a function when one of its parameters is needed and no call of it is known. */
  readonly onMissingArgument: (wrapper: ts.SignatureDeclaration) => void;
}

export function emptyScope(checker: ts.TypeChecker): ConstantScope {
  return { checker, callArguments: new Map(), onMissingArgument: () => {} };
}

/** Ends the resolution of names that are defined by themselves. */
export const DEEPEST_EXPRESSION = 24;

/** Resolves the properties of a constant object. `undefined` if it is none, or an unknown object is spread into it. */
export function resolveProperties(
  node: ts.Node,
  scope: ConstantScope,
  depth = 0,
): ReadonlyMap<string, ts.Expression> | undefined {
  if (depth > DEEPEST_EXPRESSION) return undefined;
  const at = resolveExpression(node, scope, depth);
  if (at === undefined || !ts.isObjectLiteralExpression(at)) return undefined;
  const found = new Map<string, ts.Expression>();
  for (const property of at.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = resolveProperties(property.expression, scope, depth + 1);
      if (spread === undefined && !isOmitted(property.expression, scope)) return undefined;
      for (const [name, value] of spread ?? []) found.set(name, value);
    } else if (ts.isPropertyAssignment(property)) {
      const name = literalName(property.name);
      if (name !== undefined) found.set(name, property.initializer);
    } else if (ts.isShorthandPropertyAssignment(property)) found.set(property.name.text, property.name);
    else if (ts.isMethodDeclaration(property)) {
      const name = literalName(property.name);
      if (name !== undefined) found.set(name, property.name as ts.Identifier);
    }
  }
  return found;
}

/** True if the expression is a parameter whose argument the call omits. */
export function isOmitted(node: ts.Expression, scope: ConstantScope): boolean {
  return resolveExpression(node, scope) === undefined;
}

/**
 * Resolves an expression to the constant that it always evaluates to. Returns the expression where resolution ends,
 * such as a variable that may change, and `undefined` for an argument that a call omits.
 */
export function resolveExpression(node: ts.Node, scope: ConstantScope, depth = 0): ts.Node | undefined {
  if (depth > DEEPEST_EXPRESSION) return undefined;
  const at = skipWrapping(node);
  if (ts.isIdentifier(at)) return resolveSymbol(at, valueSymbol(at, scope.checker), scope, depth + 1);
  if (ts.isPropertyAccessExpression(at)) return resolveMember(at, at.name.text, scope, depth + 1);
  if (ts.isElementAccessExpression(at) && ts.isStringLiteralLike(at.argumentExpression)) {
    return resolveMember(at, at.argumentExpression.text, scope, depth + 1);
  }
  const operand = ts.isBinaryExpression(at) ? resolveDefault(at, scope, depth + 1) : undefined;
  return operand ?? at;
}

function valueSymbol(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/** Resolves `a ?? b` to `b` if a call omits `a`, and to `a` if that is constant. */
function resolveDefault(node: ts.BinaryExpression, scope: ConstantScope, depth: number): ts.Node | undefined {
  const { operatorToken, left, right } = node;
  const { QuestionQuestionToken, BarBarToken } = ts.SyntaxKind;
  if (operatorToken.kind !== QuestionQuestionToken && operatorToken.kind !== BarBarToken) return undefined;
  const value = resolveExpression(left, scope, depth);
  const isUndefined = value !== undefined && ts.isIdentifier(value) && value.text === "undefined";
  if (value === undefined || isUndefined) return resolveExpression(right, scope, depth);
  return isConstantSyntax(value) ? value : undefined;
}

function isConstantSyntax(node: ts.Node): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isObjectLiteralExpression(node)
  );
}

function resolveMember(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  scope: ConstantScope,
  depth: number,
): ts.Node | undefined {
  const properties = resolveProperties(node.expression, scope, depth);
  if (properties !== undefined) {
    const value = properties.get(name);
    return value === undefined ? undefined : resolveExpression(value, scope, depth);
  }
  return resolveSymbol(node, scope.checker.getSymbolAtLocation(node), scope, depth);
}

/** Returns `undefined` for an omitted argument, and the node itself if its symbol is not constant. */
function resolveSymbol(
  node: ts.Node,
  named: ts.Symbol | undefined,
  scope: ConstantScope,
  depth: number,
): ts.Node | undefined {
  if (named === undefined) return node;
  const symbol = resolveAlias(named, scope.checker);
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return node;
  if (ts.isParameter(declaration)) return resolveParameter(node, declaration, scope, depth);
  if (ts.isBindingElement(declaration)) return resolveBinding(node, declaration, scope, depth);
  if (ts.isEnumMember(declaration)) return declaration;
  if (ts.isExportAssignment(declaration)) return resolveExpression(declaration.expression, scope, depth);
  const value = constantInitializer(declaration);
  return value === undefined ? node : resolveExpression(value, scope, depth);
}

/** The initializer of a declaration that the language keeps from changing. */
function constantInitializer(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const constant = ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const;
    return constant ? declaration.initializer : undefined;
  }
  if (ts.isPropertyDeclaration(declaration)) {
    const fixed = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly;
    return fixed || ts.isPrivateIdentifier(declaration.name) ? declaration.initializer : undefined;
  }
  return ts.isPropertyAssignment(declaration) ? declaration.initializer : undefined;
}

function resolveParameter(
  node: ts.Node,
  declaration: ts.ParameterDeclaration,
  scope: ConstantScope,
  depth: number,
): ts.Node | undefined {
  if (!scope.callArguments.has(declaration)) {
    const wrapper = enclosingFunction(declaration.name);
    if (wrapper !== undefined) scope.onMissingArgument(wrapper);
    return node;
  }
  const value = scope.callArguments.get(declaration) ?? declaration.initializer;
  return value === undefined ? undefined : resolveExpression(value, scope, depth);
}

/** Resolves `{ name }` of a parameter or of a constant object. */
function resolveBinding(
  node: ts.Node,
  declaration: ts.BindingElement,
  scope: ConstantScope,
  depth: number,
): ts.Node | undefined {
  const name = (declaration.propertyName ?? declaration.name).getText();
  const owner = declaration.parent.parent;
  const properties = declaration.dotDotDotToken ? undefined : resolvePattern(owner, scope, depth);
  if (properties === undefined) return node;
  const value = properties.get(name) ?? declaration.initializer;
  return value === undefined ? undefined : resolveExpression(value, scope, depth);
}

function resolvePattern(
  owner: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
  scope: ConstantScope,
  depth: number,
): ReadonlyMap<string, ts.Expression> | undefined {
  if (ts.isBindingElement(owner)) return undefined;
  if (!ts.isParameter(owner)) {
    return owner.initializer === undefined ? undefined : resolveProperties(owner.initializer, scope, depth);
  }
  if (!scope.callArguments.has(owner)) {
    const wrapper = enclosingFunction(owner.name);
    if (wrapper !== undefined) scope.onMissingArgument(wrapper);
    return undefined;
  }
  const value = scope.callArguments.get(owner) ?? owner.initializer;
  return value === undefined ? new Map() : resolveProperties(value, scope, depth);
}

/** The function that an expression calls, if it has exactly one declaration with a body. */
export function resolveFunction(
  callee: ts.Expression,
  checker: ts.TypeChecker,
): ts.SignatureDeclaration | undefined {
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined) return undefined;
  const functions = (resolveAlias(symbol, checker).declarations ?? [])
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

/** The expression that a function returns, if it does nothing else. */
export function returnedExpression(called: ts.SignatureDeclaration): ts.Expression | undefined {
  const body = (called as ts.FunctionLikeDeclaration).body; // the callers pass functions with a body
  if (body === undefined) return undefined;
  if (!ts.isBlock(body)) return body as ts.Expression; // the body of an arrow function
  const [only, more] = body.statements;
  return only !== undefined && more === undefined && ts.isReturnStatement(only) ? only.expression : undefined;
}

/** Binds the arguments of a call to the parameters before a spread argument. */
export function bindArguments(
  called: ts.SignatureDeclaration,
  values: readonly ts.Expression[],
): CallArguments {
  const spread = values.findIndex(ts.isSpreadElement);
  const known = spread < 0 ? called.parameters : called.parameters.slice(0, spread);
  return new Map(
    known.filter(({ dotDotDotToken }) => dotDotDotToken === undefined).map((one, at) => [one, values[at]]),
  );
}
