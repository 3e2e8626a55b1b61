import { ts } from "ts-morph";
import type { ClientMetric } from "./clients.js";
import { includeWrapping, literalName, resolveAlias, skipWrapping } from "./source-syntax.js";

export type MetricResolver = (expression: ts.Expression) => readonly ClientMetric[];

/** Makes a resolver that follows imports, objects, destructuring and constants to the metrics in variables. */
export function createMetricResolver(
  metrics: readonly ClientMetric[],
  checker: ts.TypeChecker,
): MetricResolver {
  const created = new Map<ts.Node, ClientMetric[]>();
  for (const metric of metrics)
    created.set(metric.creation, [...(created.get(metric.creation) ?? []), metric]);
  const known = new Map<ts.Symbol, readonly ClientMetric[]>(findMetricVariables(metrics, checker));

  function resolveMetrics(expression: ts.Node): readonly ClientMetric[] {
    const at = skipWrapping(expression);
    const createdHere = created.get(at);
    if (createdHere !== undefined) return createdHere;
    if (at.kind === ts.SyntaxKind.ThisKeyword) return created.get(findCollector(at) ?? at) ?? [];
    if (!ts.isIdentifier(at) && !ts.isPropertyAccessExpression(at)) {
      if (!ts.isElementAccessExpression(at) || !ts.isStringLiteralLike(at.argumentExpression)) return [];
    }
    const name = ts.isElementAccessExpression(at) ? at.argumentExpression : at;
    const symbol = checker.getSymbolAtLocation(name);
    return symbol === undefined ? [] : resolveMetricsOfSymbol(resolveAlias(symbol, checker));
  }

  function resolveMetricsOfSymbol(symbol: ts.Symbol): readonly ClientMetric[] {
    const found = known.get(symbol);
    if (found !== undefined) return found;
    known.set(symbol, []); // ends the resolution of a name that is defined by itself
    const resolved = (symbol.declarations ?? []).flatMap(resolveDeclaration);
    known.set(symbol, resolved);
    return resolved;
  }

  function resolveDeclaration(declaration: ts.Declaration): readonly ClientMetric[] {
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const value = checker.getShorthandAssignmentValueSymbol(declaration);
      return value === undefined ? [] : resolveMetricsOfSymbol(resolveAlias(value, checker));
    }
    if (ts.isBindingElement(declaration)) return resolveMetricBinding(declaration);
    if (ts.isExportAssignment(declaration)) return resolveMetrics(declaration.expression);
    if (
      ts.isVariableDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration) ||
      ts.isPropertyDeclaration(declaration)
    ) {
      return declaration.initializer === undefined ? [] : resolveMetrics(declaration.initializer);
    }
    if (ts.isBinaryExpression(declaration.parent ?? declaration)) {
      const { right } = declaration.parent as ts.BinaryExpression; // `exports.requests = requests`
      return resolveMetrics(right);
    }
    return [];
  }

  /** Resolves `{ requests }` of an object with metrics. */
  function resolveMetricBinding(element: ts.BindingElement): readonly ClientMetric[] {
    const name = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !ts.isIdentifier(name)) return [];
    const property = checker.getTypeAtLocation(element.parent).getProperty(name.text);
    return property === undefined ? [] : resolveMetricsOfSymbol(resolveAlias(property, checker));
  }

  return resolveMetrics;
}

/** Finds the variables and properties to which metrics are assigned where they are created. */
function findMetricVariables(
  metrics: readonly ClientMetric[],
  checker: ts.TypeChecker,
): ReadonlyMap<ts.Symbol, readonly ClientMetric[]> {
  const variables = new Map<ts.Symbol, readonly ClientMetric[]>();
  for (const metric of metrics) {
    for (const variable of findTargets(metric.creation, checker)) {
      const symbol = resolveAlias(variable, checker);
      const others = variables.get(symbol) ?? [];
      if (!others.includes(metric)) variables.set(symbol, [...others, metric]);
    }
  }
  return variables;
}

function findTargets(creation: ts.Expression, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const value = includeWrapping(creation);
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
    return defined(checker.getSymbolAtLocation(parent.name));
  }
  if (ts.isPropertyAssignment(parent)) {
    return defined(checker.getSymbolAtLocation(parent.name), expectedProperty(parent, checker));
  }
  if (ts.isBinaryExpression(parent) && parent.right === value) {
    if (isAssignment(parent)) return defined(checker.getSymbolAtLocation(parent.left));
    return findTargets(parent, checker); // `existing ?? new Counter(…)`
  }
  if (ts.isConditionalExpression(parent)) return findTargets(parent, checker);
  if (ts.isExportAssignment(parent)) return defined(checker.getSymbolAtLocation(parent));
  return [];
}

/** The property in the declared type of an object literal, which other code accesses. */
function expectedProperty(assignment: ts.PropertyAssignment, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = literalName(assignment.name);
  return name === undefined ? undefined : checker.getContextualType(assignment.parent)?.getProperty(name);
}

function defined(...found: readonly (ts.Symbol | undefined)[]): readonly ts.Symbol[] {
  return found.filter((symbol) => symbol !== undefined);
}

/** True for `a = b`, `a ??= b` and `a ||= b`. */
function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken ||
    operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken
  );
}

/** The construction whose `collect` uses this `this`: `new Gauge({ …, collect() { this.set(1); } })`. */
function findCollector(self: ts.Node): ts.Node | undefined {
  const method = ts.findAncestor(self, (node) => ts.isFunctionLike(node) && !ts.isArrowFunction(node));
  const property =
    method !== undefined && ts.isFunctionExpression(method) ? includeWrapping(method).parent : method;
  if (property === undefined || !ts.isObjectLiteralElementLike(property)) return undefined;
  if (property.name === undefined || literalName(property.name) !== "collect") return undefined;
  return includeWrapping(property.parent).parent;
}
