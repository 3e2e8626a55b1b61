import { ts } from "ts-morph";

/** What an expression is without what changes only its type, or nothing: parentheses, `as`, `satisfies`, `!`. */
export function skipWrapping(node: ts.Node): ts.Node {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The expression as far as it is wrapped in such: of `x` in `(x as T)`, all of it. */
export function wrapped(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent !== undefined && skipWrapping(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}

/** Whether an expression is `require(…)`. */
export function isRequireOf(expression: ts.Node): expression is ts.CallExpression {
  return (
    ts.isCallExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === "require"
  );
}

/** The name of a property where it is written out: `a`, `"a"`, `["a"]`. */
export function writtenName(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return undefined;
}

/** The function, method or constructor that a node is in. */
export function enclosingFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** The symbol of the declaration, where it is an import, or a property of an instance, a spread or a mapped type. */
export function unaliased(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = own.flags & ts.SymbolFlags.Transient ? own.valueDeclaration : undefined;
  const name = declaration === undefined ? undefined : ts.getNameOfDeclaration(declaration);
  return (name === undefined ? undefined : checker.getSymbolAtLocation(name)) ?? own;
}
