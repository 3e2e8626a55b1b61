import { ts } from "ts-morph";
import { isRequireOf, skipWrapping } from "./source-syntax.js";

/** The names under which clients of Prometheus are installed. */
const CLIENTS: ReadonlySet<string> = new Set(["prom-client", "@prometheus-io/client"]);

/** The client itself, as a namespace, rather than one of its exports. */
const WHOLE = "*";

/**
 * The export of a client that an expression is: `Counter` of `new Counter(…)`, however it was imported, renamed,
 * required, re-exported or extended. `undefined` for anything else.
 */
export function clientExport(expression: ts.Node, checker: ts.TypeChecker): string | undefined {
  const found = exportOf(expression, checker, 0);
  return found === WHOLE ? undefined : found;
}

/** The class of a client that a value is of: `Counter`. */
export function clientClass(type: ts.Type): string | undefined {
  const symbol = type.getSymbol();
  return symbol?.declarations?.some(isOfClient) ? symbol.name : undefined;
}

const DEEPEST = 12;

function exportOf(node: ts.Node, checker: ts.TypeChecker, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined;
  const expression = skipWrapping(node);
  if (isClientModule(expression)) return WHOLE;
  if (ts.isPropertyAccessExpression(expression)) {
    const of = exportOf(expression.expression, checker, depth + 1);
    if (of === WHOLE) return member(expression.name.text);
  }
  if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return undefined;
  const symbol = checker.getSymbolAtLocation(expression);
  return symbol === undefined ? undefined : exportOfSymbol(symbol, checker, depth + 1);
}

/** `client.default` is the client too. */
function member(name: string): string {
  return name === "default" ? WHOLE : name;
}

/** `require("prom-client")`, `await import("prom-client")`. */
function isClientModule(expression: ts.Node): boolean {
  if (ts.isAwaitExpression(expression)) return isClientModule(expression.expression);
  if (!ts.isCallExpression(expression)) return false;
  const [module] = expression.arguments;
  const loads = expression.expression.kind === ts.SyntaxKind.ImportKeyword || isRequireOf(expression);
  return loads && module !== undefined && isClientName(module);
}

function isClientName(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && CLIENTS.has(node.text);
}

function exportOfSymbol(symbol: ts.Symbol, checker: ts.TypeChecker, depth: number): string | undefined {
  for (const declaration of symbol.declarations ?? []) {
    const found = exportOfDeclaration(declaration, checker, depth);
    if (found !== undefined) return found;
  }
  if (!(symbol.flags & ts.SymbolFlags.Alias) || depth > DEEPEST) return undefined;
  const aliased = checker.getImmediateAliasedSymbol(symbol) as ts.Symbol | undefined; // typed as never absent
  return aliased === undefined || aliased === symbol
    ? undefined
    : exportOfSymbol(aliased, checker, depth + 1);
}

function exportOfDeclaration(
  declaration: ts.Declaration,
  checker: ts.TypeChecker,
  depth: number,
): string | undefined {
  if (ts.isImportSpecifier(declaration)) {
    const named = (declaration.propertyName ?? declaration.name).text;
    return isClientName(declaration.parent.parent.parent.moduleSpecifier) ? member(named) : undefined;
  }
  if (ts.isExportSpecifier(declaration)) {
    const named = (declaration.propertyName ?? declaration.name).text;
    return isClientName(declaration.parent.parent.moduleSpecifier) ? member(named) : undefined;
  }
  if (ts.isNamespaceImport(declaration)) {
    return isClientName(declaration.parent.parent.moduleSpecifier) ? WHOLE : undefined;
  }
  if (ts.isNamespaceExport(declaration)) {
    return isClientName(declaration.parent.moduleSpecifier) ? WHOLE : undefined;
  }
  if (ts.isImportClause(declaration)) {
    return isClientName(declaration.parent.moduleSpecifier) ? WHOLE : undefined;
  }
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference: reference } = declaration;
    return ts.isExternalModuleReference(reference) && isClientName(reference.expression) ? WHOLE : undefined;
  }
  if (ts.isBindingElement(declaration)) return exportOfBinding(declaration, checker, depth);
  if (ts.isPropertyAssignment(declaration)) return exportOf(declaration.initializer, checker, depth + 1);
  if (ts.isShorthandPropertyAssignment(declaration)) {
    const value = checker.getShorthandAssignmentValueSymbol(declaration);
    return value === undefined ? undefined : exportOfSymbol(value, checker, depth + 1);
  }
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
    return exportOf(declaration.initializer, checker, depth + 1);
  }
  if (ts.isClassDeclaration(declaration) || ts.isClassExpression(declaration)) {
    if (isOfClient(declaration)) return declaration.name?.text;
    const base = baseOf(declaration);
    return base === undefined ? undefined : exportOf(base, checker, depth + 1);
  }
  return isOfClient(declaration) ? (declaration as ts.NamedDeclaration).name?.getText() : undefined;
}

/** `const { Counter } = client`, `const { register } = require("./metrics")`. */
function exportOfBinding(
  declaration: ts.BindingElement,
  checker: ts.TypeChecker,
  depth: number,
): string | undefined {
  const of = declaration.parent.parent;
  const name = (declaration.propertyName ?? declaration.name).getText();
  const value = ts.isVariableDeclaration(of) ? of.initializer : undefined;
  if (value !== undefined && exportOf(value, checker, depth + 1) === WHOLE) return member(name);
  const property = checker.getTypeAtLocation(declaration.parent).getProperty(name);
  return property === undefined ? undefined : exportOfSymbol(property, checker, depth + 1);
}

/** What a class extends. */
function baseOf(declaration: ts.ClassLikeDeclaration): ts.Expression | undefined {
  const clause = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  return clause?.types[0]?.expression;
}

const OF_CLIENT = new RegExp(`/node_modules/(?:${[...CLIENTS].join("|")})/`);

function isOfClient(declaration: ts.Node): boolean {
  return OF_CLIENT.test(declaration.getSourceFile().fileName);
}

export type ClientMetricType = "counter" | "gauge" | "histogram" | "summary";

/** A metric of a client, as the source creates it. */
export interface ClientMetric {
  readonly type: ClientMetricType;
  readonly name: string;
  /** `undefined` where the source does not say it as a constant. */
  readonly help: string | undefined;
  /** In the order of the configuration, which is that of positional label values. */
  readonly labelNames: readonly string[];
  /** Upper bounds as the source writes them; `undefined` for the client's own. */
  readonly buckets: readonly string[] | undefined;
  /** Parts that the source does not say as constants, with the expressions that it stops at. */
  readonly unknown: readonly { readonly part: "help" | "buckets"; readonly at: ts.Node }[];
  /** `new Counter(…)`, or the call of a function that makes one: the expression whose value is the metric. */
  readonly creation: ts.Expression;
  /** How the client adds up the processes of a cluster, if the source says so. */
  readonly aggregator: string | undefined;
  /** What else the configuration says that a recorder does differently: `collect`, `enableExemplars`. */
  readonly extras: readonly string[];
}

/** A metric, or what may be one, that the analysis cannot take up. */
export interface UnresolvedMetric {
  /** `undefined` where even the name is not known. */
  readonly name: string | undefined;
  /** The part that is not constant: `name`, `labelNames`, or the configuration as a whole. */
  readonly part: string;
  /** The expression that it stops at. */
  readonly at: ts.Node;
}
