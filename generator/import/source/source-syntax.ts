import { ts } from "ts-morph";
import type { SourceProgram } from "./source-program.js";

/** The syntax nodes that the analysis looks up, in the order of the files. */
export interface SyntaxIndex {
  readonly constructions: readonly ts.NewExpression[];
  /** Calls of `super(…)` in constructors. */
  readonly superCalls: readonly ts.CallExpression[];
  readonly calls: readonly ts.CallExpression[];
  /** Calls and constructions with an argument that looks like the configuration of a metric. */
  readonly configCalls: readonly (ts.CallExpression | ts.NewExpression)[];
  /** The other names that imports, exports and destructuring give a name. */
  readonly renames: ReadonlyMap<string, ReadonlySet<string>>;
}

export function indexSyntax({ files }: SourceProgram): SyntaxIndex {
  const constructions: ts.NewExpression[] = [];
  const superCalls: ts.CallExpression[] = [];
  const calls: ts.CallExpression[] = [];
  const configCalls: (ts.CallExpression | ts.NewExpression)[] = [];
  const renames = new Map<string, Set<string>>();
  const rename = (from: string, to: string) => {
    if (from !== to) renames.set(from, (renames.get(from) ?? new Set()).add(to));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (ts.isNewExpression(node)) constructions.push(node);
      else if (node.expression.kind === ts.SyntaxKind.SuperKeyword) superCalls.push(node);
      else calls.push(node);
      if (node.arguments?.some(isConfiguration)) configCalls.push(node);
    } else if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
      if (node.propertyName !== undefined) rename(node.propertyName.text, node.name.text);
    } else if (ts.isImportClause(node) && node.name !== undefined) rename("default", node.name.text);
    else if (ts.isExportAssignment(node) && ts.isIdentifier(node.expression)) {
      rename(node.expression.text, "default");
    } else if (ts.isBindingElement(node) && node.propertyName !== undefined) {
      rename(node.propertyName.getText(), node.name.getText());
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return { constructions, superCalls, calls, configCalls, renames };
}

/** True for an object literal with `name` and `help`. */
export function isConfiguration(node: ts.Node): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const names = node.properties.map(({ name }) => (name === undefined ? undefined : literalName(name)));
  return names.includes("name") && names.includes("help");
}

/** The name, and all names that imports and exports give it. */
function findNames(name: string, { renames }: SyntaxIndex): ReadonlySet<string> {
  const names = new Set([name]);
  for (const known of names) for (const other of renames.get(known) ?? []) names.add(other);
  return names;
}

/** The name of the function that is called: `counter` in `metrics.counter(…)`. */
export function calleeName(node: ts.CallExpression | ts.NewExpression): ts.MemberName | undefined {
  const callee = node.expression;
  if (ts.isIdentifier(callee)) return callee;
  return ts.isPropertyAccessExpression(callee) ? callee.name : undefined;
}

/** Finds all calls of a function or method, or all constructions by a constructor. */
export function findCalls(
  wrapper: ts.SignatureDeclaration,
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): readonly (ts.CallExpression | ts.NewExpression)[] {
  const name = findName(wrapper);
  const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
  if (name === undefined || symbol === undefined) return [];
  const names = findNames(name.getText(), index);
  const named = ts.isConstructorDeclaration(wrapper) ? index.constructions : index.calls;
  return named.filter((call) => {
    const callee = calleeName(call);
    if (callee === undefined || !names.has(callee.text)) return false;
    const called = checker.getSymbolAtLocation(callee);
    return called !== undefined && resolveAlias(called, checker) === symbol;
  });
}

/** The name by which a function is called: its own, or that of its variable or class. */
function findName(wrapper: ts.SignatureDeclaration): ts.Node | undefined {
  if (wrapper.name !== undefined) return wrapper.name;
  const owner = ts.isConstructorDeclaration(wrapper) ? wrapper.parent : includeWrapping(wrapper).parent;
  return ts.getNameOfDeclaration(owner as ts.Declaration); // it returns `undefined` for other nodes
}

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

export function enclosingFunction(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node.parent, ts.isFunctionLike);
}

/** The declared symbol behind an import, or behind a property of an instance, a spread or a mapped type. */
export function resolveAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.flags & ts.SymbolFlags.Transient ? target.valueDeclaration : undefined;
  const name = declaration === undefined ? undefined : ts.getNameOfDeclaration(declaration);
  return (name === undefined ? undefined : checker.getSymbolAtLocation(name)) ?? target;
}
