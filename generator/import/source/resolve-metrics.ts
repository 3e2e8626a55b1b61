import { ts } from "ts-morph";
import type { ClientMetric } from "./clients.js";
import type { FoundMetrics } from "./find-metrics.js";
import { includeWrapping, literalName } from "./source-syntax.js";
import { calleeName, type SyntaxIndex } from "./syntax-index.js";
import { isNothing, sourceAt, type ValueSource } from "./values/source-search.js";
import { createFindSources } from "./values/value-sources.js";
import { evaluateText, type Scope } from "./values/values.js";

/** The metrics that an expression may be. */
interface ResolvedMetrics {
  readonly metrics: readonly ClientMetric[];
  /** False if it may also be another one. */
  readonly areAll: boolean;
}

export type MetricResolver = (expression: ts.Expression) => ResolvedMetrics;

/** Those of some metrics that were created with an object; `undefined` if it is not known which. */
export type OwnerResolver = (
  object: ts.Expression,
  metrics: readonly ClientMetric[],
) => readonly ClientMetric[] | undefined;

/** Makes resolvers that follow a value through variables, objects, lists, parameters, functions and decorators. */
export function createMetricResolver(
  { metrics, unresolvedMetrics }: FoundMetrics,
  index: SyntaxIndex,
  scope: Scope,
): { readonly resolveMetrics: MetricResolver; readonly resolveOwned: OwnerResolver } {
  const created = new Map<ts.Node, ClientMetric[]>(unresolvedMetrics.map(({ creation }) => [creation, []]));
  const byName = new Map<string, ClientMetric>();
  for (const metric of metrics) {
    created.set(metric.creation, [...(created.get(metric.creation) ?? []), metric]);
    if (!byName.has(metric.name)) byName.set(metric.name, metric);
  }

  const findSources = createFindSources(index, scope.checker, {
    isWanted: (node) => created.has(node),
    resolveSpecial: (node) => {
      if (node.kind === ts.SyntaxKind.ThisKeyword) return metricsOfThis(node);
      const name = nameInRegistry(node) ?? nameInDecorator(node);
      if (name === undefined) return undefined;
      const text = evaluateText({ node: name, scope });
      const metric = text === undefined ? undefined : byName.get(text);
      return metric === undefined
        ? undefined
        : [{ ...sourceAt(metric.creation), calls: new Set(metric.calls) }];
    },
  });

  /** The metric whose `collect` uses this `this`, or those of the subclass of a client's class. */
  function metricsOfThis(node: ts.Node): readonly ValueSource[] | undefined {
    const collector = findCollector(node);
    if (collector !== undefined && created.has(collector)) return [sourceAt(collector)];
    const owner = ts.findAncestor(node, ts.isClassLike);
    const own = [...created.keys()].filter((creation) => owner !== undefined && isCreatedBy(owner, creation));
    return own.length === 0 ? undefined : own.map(sourceAt);
  }

  function isCreatedBy(owner: ts.ClassLikeDeclaration, creation: ts.Node): boolean {
    if (ts.isCallExpression(creation)) {
      const isSuper = creation.expression.kind === ts.SyntaxKind.SuperKeyword;
      return isSuper && ts.findAncestor(creation, ts.isClassLike) === owner;
    }
    if (!ts.isNewExpression(creation)) return false;
    return scope.checker.getTypeAtLocation(creation).getSymbol()?.valueDeclaration === owner;
  }

  const resolveMetrics: MetricResolver = (expression) => {
    const sources = findSources(expression);
    const found = new Set(sources.flatMap((source) => metricsOf(created.get(source.node) ?? [], source)));
    const isOther = ({ node, isUnknown }: ValueSource) => isUnknown && !created.has(node);
    const isFound = sources.some(({ node }) => created.has(node));
    return { metrics: [...found], areAll: isFound && !sources.some(isOther) };
  };

  const resolveOwned: OwnerResolver = (object, candidates) => {
    const sources = findSources(object).filter(({ node }) => !isNothing(node));
    const ownedBy = ({ node, calls }: ValueSource) =>
      candidates.filter((metric) => metric.calls.some((call) => call === node || calls.has(call)));
    const owned = sources.map(ownedBy);
    const isKnown = owned.every((ones) => ones.length > 0) && !sources.some(({ isUnknown }) => isUnknown);
    return isKnown ? [...new Set(owned.flat())] : undefined;
  };

  return { resolveMetrics, resolveOwned };
}

/** Of the metrics that one expression creates, those of the calls through which the value comes. */
function metricsOf(candidates: readonly ClientMetric[], { calls }: ValueSource): readonly ClientMetric[] {
  const own = candidates.filter((metric) => metric.calls.some((call) => calls.has(call)));
  return own.length === 0 ? candidates : own;
}

/** The name in `register.getSingleMetric("hits_total")`. */
function nameInRegistry(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const name = calleeName(node)?.text;
  return name === "getSingleMetric" || name === "getMetric" ? node.arguments[0] : undefined;
}

/** The name in `@InjectMetric("hits_total") hits: Counter`. */
function nameInDecorator(node: ts.Node): ts.Expression | undefined {
  if (!ts.isParameter(node) && !ts.isPropertyDeclaration(node)) return undefined;
  for (const decorator of ts.getDecorators(node) ?? []) {
    const { expression } = decorator;
    if (ts.isCallExpression(expression) && expression.arguments.length === 1) return expression.arguments[0];
  }
  return undefined;
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
