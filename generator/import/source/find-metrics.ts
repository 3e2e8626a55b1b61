import { ts } from "ts-morph";
import { SourceUnreadableError } from "../../source/read-source.js";
import { groupDigits } from "../../text/words.js";
import {
  type ClientMetric,
  type ClientMetricType,
  clientClassOf,
  resolveClientExport,
  type UnresolvedMetric,
} from "./clients.js";
import { evaluateBounds, evaluateText, evaluateTexts, resolveList } from "./constants.js";
import {
  bindArguments,
  type CallArguments,
  type ConstantScope,
  emptyScope,
  isOmitted,
  resolveProperties,
} from "./resolve-expression.js";
import type { SourceProgram } from "./source-program.js";
import { calleeName, findCalls, isConfiguration, type SyntaxIndex } from "./source-syntax.js";

export interface FoundMetrics {
  /** In the order of the files and of their positions in them. */
  readonly metrics: readonly ClientMetric[];
  readonly unresolvedMetrics: readonly UnresolvedMetric[];
}

/** An expression that creates a metric, such as `new Counter(configuration)`. */
interface MetricCreation {
  readonly type: ClientMetricType;
  readonly node: ts.Expression;
  readonly configuration: ts.Expression | undefined;
}

/** Finds all metrics. Each call of a wrapper, which creates a metric from its parameters, is a metric of its own. */
export function findMetrics({ checker }: SourceProgram, index: SyntaxIndex): FoundMetrics {
  const metrics: ClientMetric[] = [];
  const unresolvedMetrics: UnresolvedMetric[] = [];
  const visited = new Set<ts.Node>();

  /** Adds the metric that `node` evaluates to, or those of the calls of the wrapper around it. */
  function addMetric(
    creation: MetricCreation,
    node: ts.Expression,
    callArguments: CallArguments,
    depth: number,
  ): void {
    const wrappers = new Set<ts.SignatureDeclaration>();
    const onMissingArgument = (wrapper: ts.SignatureDeclaration) => wrappers.add(wrapper);
    const scope: ConstantScope = { checker, callArguments, onMissingArgument };
    const read = readConfiguration(creation, node, scope);
    const [wrapper] = wrappers;
    const calls =
      wrapper === undefined || depth > DEEPEST_WRAPPER ? [] : callsOfWrapper(creation, node, wrapper);
    if (calls.length === 0) {
      if ("part" in read) unresolvedMetrics.push(read);
      else metrics.push(read);
      limitMetrics(metrics.length + unresolvedMetrics.length);
      return;
    }
    for (const call of calls) {
      visited.add(call.node);
      addMetric(creation, call.node, new Map([...callArguments, ...call.bound]), depth + 1);
    }
  }

  function callsOfWrapper(creation: MetricCreation, node: ts.Expression, wrapper: ts.SignatureDeclaration) {
    const items = findItems(wrapper, checker);
    if (items !== undefined) return items.map((item) => ({ node, bound: bindArguments(wrapper, [item]) }));
    const calls = findCalls(wrapper, index, checker).map((call) => ({
      node: call,
      bound: bindArguments(wrapper, call.arguments ?? []),
    }));
    if (!ts.isConstructorDeclaration(wrapper) || isSuper(creation.node)) return calls;
    // The metric is a field of the constructed object. Which object is known only if there is one.
    return calls.length === 1 ? calls.map(({ bound }) => ({ node, bound })) : [];
  }

  for (const creation of creationsIn(index, checker)) {
    visited.add(creation.node);
    addMetric(creation, creation.node, new Map(), 0);
  }
  for (const node of index.configCalls) {
    if (visited.has(node)) continue;
    const type = inferType(node, checker);
    const configuration = node.arguments?.find(isConfiguration);
    if (type !== undefined) addMetric({ type, node, configuration }, node, new Map(), 0);
  }
  return { metrics: metrics.sort(comparePositions), unresolvedMetrics };
}

/** Creations of metrics. A schema has at most 1,500 metrics of a type, and each creation takes a millisecond. */
const MOST_METRICS = 5000;

/** @throws SourceUnreadableError if there are more than are read */
function limitMetrics(count: number): void {
  if (count <= MOST_METRICS) return;
  throw new SourceUnreadableError(
    `it creates more than ${groupDigits(MOST_METRICS)} metrics, which is more than is imported; import a part of it`,
  );
}

function* creationsIn(
  { constructions, superCalls }: SyntaxIndex,
  checker: ts.TypeChecker,
): Generator<MetricCreation> {
  const byConstructor = creationsOf(checker);
  for (const node of constructions) yield* byConstructor(node);
  const bySuper = creationsBySuper(checker);
  for (const node of superCalls) yield* bySuper(node);
}

/** The largest number of wrappers around a metric. */
const DEEPEST_WRAPPER = 6;

/** The items of a constant list for which a callback is called, as in `LIST.map((item) => …)`. */
function findItems(
  callback: ts.SignatureDeclaration,
  checker: ts.TypeChecker,
): readonly ts.Expression[] | undefined {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { name, expression: list } = call.expression;
  const callsEach = name.text === "map" || name.text === "forEach" || name.text === "flatMap";
  return callsEach ? resolveList(list, emptyScope(checker)) : undefined;
}

function isSuper(node: ts.Expression): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function creationsOf(checker: ts.TypeChecker): (node: ts.NewExpression) => readonly MetricCreation[] {
  return (node) => {
    const type = metricType(resolveClientExport(node.expression, checker));
    if (type === undefined || hasOwnConstructor(node, checker)) return [];
    return [{ type, node, configuration: node.arguments?.[0] }];
  };
}

/** True for a class of the source that extends a client's class. Its `super(…)` creates the metric. */
function hasOwnConstructor(node: ts.NewExpression, checker: ts.TypeChecker): boolean {
  const declaration = checker.getResolvedSignature(node)?.declaration;
  return (
    declaration !== undefined &&
    ts.isConstructorDeclaration(declaration) &&
    declaration.body !== undefined &&
    clientClassOf(checker.getTypeAtLocation(declaration.parent)) === undefined
  );
}

function creationsBySuper(checker: ts.TypeChecker): (node: ts.CallExpression) => readonly MetricCreation[] {
  return (node) => {
    const owner = ts.findAncestor(node, ts.isClassLike);
    const base = owner?.heritageClauses?.flatMap(({ types }) => types)[0]?.expression;
    const type = base === undefined ? undefined : metricType(resolveClientExport(base, checker));
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

/** The type of metric that a factory outside of the source creates, by its return type or otherwise its name. */
function inferType(
  node: ts.CallExpression | ts.NewExpression,
  checker: ts.TypeChecker,
): ClientMetricType | undefined {
  const name = calleeName(node)?.text.toLowerCase() ?? "";
  if (name.endsWith("family")) return undefined; // a family of generated recorders
  const type = metricType(clientClassOf(checker.getTypeAtLocation(node)));
  return type ?? [...TYPES.values()].find((known) => name.includes(known));
}

function readConfiguration(
  { type, configuration, node }: MetricCreation,
  creation: ts.Expression,
  scope: ConstantScope,
): ClientMetric | UnresolvedMetric {
  const properties = configuration === undefined ? undefined : resolveProperties(configuration, scope);
  if (properties === undefined) {
    return { name: undefined, part: "configuration", at: configuration ?? node };
  }
  const findPart = (part: string) => {
    const value = properties.get(part);
    return value === undefined || isOmitted(value, scope) ? undefined : value;
  };
  const nameAt = findPart("name");
  const name = nameAt === undefined ? undefined : evaluateText(nameAt, scope);
  if (name === undefined) return { name, part: "name", at: nameAt ?? node };
  const labels = findPart("labelNames");
  const labelNames = labels === undefined ? [] : evaluateTexts(labels, scope);
  if (labelNames === undefined) return { name, part: "labelNames", at: labels ?? node };
  const bounds = type === "histogram" ? findPart("buckets") : undefined;
  const buckets = bounds === undefined ? undefined : evaluateBounds(bounds, scope);
  const helpAt = findPart("help");
  const help = helpAt === undefined ? undefined : evaluateText(helpAt, scope);
  const aggregator = findPart("aggregator");
  return {
    type,
    name,
    help,
    labelNames,
    buckets,
    unknown: [
      ...(help === undefined ? [{ part: "help" as const, at: helpAt ?? node }] : []),
      ...(bounds !== undefined && buckets === undefined ? [{ part: "buckets" as const, at: bounds }] : []),
    ],
    creation,
    aggregator: aggregator === undefined ? undefined : evaluateText(aggregator, scope),
    extras: EXTRAS.filter((extra) => properties.has(extra)),
  };
}

const EXTRAS = ["collect", "enableExemplars"];

function comparePositions(left: ClientMetric, right: ClientMetric): number {
  const [a, b] = [left.creation.getSourceFile().fileName, right.creation.getSourceFile().fileName];
  if (a !== b) return a < b ? -1 : 1;
  return left.creation.getStart() - right.creation.getStart();
}
