import { ts } from "ts-morph";
import type { SourceProgram } from "./source-program.js";

/** What a walk over all files finds, in the order of files and places. */
export interface Survey {
  readonly news: readonly ts.NewExpression[];
  /** Calls of `super(…)` in constructors. */
  readonly supers: readonly ts.CallExpression[];
  readonly calls: readonly ts.CallExpression[];
  /** Calls and constructions with an object literal that has `name` and `help`. */
  readonly configured: readonly (ts.CallExpression | ts.NewExpression)[];
  /** Other names that imports and exports give a name. */
  readonly renames: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Walks over all files once. */
export function survey({ files }: SourceProgram): Survey {
  const news: ts.NewExpression[] = [];
  const supers: ts.CallExpression[] = [];
  const calls: ts.CallExpression[] = [];
  const configured: (ts.CallExpression | ts.NewExpression)[] = [];
  const renames = new Map<string, Set<string>>();
  const rename = (from: string, to: string) => {
    if (from !== to) renames.set(from, (renames.get(from) ?? new Set()).add(to));
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (ts.isNewExpression(node)) news.push(node);
      else if (node.expression.kind === ts.SyntaxKind.SuperKeyword) supers.push(node);
      else calls.push(node);
      if (node.arguments?.some(isConfiguration)) configured.push(node);
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
  return { news, supers, calls, configured, renames };
}

/** An object literal with `name` and `help`. */
export function isConfiguration(node: ts.Node): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const names = node.properties.map(({ name }) => (name === undefined ? undefined : writtenName(name)));
  return names.includes("name") && names.includes("help");
}

/** Every name under which something of this name may be met. */
function namesOf(name: string, { renames }: Survey): ReadonlySet<string> {
  const names = new Set([name]);
  for (const known of names) for (const other of renames.get(known) ?? []) names.add(other);
  return names;
}

/** The last name of what is called: `counter` of `metrics.counter(…)`. */
export function calleeName(node: ts.CallExpression | ts.NewExpression): ts.MemberName | undefined {
  const callee = node.expression;
  if (ts.isIdentifier(callee)) return callee;
  return ts.isPropertyAccessExpression(callee) ? callee.name : undefined;
}

/** All calls of a function, method or, by `new` and `super`, of a constructor. */
export function callsOf(
  wrapper: ts.SignatureDeclaration,
  found: Survey,
  checker: ts.TypeChecker,
): readonly (ts.CallExpression | ts.NewExpression)[] {
  const name = nameOf(wrapper);
  const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
  if (name === undefined || symbol === undefined) return [];
  const names = namesOf(name.getText(), found);
  const named = ts.isConstructorDeclaration(wrapper) ? found.news : found.calls;
  return named.filter((call) => {
    const callee = calleeName(call);
    if (callee === undefined || !names.has(callee.text)) return false;
    const called = checker.getSymbolAtLocation(callee);
    return called !== undefined && unaliased(called, checker) === symbol;
  });
}

/** The name by which a function is called: its own, its variable's, or its class's. */
function nameOf(wrapper: ts.SignatureDeclaration): ts.Node | undefined {
  if (wrapper.name !== undefined) return wrapper.name;
  const owner = ts.isConstructorDeclaration(wrapper) ? wrapper.parent : wrapped(wrapper).parent;
  return ts.getNameOfDeclaration(owner as ts.Declaration); // of anything else, it has none
}

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
