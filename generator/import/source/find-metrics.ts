import { ts } from "ts-morph";
import {
  type ClientMetric,
  type ClientMetricType,
  clientClass,
  clientExport,
  type UnresolvedMetric,
} from "./clients.js";
import { constantBounds, constantList, constantText, constantTexts } from "./constants.js";
import {
  type Arguments,
  argumentsOf,
  constantProperties,
  isLeftOut,
  plainScope,
  type Scope,
} from "./resolve-expression.js";
import type { SourceProgram } from "./source-program.js";
import { calleeName, callsOf, isConfiguration, type Survey } from "./source-syntax.js";

interface FoundMetrics {
  /** By file and place. */
  readonly metrics: readonly ClientMetric[];
  readonly unresolved: readonly UnresolvedMetric[];
}

/** Where a metric is made: `new Counter(configuration)`. */
interface Making {
  readonly type: ClientMetricType;
  readonly node: ts.Expression;
  readonly configuration: ts.Expression | undefined;
}

/**
 * Every metric that the source makes with a client. A function that makes one from its parameters is a wrapper: the
 * metrics are those of its calls, each with what that call gives.
 */
export function findMetrics({ checker }: SourceProgram, found: Survey): FoundMetrics {
  const metrics: ClientMetric[] = [];
  const unresolved: UnresolvedMetric[] = [];
  const within = new Set<ts.Node>();

  function take(making: Making, node: ts.Expression, given: Arguments, depth: number): void {
    const needed = new Set<ts.SignatureDeclaration>();
    const scope: Scope = { checker, given, needs: (wrapper) => needed.add(wrapper) };
    const read = readConfiguration(making, node, scope);
    const [wrapper] = needed;
    const calls = wrapper === undefined || depth > DEEPEST ? [] : callsThatMake(making, node, wrapper);
    if (calls.length === 0) {
      if ("part" in read) unresolved.push(read);
      else metrics.push(read);
      return;
    }
    for (const call of calls) {
      within.add(call.node);
      take(making, call.node, new Map([...given, ...call.given]), depth + 1);
    }
  }

  function callsThatMake(making: Making, node: ts.Expression, wrapper: ts.SignatureDeclaration) {
    const items = itemsOf(wrapper, checker);
    if (items !== undefined) return items.map((item) => ({ node, given: argumentsOf(wrapper, [item]) }));
    const calls = callsOf(wrapper, found, checker).map((call) => ({
      node: call,
      given: argumentsOf(wrapper, call.arguments ?? []),
    }));
    if (!ts.isConstructorDeclaration(wrapper) || isSuper(making.node)) return calls;
    // A field of the object that makes the metric: which object, is known if there is but one.
    return calls.length === 1 ? calls.map(({ given }) => ({ node, given })) : [];
  }

  const makings = [...found.news.flatMap(made(checker)), ...found.supers.flatMap(madeBySuper(checker))];
  for (const making of makings) {
    within.add(making.node);
    take(making, making.node, new Map(), 0);
  }
  for (const node of found.configured) {
    if (within.has(node)) continue;
    const type = typeByCall(node, checker);
    const configuration = node.arguments?.find(isConfiguration);
    if (type !== undefined) take({ type, node, configuration }, node, new Map(), 0);
  }
  return { metrics: metrics.sort(byPlace), unresolved };
}

const DEEPEST = 6;

/** What a callback is called with: the items of a constant list, of `LIST.map((item) => …)`. */
function itemsOf(
  callback: ts.SignatureDeclaration,
  checker: ts.TypeChecker,
): readonly ts.Expression[] | undefined {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { name, expression: list } = call.expression;
  const each = name.text === "map" || name.text === "forEach" || name.text === "flatMap";
  return each ? constantList(list, plainScope(checker)) : undefined;
}

function isSuper(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function made(checker: ts.TypeChecker): (node: ts.NewExpression) => readonly Making[] {
  return (node) => {
    const type = metricType(clientExport(node.expression, checker));
    if (type === undefined || hasOwnConstructor(node, checker)) return [];
    return [{ type, node, configuration: node.arguments?.[0] }];
  };
}

/** A class of the source that extends a client's and passes on a configuration of its own: its `super(…)` counts. */
function hasOwnConstructor(node: ts.NewExpression, checker: ts.TypeChecker): boolean {
  const declaration = checker.getResolvedSignature(node)?.declaration;
  return (
    declaration !== undefined &&
    ts.isConstructorDeclaration(declaration) &&
    declaration.body !== undefined &&
    clientClass(checker.getTypeAtLocation(declaration.parent)) === undefined
  );
}

function madeBySuper(checker: ts.TypeChecker): (node: ts.CallExpression) => readonly Making[] {
  return (node) => {
    const owner = ts.findAncestor(node, ts.isClassLike);
    const base = owner?.heritageClauses?.flatMap(({ types }) => types)[0]?.expression;
    const type = base === undefined ? undefined : metricType(clientExport(base, checker));
    return type === undefined ? [] : [{ type, node, configuration: node.arguments[0] }];
  };
}

function metricType(exported: string | undefined): ClientMetricType | undefined {
  return exported === undefined ? undefined : TYPES.get(exported);
}

const TYPES: ReadonlyMap<string, ClientMetricType> = new Map([
  ["Counter", "counter"],
  ["Gauge", "gauge"],
  ["Histogram", "histogram"],
  ["Summary", "summary"],
]);

/** What a factory makes whose code is not here: by the type of what it returns, or else by its name. */
function typeByCall(
  node: ts.CallExpression | ts.NewExpression,
  checker: ts.TypeChecker,
): ClientMetricType | undefined {
  const name = calleeName(node)?.text.toLowerCase() ?? "";
  if (name.endsWith("family")) return undefined; // of a schema's recorders
  const returned = metricType(clientClass(checker.getTypeAtLocation(node)));
  if (returned !== undefined) return returned;
  return [...TYPES.values()].find((type) => name.includes(type));
}

function readConfiguration(
  { type, configuration, node: making }: Making,
  creation: ts.Expression,
  scope: Scope,
): ClientMetric | UnresolvedMetric {
  const properties = configuration === undefined ? undefined : constantProperties(configuration, scope);
  if (properties === undefined) {
    return { name: undefined, part: "configuration", at: configuration ?? making };
  }
  const given = (part: string) => {
    const value = properties.get(part);
    return value === undefined || isLeftOut(value, scope) ? undefined : value;
  };
  const nameAt = given("name");
  const name = nameAt === undefined ? undefined : constantText(nameAt, scope);
  if (name === undefined) return { name, part: "name", at: nameAt ?? making };
  const labels = given("labelNames");
  const labelNames = labels === undefined ? [] : constantTexts(labels, scope);
  if (labelNames === undefined) return { name, part: "labelNames", at: labels ?? making };
  const bounds = type === "histogram" ? given("buckets") : undefined;
  const buckets = bounds === undefined ? undefined : constantBounds(bounds, scope);
  const helpAt = given("help");
  const help = helpAt === undefined ? undefined : constantText(helpAt, scope);
  const aggregator = given("aggregator");
  return {
    type,
    name,
    help,
    labelNames,
    buckets,
    unknown: [
      ...(help === undefined ? [{ part: "help" as const, at: helpAt ?? making }] : []),
      ...(bounds !== undefined && buckets === undefined ? [{ part: "buckets" as const, at: bounds }] : []),
    ],
    creation,
    aggregator: aggregator === undefined ? undefined : constantText(aggregator, scope),
    extras: EXTRAS.filter((extra) => properties.has(extra)),
  };
}

const EXTRAS = ["collect", "enableExemplars"];

function byPlace(left: ClientMetric, right: ClientMetric): number {
  const [a, b] = [left.creation.getSourceFile().fileName, right.creation.getSourceFile().fileName];
  if (a !== b) return a < b ? -1 : 1;
  return left.creation.getStart() - right.creation.getStart();
}
