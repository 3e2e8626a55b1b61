import { ts } from "ts-morph";
import { aliasedSymbol, baseOf, isRequireCall, skipWrapping } from "./source-syntax.js";

export type ClientMetricType = "counter" | "gauge" | "histogram" | "summary";

/** A metric of a client that the source creates. */
export interface ClientMetric {
  readonly type: ClientMetricType;
  readonly name: string;
  /** `undefined` if it is missing or not constant. */
  readonly help: string | undefined;
  /**
   * Label names in the order of the configuration, which positional label values follow; `undefined` for an instrument of
   * OpenTelemetry, whose labels are those that its calls pass.
   */
  readonly labelNames: readonly string[] | undefined;
  /** Upper bounds, spelled as in the source; `undefined` for the client's default buckets. */
  readonly buckets: readonly string[] | undefined;
  /** Parts that are not constant, with the expression that cannot be resolved. */
  readonly unknown: readonly {
    readonly part: "help" | "description" | "unit" | "buckets" | "configuration";
    readonly at: ts.Node;
  }[];
  /** The expression that creates the metric, `new Counter(…)`: several metrics have the same if it is in a function. */
  readonly creation: ts.Expression;
  /** The calls of functions and constructors around it that lead to this metric, from the inside. */
  readonly calls: readonly ts.Node[];
  /** Defaults and first values that its configuration has in this call, and could have otherwise. */
  readonly assumed: readonly ts.Node[];
  /** How the client aggregates the processes of a cluster; `undefined` for the default. */
  readonly aggregator: string | undefined;
  /** Other properties of the configuration that recorders do differently: `collect`, `enableExemplars`. */
  readonly extras: readonly string[];
}

/** A creation of a metric that the analysis cannot read. */
export interface UnresolvedMetric {
  /** `undefined` if the name is not constant. */
  readonly name: string | undefined;
  /** The part that is not constant: `name`, `labelNames`, or `configuration` for all of it. */
  readonly part: string;
  readonly at: ts.Node;
  /** The expression that creates the metric. */
  readonly creation: ts.Node;
}

const CLIENT_PACKAGES: ReadonlySet<string> = new Set(["prom-client", "@prometheus-io/client"]);

/** The client's module itself, rather than one of its exports. */
const MODULE = "*";

/** The client's export that an expression means, such as `Counter`, however it is imported, renamed or extended. */
export function resolveClientExport(expression: ts.Node, checker: ts.TypeChecker): string | undefined {
  const found = findExport(expression, checker, 0);
  return found === MODULE ? undefined : found;
}

/** The name of the client's class that a type is, such as `Counter`. */
export function clientClassOf(type: ts.Type): string | undefined {
  const symbol = type.getSymbol();
  return symbol?.declarations?.some(isOfClient) ? symbol.name : undefined;
}

/** Ends the resolution of names that are defined by themselves. */
const DEEPEST_NAME = 12;

function findExport(node: ts.Node, checker: ts.TypeChecker, depth: number): string | undefined {
  if (depth > DEEPEST_NAME) return undefined;
  const expression = skipWrapping(node);
  if (isClientModule(expression)) return MODULE;
  if (ts.isPropertyAccessExpression(expression)) {
    const owner = findExport(expression.expression, checker, depth + 1);
    if (owner === MODULE) return exportOfMember(expression.name.text);
  }
  if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return undefined;
  const symbol = checker.getSymbolAtLocation(expression);
  return symbol === undefined ? undefined : findExportOfSymbol(symbol, checker, depth + 1);
}

/** `client.default` is the client's module, too. */
function exportOfMember(name: string): string {
  return name === "default" ? MODULE : name;
}

/** True for `require("prom-client")` and `await import("prom-client")`. */
function isClientModule(expression: ts.Node): boolean {
  if (ts.isAwaitExpression(expression)) return isClientModule(expression.expression);
  if (!ts.isCallExpression(expression)) return false;
  const [module] = expression.arguments;
  const loads = expression.expression.kind === ts.SyntaxKind.ImportKeyword || isRequireCall(expression);
  return loads && module !== undefined && isClientName(module);
}

export function isClientName(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && CLIENT_PACKAGES.has(node.text);
}

function findExportOfSymbol(symbol: ts.Symbol, checker: ts.TypeChecker, depth: number): string | undefined {
  for (const declaration of symbol.declarations ?? []) {
    const found = findExportOfDeclaration(declaration, checker, depth);
    if (found !== undefined) return found;
  }
  const aliased = depth > DEEPEST_NAME ? undefined : aliasedSymbol(symbol, checker);
  return aliased === undefined ? undefined : findExportOfSymbol(aliased, checker, depth + 1);
}

function findExportOfDeclaration(
  declaration: ts.Declaration,
  checker: ts.TypeChecker,
  depth: number,
): string | undefined {
  if (ts.isImportSpecifier(declaration) || ts.isExportSpecifier(declaration)) {
    const named = (declaration.propertyName ?? declaration.name).text;
    return isFromClient(declaration) ? exportOfMember(named) : undefined;
  }
  if (
    ts.isNamespaceImport(declaration) ||
    ts.isNamespaceExport(declaration) ||
    ts.isImportClause(declaration)
  ) {
    return isFromClient(declaration) ? MODULE : undefined;
  }
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference: reference } = declaration;
    return ts.isExternalModuleReference(reference) && isClientName(reference.expression) ? MODULE : undefined;
  }
  if (ts.isBindingElement(declaration)) return findExportOfBinding(declaration, checker, depth);
  if (ts.isPropertyAssignment(declaration)) return findExport(declaration.initializer, checker, depth + 1);
  if (ts.isShorthandPropertyAssignment(declaration)) {
    const value = checker.getShorthandAssignmentValueSymbol(declaration);
    return value === undefined ? undefined : findExportOfSymbol(value, checker, depth + 1);
  }
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
    return findExport(declaration.initializer, checker, depth + 1);
  }
  if (ts.isClassDeclaration(declaration) || ts.isClassExpression(declaration)) {
    if (isOfClient(declaration)) return declaration.name?.text;
    const base = baseOf(declaration);
    return base === undefined ? undefined : findExport(base, checker, depth + 1);
  }
  return isOfClient(declaration) ? (declaration as ts.NamedDeclaration).name?.getText() : undefined;
}

/** True for a part of `import … from "prom-client"` or `export … from "prom-client"`. */
function isFromClient(node: ts.Node): boolean {
  const statement = ts.findAncestor(
    node,
    (one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one) || ts.isJSDocImportTag(one),
  );
  return isClientName(statement?.moduleSpecifier);
}

/** Resolves `const { Counter } = client` and `const { register } = require("./metrics")`. */
function findExportOfBinding(
  declaration: ts.BindingElement,
  checker: ts.TypeChecker,
  depth: number,
): string | undefined {
  const owner = declaration.parent.parent;
  const name = (declaration.propertyName ?? declaration.name).getText();
  const value = ts.isVariableDeclaration(owner) ? owner.initializer : undefined;
  if (value !== undefined && findExport(value, checker, depth + 1) === MODULE) return exportOfMember(name);
  const property = checker.getTypeAtLocation(declaration.parent).getProperty(name);
  return property === undefined ? undefined : findExportOfSymbol(property, checker, depth + 1);
}

const CLIENT_PATH = new RegExp(`/node_modules/(?:${[...CLIENT_PACKAGES].join("|")})/`);

function isOfClient(declaration: ts.Node): boolean {
  return CLIENT_PATH.test(declaration.getSourceFile().fileName);
}
