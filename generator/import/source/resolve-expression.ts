import { ts } from "ts-morph";
import { enclosingFunction, skipWrapping, unaliased, writtenName } from "./source-syntax.js";

/** What the parameters of functions are for one call of them; `undefined` for what the call leaves out. */
export type Arguments = ReadonlyMap<ts.ParameterDeclaration, ts.Expression | undefined>;

/** Expressions are followed as far as they are constant: not beyond a variable that may change. */
export interface Scope {
  readonly checker: ts.TypeChecker;
  readonly given: Arguments;
  /** Told of a function whose parameter is not given, as its calls would tell what it is. */
  readonly needs: (wrapper: ts.SignatureDeclaration) => void;
}

/** Of what stands for itself, without arguments of anything around it. */
export function plainScope(checker: ts.TypeChecker): Scope {
  return { checker, given: new Map(), needs: () => {} };
}

/** Names that lead to themselves end. */
export const DEEPEST = 24;

/**
 * The properties of a constant object, with what is spread into it; of two by one name, the last. `undefined` if
 * it is no object literal, or something unknown is spread into it that may hold any name.
 */
export function constantProperties(
  node: ts.Node,
  scope: Scope,
  depth = 0,
): ReadonlyMap<string, ts.Expression> | undefined {
  if (depth > DEEPEST) return undefined;
  const at = followed(node, scope, depth);
  if (at === undefined || !ts.isObjectLiteralExpression(at)) return undefined;
  const found = new Map<string, ts.Expression>();
  for (const property of at.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = constantProperties(property.expression, scope, depth + 1);
      if (spread === undefined && !isLeftOut(property.expression, scope)) return undefined;
      for (const [name, value] of spread ?? []) found.set(name, value);
    } else if (ts.isPropertyAssignment(property)) {
      const name = writtenName(property.name);
      if (name !== undefined) found.set(name, property.initializer);
    } else if (ts.isShorthandPropertyAssignment(property)) found.set(property.name.text, property.name);
    else if (ts.isMethodDeclaration(property)) {
      const name = writtenName(property.name);
      if (name !== undefined) found.set(name, property.name as ts.Identifier);
    }
  }
  return found;
}

/** Whether a call has left out the argument that an expression stands for. */
export function isLeftOut(node: ts.Expression, scope: Scope): boolean {
  return followed(node, scope) === undefined;
}

/** The expression that a name stands for, if it can stand for no other. */
export function followed(node: ts.Node, scope: Scope, depth = 0): ts.Node | undefined {
  if (depth > DEEPEST) return undefined;
  const at = skipWrapping(node);
  if (ts.isIdentifier(at)) return followedSymbol(at, valueSymbol(at, scope.checker), scope, depth + 1);
  if (ts.isPropertyAccessExpression(at)) return followedMember(at, at.name.text, scope, depth + 1);
  if (ts.isElementAccessExpression(at) && ts.isStringLiteralLike(at.argumentExpression)) {
    return followedMember(at, at.argumentExpression.text, scope, depth + 1);
  }
  const chosen = ts.isBinaryExpression(at) ? chosenDefault(at, scope, depth + 1) : undefined;
  return chosen ?? at;
}

function valueSymbol(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
}

/** `a ?? b`: `b` if a call has left `a` out, `a` if it is constant. */
function chosenDefault(node: ts.BinaryExpression, scope: Scope, depth: number): ts.Node | undefined {
  const { operatorToken, left, right } = node;
  const { QuestionQuestionToken, BarBarToken } = ts.SyntaxKind;
  if (operatorToken.kind !== QuestionQuestionToken && operatorToken.kind !== BarBarToken) return undefined;
  const given = followed(left, scope, depth);
  if (given === undefined || isUndefined(given)) return followed(right, scope, depth);
  return isConstantSyntax(given) ? given : undefined;
}

function isUndefined(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === "undefined";
}

function isConstantSyntax(node: ts.Node): boolean {
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isArrayLiteralExpression(node) ||
    ts.isObjectLiteralExpression(node)
  );
}

function followedMember(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  scope: Scope,
  depth: number,
): ts.Node | undefined {
  const properties = constantProperties(node.expression, scope, depth);
  if (properties !== undefined) {
    const value = properties.get(name);
    return value === undefined ? undefined : followed(value, scope, depth);
  }
  return followedSymbol(node, scope.checker.getSymbolAtLocation(node), scope, depth);
}

/** `undefined` for a parameter that is left out; the node itself where the name leads no further. */
function followedSymbol(
  node: ts.Node,
  named: ts.Symbol | undefined,
  scope: Scope,
  depth: number,
): ts.Node | undefined {
  if (named === undefined) return node;
  const symbol = unaliased(named, scope.checker);
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return node;
  if (ts.isParameter(declaration)) return followedParameter(node, declaration, scope, depth);
  if (ts.isBindingElement(declaration)) return followedBinding(node, declaration, scope, depth);
  if (ts.isEnumMember(declaration)) return declaration;
  if (ts.isExportAssignment(declaration)) return followed(declaration.expression, scope, depth);
  const value = unchangingValue(declaration);
  if (value !== undefined) return followed(value, scope, depth);
  return node;
}

/** What a name is declared with, where the language forbids that it becomes something else. */
function unchangingValue(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration)) {
    const constant = ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const;
    return constant ? declaration.initializer : undefined;
  }
  if (ts.isPropertyDeclaration(declaration)) {
    const fixed = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly;
    return fixed || ts.isPrivateIdentifier(declaration.name) ? declaration.initializer : undefined;
  }
  if (ts.isPropertyAssignment(declaration)) return declaration.initializer;
  return undefined;
}

function followedParameter(
  node: ts.Node,
  declaration: ts.ParameterDeclaration,
  scope: Scope,
  depth: number,
): ts.Node | undefined {
  if (!scope.given.has(declaration)) {
    const wrapper = enclosingFunction(declaration.name);
    if (wrapper !== undefined) scope.needs(wrapper);
    return node;
  }
  const value = scope.given.get(declaration) ?? declaration.initializer;
  return value === undefined ? undefined : followed(value, scope, depth);
}

/** `{ name }` of a parameter or of a constant object. */
function followedBinding(
  node: ts.Node,
  declaration: ts.BindingElement,
  scope: Scope,
  depth: number,
): ts.Node | undefined {
  const name = (declaration.propertyName ?? declaration.name).getText();
  const of = declaration.parent.parent;
  const properties = declaration.dotDotDotToken ? undefined : patternProperties(of, scope, depth);
  if (properties === undefined) return node;
  const value = properties.get(name) ?? declaration.initializer;
  return value === undefined ? undefined : followed(value, scope, depth);
}

function patternProperties(
  of: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement,
  scope: Scope,
  depth: number,
): ReadonlyMap<string, ts.Expression> | undefined {
  if (ts.isBindingElement(of)) return undefined;
  if (!ts.isParameter(of)) {
    return of.initializer === undefined ? undefined : constantProperties(of.initializer, scope, depth);
  }
  if (!scope.given.has(of)) {
    const wrapper = enclosingFunction(of.name);
    if (wrapper !== undefined) scope.needs(wrapper);
    return undefined;
  }
  const value = scope.given.get(of) ?? of.initializer;
  return value === undefined ? new Map() : constantProperties(value, scope, depth);
}

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
