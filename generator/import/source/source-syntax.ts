import { ts } from "ts-morph";

/** The expression inside parentheses, `as`, `satisfies` and `!`. */
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

/** The expression with the parentheses, `as`, `satisfies` and `!` around it: `(x as T)` for `x`. */
export function includeWrapping(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent !== undefined && skipWrapping(outer.parent) !== outer.parent) outer = outer.parent;
  return outer;
}

export function isRequireCall(expression: ts.Node): expression is ts.CallExpression {
  return (
    ts.isCallExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === "require"
  );
}

/** The name of a property, if it is a literal: `a`, `"a"`, `["a"]`. */
export function literalName(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return undefined;
}

export function baseOf(declaration: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

export function enclosingFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/**
 * The declared symbol behind an import, or behind a property of an instance, a spread or a mapped type. A property of a union
 * stands for those of all its types.
 */
export function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  const target = isAlias(symbol) ? checker.getAliasedSymbol(symbol) : symbol;
  if (!(target.flags & ts.SymbolFlags.Transient) || target.valueDeclaration === undefined) return target;
  const declared = new Set((target.declarations ?? []).map((one) => symbolOfDeclaration(one, checker)));
  return declared.size === 1 ? ([...declared][0] ?? target) : target;
}

function symbolOfDeclaration(declaration: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = ts.getNameOfDeclaration(declaration);
  return name === undefined ? undefined : checker.getSymbolAtLocation(name);
}

/** True for a name that an import or export declares. */
function isAlias(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Alias) !== 0;
}

/**
 * The symbol that an import or export takes directly. `undefined` for all others. The `default` that the compiler makes for a
 * module with `export =` has no declaration, and so no such symbol: it stands for what the module exports.
 */
export function aliasedSymbol(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (!isAlias(symbol)) return undefined;
  const isDeclared = symbol.declarations !== undefined && symbol.declarations.length > 0;
  const target = isDeclared ? checker.getImmediateAliasedSymbol(symbol) : checker.getAliasedSymbol(symbol);
  const aliased = target as ts.Symbol | undefined; // typed as never absent
  return aliased === symbol ? undefined : aliased;
}
