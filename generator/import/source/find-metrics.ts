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
import { findCalls } from "./function-calls.js";
import { type MetricCreation, placeOfMetric, readConfiguration } from "./metric-configuration.js";
import { createdInstrument } from "./opentelemetry/instruments.js";
import { calleeName, isConfiguration, type SyntaxIndex } from "./syntax-index.js";
import {
  type Binder,
  type Bindings,
  bindArguments,
  bindOperands,
  constant,
  evaluateOperand,
  evaluateText,
  type Operand,
  type Scope,
} from "./values/values.js";

export interface FoundMetrics {
  /** In the order of the files and of their positions in them. */
  readonly metrics: readonly ClientMetric[];
  readonly unresolvedMetrics: readonly UnresolvedMetric[];
}

/** Finds all metrics. Each call of a wrapper, which creates a metric from its parameters, is a metric of its own. */
export function findMetrics(empty: Scope, index: SyntaxIndex, guard: Guard): FoundMetrics {
  const { checker } = empty;
  const metrics: ClientMetric[] = [];
  const unresolvedMetrics: UnresolvedMetric[] = [];
  const visited = new Set<ts.Node>();

  /** Adds the metric, or those of the calls of the function or the turns of the loop around it. */
  function addMetric(creation: MetricCreation, path: readonly Turn[]): void {
    const binders = new Set<Binder>();
    const assumed = new Set<ts.Node>();
    const bindings = new Map<ts.Declaration, Operand | undefined>();
    const scope: Scope = {
      ...empty,
      bindings,
      onUnbound: (binder) => binders.add(binder),
      onAssumed: (at) => assumed.add(at),
    };
    const calls = path.map(({ node }) => node);
    for (const turn of path) for (const [variable, value] of turn.bind(scope)) bindings.set(variable, value);
    if (!isReached(creation.node, scope)) return;
    const read = readConfiguration(creation, calls, assumed, scope);
    const [binder] = binders;
    const turns = binder === undefined || calls.length > DEEPEST_WRAPPER ? [] : turnsOf(binder, scope);
    if (turns.length === 0) {
      if ("part" in read) unresolvedMetrics.push(read);
      else metrics.push(read);
      limitMetrics(metrics.length + unresolvedMetrics.length);
      return;
    }
    for (const turn of turns) {
      visited.add(turn.node);
      addMetric(creation, [...path, turn]);
    }
  }

  function turnsOf(binder: Binder, scope: Scope): readonly Turn[] {
    if (ts.isForOfStatement(binder)) return turnsOfLoop(binder, scope);
    const items = findItems(binder, scope);
    if (items !== undefined) {
      return items.map(({ node }, at) => ({
        node,
        bind: (inner) => {
          const item = findItems(binder, inner)?.[at];
          return item === undefined
            ? new Map()
            : bindOperands(binder, [item, { ...item, value: constant(at) }]);
        },
      }));
    }
    return findCalls(binder, index, checker).calls.map((node) => ({
      node,
      bind: (inner) => bindArguments(binder, node.arguments ?? [], inner),
    }));
  }

  for (const creation of creationsIn(index, checker)) {
    visited.add(creation.node);
    guard(creation.node, () => addMetric(creation, []));
  }
  for (const node of index.configCalls) {
    if (visited.has(node)) continue;
    guard(node, () => {
      const type = inferType(node, checker);
      const configuration = node.arguments?.find(isConfiguration);
      if (type !== undefined) addMetric({ type, node, configuration }, []);
    });
  }
  return { metrics: metrics.sort(comparePositions), unresolvedMetrics };
}

/** Runs a step of the analysis that asks the type checker about a node, and reports the node if the checker fails there. */
export type Guard = (node: ts.Node, step: () => void) => void;

/** A call of a function, or a turn of a loop. */
interface Turn {
  readonly node: ts.Node;
  /** What the variables of the function or the loop are bound to, in the scope of all calls around it. */
  readonly bind: (scope: Scope) => Bindings;
}

/** The turns of `for (const item of LIST)` over a constant list. */
function turnsOfLoop(loop: ts.ForOfStatement, scope: Scope): readonly Turn[] {
  const { initializer } = loop;
  const variable = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0] : undefined;
  const itemsIn = (inner: Scope) => {
    const list = evaluateOperand({ node: loop.expression, scope: inner });
    return list.kind === "list" ? list.items : [];
  };
  if (variable === undefined) return [];
  return itemsIn(scope).map(({ node }, at) => ({
    node,
    bind: (inner) => new Map([[variable, itemsIn(inner)[at]]]),
  }));
}

/** False in a branch that the arguments of the calls do not take, such as another `case` of a `switch`. */
function isReached(node: ts.Node, scope: Scope): boolean {
  for (let at = node; at.parent !== undefined && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCaseOrDefaultClause(at)) {
      const given = evaluateText({ node: at.parent.parent.expression, scope });
      if (given !== undefined && !isTaken(at, given, scope)) return false;
    } else if (ts.isIfStatement(parent) && at !== parent.expression) {
      const condition = evaluateOperand({
        node: parent.expression,
        scope: { ...scope, onAssumed: undefined },
      });
      if (condition.kind === "constant" && Boolean(condition.value) !== (at === parent.thenStatement))
        return false;
    }
  }
  return true;
}

function isTaken(clause: ts.CaseOrDefaultClause, given: string, scope: Scope): boolean {
  const texts = clause.parent.clauses.map((one) =>
    ts.isCaseClause(one) ? evaluateText({ node: one.expression, scope }) : undefined,
  );
  const at = texts.indexOf(given);
  const own = clause.parent.clauses.indexOf(clause);
  if (at === -1) return ts.isDefaultClause(clause) || texts[own] === undefined;
  // a clause without statements falls through to the next
  const first = clause.parent.clauses.findIndex(
    (one, position) => position >= at && one.statements.length > 0,
  );
  return own === at || own === first;
}

/** Creations of metrics. Each takes a millisecond. */
const MOST_METRICS = 5000;

/** @throws SourceUnreadableError if there are more than are read */
function limitMetrics(count: number): void {
  if (count <= MOST_METRICS) return;
  throw new SourceUnreadableError(
    `it creates more than ${groupDigits(MOST_METRICS)} metrics, which is more than is imported; import a part of it`,
  );
}

function* creationsIn(
  { constructions, superCalls, calls }: SyntaxIndex,
  checker: ts.TypeChecker,
): Generator<MetricCreation> {
  const byConstructor = creationsOf(checker);
  for (const node of constructions) yield* byConstructor(node);
  const bySuper = creationsBySuper(checker);
  for (const node of superCalls) yield* bySuper(node);
  for (const node of calls) {
    const instrument = createdInstrument(node, checker);
    const [name, configuration] = node.arguments;
    if (instrument !== undefined) {
      yield { type: instrument.type, node, configuration, instrument: { ...instrument, name } };
    }
  }
}

/** The largest number of wrappers around a metric. */
const DEEPEST_WRAPPER = 6;

/** The items of a constant list for which a callback is called, as in `LIST.map((item) => …)`. */
function findItems(callback: ts.SignatureDeclaration, scope: Scope): readonly Operand[] | undefined {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const { name, expression: list } = call.expression;
  const callsEach = name.text === "map" || name.text === "forEach" || name.text === "flatMap";
  const value = callsEach ? evaluateOperand({ node: list, scope }) : undefined;
  return value?.kind === "list" ? value.items : undefined;
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

/** By the place where the metric gets its name: the outermost call, or its creation. */
function comparePositions(left: ClientMetric, right: ClientMetric): number {
  const [one, other] = [placeOfMetric(left), placeOfMetric(right)];
  const [a, b] = [one.getSourceFile().fileName, other.getSourceFile().fileName];
  if (a !== b) return a < b ? -1 : 1;
  return one.getStart() - other.getStart();
}
