import { ts } from "ts-morph";
import type { ClientMetric } from "./clients.js";
import { skipWrapping, unaliased, wrapped, writtenName } from "./source-syntax.js";

/** Which metrics an expression may be. */
export type MetricsOf = (expression: ts.Expression) => readonly ClientMetric[];

/** The variables and properties that metrics are put into, by symbol. */
type Holders = ReadonlyMap<ts.Symbol, readonly ClientMetric[]>;

/** What each metric is put into where it is created. */
export function findHolders(metrics: readonly ClientMetric[], checker: ts.TypeChecker): Holders {
  const holders = new Map<ts.Symbol, readonly ClientMetric[]>();
  for (const metric of metrics) {
    for (const held of holdersOf(metric.creation, checker)) {
      const symbol = unaliased(held, checker);
      const others = holders.get(symbol) ?? [];
      if (!others.includes(metric)) holders.set(symbol, [...others, metric]);
    }
  }
  return holders;
}

function holdersOf(creation: ts.Expression, checker: ts.TypeChecker): readonly ts.Symbol[] {
  const value = wrapped(creation);
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) {
    return symbols(checker.getSymbolAtLocation(parent.name));
  }
  if (ts.isPropertyAssignment(parent)) {
    return symbols(checker.getSymbolAtLocation(parent.name), expectedProperty(parent, checker));
  }
  if (ts.isBinaryExpression(parent) && parent.right === value) {
    if (isAssignment(parent)) return symbols(checker.getSymbolAtLocation(parent.left));
    return holdersOf(parent, checker); // `existing ?? new Counter(…)`
  }
  if (ts.isConditionalExpression(parent)) return holdersOf(parent, checker);
  if (ts.isExportAssignment(parent)) return symbols(checker.getSymbolAtLocation(parent));
  return [];
}

/** The property of the type that an object literal is declared to have: it is what others access. */
function expectedProperty(assignment: ts.PropertyAssignment, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = writtenName(assignment.name);
  return name === undefined ? undefined : checker.getContextualType(assignment.parent)?.getProperty(name);
}

function symbols(...found: readonly (ts.Symbol | undefined)[]): readonly ts.Symbol[] {
  return found.filter((symbol) => symbol !== undefined);
}

/** Whether something is assigned: `a = b`, `a ??= b`, `a ||= b`. */
function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  return (
    operatorToken.kind === ts.SyntaxKind.EqualsToken ||
    operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken
  );
}

/** Follows names to the metrics that they hold: through imports, objects, destructuring and constants. */
export function metricsBySymbol(
  metrics: readonly ClientMetric[],
  holders: Holders,
  checker: ts.TypeChecker,
): MetricsOf {
  const created = new Map<ts.Node, ClientMetric[]>();
  for (const metric of metrics)
    created.set(metric.creation, [...(created.get(metric.creation) ?? []), metric]);
  const known = new Map<ts.Symbol, readonly ClientMetric[]>(holders);

  function ofExpression(expression: ts.Node): readonly ClientMetric[] {
    const at = skipWrapping(expression);
    const made = created.get(at);
    if (made !== undefined) return made;
    if (at.kind === ts.SyntaxKind.ThisKeyword) return created.get(collectedBy(at) ?? at) ?? [];
    if (!ts.isIdentifier(at) && !ts.isPropertyAccessExpression(at)) {
      if (!ts.isElementAccessExpression(at) || !ts.isStringLiteralLike(at.argumentExpression)) return [];
    }
    const name = ts.isElementAccessExpression(at) ? at.argumentExpression : at;
    const symbol = checker.getSymbolAtLocation(name);
    return symbol === undefined ? [] : ofSymbol(unaliased(symbol, checker));
  }

  function ofSymbol(symbol: ts.Symbol): readonly ClientMetric[] {
    const found = known.get(symbol);
    if (found !== undefined) return found;
    known.set(symbol, []); // ends what leads to itself
    const declarations = symbol.declarations ?? [];
    const held = declarations.flatMap((declaration) => ofDeclaration(declaration));
    known.set(symbol, held);
    return held;
  }

  function ofDeclaration(declaration: ts.Declaration): readonly ClientMetric[] {
    if (ts.isShorthandPropertyAssignment(declaration)) {
      const value = checker.getShorthandAssignmentValueSymbol(declaration);
      return value === undefined ? [] : ofSymbol(unaliased(value, checker));
    }
    if (ts.isBindingElement(declaration)) return ofBinding(declaration);
    if (ts.isExportAssignment(declaration)) return ofExpression(declaration.expression);
    if (
      ts.isVariableDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration) ||
      ts.isPropertyDeclaration(declaration)
    ) {
      return declaration.initializer === undefined ? [] : ofExpression(declaration.initializer);
    }
    if (ts.isBinaryExpression(declaration.parent ?? declaration)) {
      const { right } = declaration.parent as ts.BinaryExpression; // `exports.requests = requests`
      return ofExpression(right);
    }
    return [];
  }

  /** `{ requests }` of an object that holds metrics. */
  function ofBinding(element: ts.BindingElement): readonly ClientMetric[] {
    const name = element.propertyName ?? element.name;
    if (element.dotDotDotToken || !ts.isIdentifier(name)) return [];
    const property = checker.getTypeAtLocation(element.parent).getProperty(name.text);
    return property === undefined ? [] : ofSymbol(unaliased(property, checker));
  }

  return ofExpression;
}

/** The construction whose `collect` has this `this`: `new Gauge({ …, collect() { this.set(1); } })`. */
function collectedBy(self: ts.Node): ts.Node | undefined {
  const method = ts.findAncestor(self, (node) => ts.isFunctionLike(node) && !ts.isArrowFunction(node));
  const property = method !== undefined && ts.isFunctionExpression(method) ? wrapped(method).parent : method;
  if (property === undefined || !ts.isObjectLiteralElementLike(property)) return undefined;
  if (property.name === undefined || writtenName(property.name) !== "collect") return undefined;
  return wrapped(property.parent).parent;
}
