import { ts } from "ts-morph";
import { SourceUnreadableError } from "../../source/read-source.js";
import { type ClientMetric, clientClass, type UnresolvedMetric } from "./clients.js";
import { findMetrics } from "./find-metrics.js";
import { findHolders, type MetricsOf, metricsBySymbol } from "./metric-holders.js";
import type { SourceProgram } from "./source-program.js";
import { skipWrapping, survey, wrapped } from "./source-syntax.js";

/** A call of a metric's method. */
export interface MetricUse {
  readonly metric: ClientMetric;
  readonly method: Method;
  /** The whole call: of `x.labels("a").inc()`, all of it. */
  readonly call: ts.CallExpression;
  readonly labels: GivenLabels;
}

const METHODS = [
  "inc",
  "dec",
  "set",
  "setToCurrentTime",
  "observe",
  "startTimer",
  "labels",
  "remove",
  "zero",
] as const;
type Method = (typeof METHODS)[number];

/** Labels as a call gives them: none, by name in one object, or one value for each name in order. */
export type GivenLabels =
  | { readonly kind: "none" }
  | { readonly kind: "object"; readonly object: ts.Expression }
  | { readonly kind: "values"; readonly values: readonly ts.Expression[] };

const NO_LABELS: GivenLabels = { kind: "none" };

interface FoundUses {
  readonly uses: readonly MetricUse[];
  /** Calls of methods of metrics that the analysis cannot name. */
  readonly unnamed: readonly ts.CallExpression[];
}

/** Every call of a metric's method, by file and place. */
export function findUses(
  calls: readonly ts.CallExpression[],
  metricsOf: MetricsOf,
  checker: ts.TypeChecker,
): FoundUses {
  const uses: MetricUse[] = [];
  const unnamed: ts.CallExpression[] = [];
  for (const call of calls) {
    const access = methodOf(call);
    if (access === undefined) continue;
    const { method, receiver } = access;
    const child = method === "labels" || method === "remove" ? undefined : labelsCall(receiver);
    const named = child === undefined ? receiver : child.receiver;
    const metrics = metricsOf(named);
    if (metrics.length === 0) {
      if (isMetric(named, checker)) unnamed.push(call);
      continue;
    }
    if (method === "labels" && isChained(call)) continue; // the call that follows has its labels
    for (const metric of metrics) {
      const given = child === undefined ? undefined : positional(child.call);
      uses.push({ metric, method, call, labels: labelsOf(call, method, given, metric, checker) });
    }
  }
  return { uses, unnamed };
}

interface Access {
  readonly method: Method;
  readonly receiver: ts.Expression;
}

function methodOf(call: ts.CallExpression): Access | undefined {
  const callee = skipWrapping(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = METHODS.find((name) => name === callee.name.text);
  return method === undefined ? undefined : { method, receiver: callee.expression };
}

/** `x.labels(…)` of `x.labels(…).inc()`. */
function labelsCall(
  receiver: ts.Expression,
): { readonly call: ts.CallExpression; readonly receiver: ts.Expression } | undefined {
  const call = skipWrapping(receiver);
  if (!ts.isCallExpression(call)) return undefined;
  const access = methodOf(call);
  return access?.method === "labels" ? { call, receiver: access.receiver } : undefined;
}

function isChained(call: ts.CallExpression): boolean {
  const outer = wrapped(call);
  return (
    ts.isPropertyAccessExpression(outer.parent) &&
    ts.isCallExpression(outer.parent.parent) &&
    outer.parent.parent.expression === outer.parent &&
    METHODS.some((name) => name === (outer.parent as ts.PropertyAccessExpression).name.text)
  );
}

function isMetric(receiver: ts.Expression, checker: ts.TypeChecker): boolean {
  return METRIC_CLASSES.has(clientClass(checker.getTypeAtLocation(receiver)) ?? "");
}

const METRIC_CLASSES: ReadonlySet<string> = new Set(["Counter", "Gauge", "Histogram", "Summary"]);

/** `labels("a", "b")`, `labels({ … })`. */
function positional({ arguments: values }: ts.CallExpression): GivenLabels {
  const [first] = values;
  if (first === undefined) return NO_LABELS;
  if (values.length === 1 && ts.isObjectLiteralExpression(skipWrapping(first))) {
    return { kind: "object", object: first };
  }
  return { kind: "values", values };
}

/** The labels that a call gives. `bound` are those of `labels(…)` before it: `x.labels(…).inc()`. */
function labelsOf(
  call: ts.CallExpression,
  method: Method,
  bound: GivenLabels | undefined,
  metric: ClientMetric,
  checker: ts.TypeChecker,
): GivenLabels {
  const [first, second] = call.arguments;
  if (method === "labels" || method === "remove") {
    const given = positional(call);
    const object = first !== undefined && call.arguments.length === 1 && isObject(first, checker);
    return object ? { kind: "object", object: first } : given;
  }
  if (bound !== undefined) {
    const [value] = bound.kind === "values" ? bound.values : [];
    const object = bound.kind === "values" && bound.values.length === 1 && value !== undefined;
    return object && isObject(value, checker) ? { kind: "object", object: value } : bound;
  }
  if (first === undefined) return NO_LABELS;
  if (metric.extras.includes("enableExemplars")) return labelsBesideExemplar(first);
  const withoutValue = method === "startTimer" || method === "zero" || method === "setToCurrentTime";
  if (withoutValue || second !== undefined || isObject(first, checker)) {
    return { kind: "object", object: first };
  }
  return NO_LABELS;
}

/** `inc({ labels, value, exemplarLabels })`. */
function labelsBesideExemplar(first: ts.Expression): GivenLabels {
  const object = skipWrapping(first);
  if (!ts.isObjectLiteralExpression(object)) return NO_LABELS;
  const labels = object.properties.find(({ name }) => name?.getText() === "labels");
  if (labels === undefined || !ts.isPropertyAssignment(labels)) return NO_LABELS;
  return { kind: "object", object: labels.initializer };
}

function isObject(node: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isObjectLiteralExpression(skipWrapping(node))) return true;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  return (type.flags & ts.TypeFlags.Object) !== 0;
}

/** The calls that stop the timer which `x.startTimer()` starts: `end(…)` of `const end = x.startTimer()`. */
export function timerStops(start: ts.CallExpression, checker: ts.TypeChecker): readonly ts.CallExpression[] {
  const value = wrapped(start);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.expression === value) return [parent];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return callsOfVariable(parent.name, checker);
}

/** Every call, in the file of a variable, of the function that the variable holds. */
function callsOfVariable(name: ts.Identifier, checker: ts.TypeChecker): readonly ts.CallExpression[] {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name.text) {
      if (checker.getSymbolAtLocation(node.expression) === symbol) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return found;
}

/** What source code does with metrics of a client. */
export interface Analysis extends SourceProgram {
  readonly metrics: readonly ClientMetric[];
  readonly unresolved: readonly UnresolvedMetric[];
  readonly uses: readonly MetricUse[];
  /** Calls of methods of metrics that cannot be named. */
  readonly unnamed: readonly ts.CallExpression[];
}

/**
 * Looks through a program for metrics and their uses.
 *
 * @throws SourceUnreadableError where the type checker itself gives up
 */
export function analyse(program: SourceProgram): Analysis {
  try {
    return analysis(program);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SourceUnreadableError(
      `the type checker of TypeScript runs out of stack in this source: look for constants that are defined by each other, as \`a = "x" + b\` and \`b = a + "y"\``,
      { cause: error },
    );
  }
}

function analysis(program: SourceProgram): Analysis {
  const { checker } = program;
  const surveyed = survey(program);
  const { metrics, unresolved } = findMetrics(program, surveyed);
  const metricsOf = metricsBySymbol(metrics, findHolders(metrics, checker), checker);
  return { ...program, metrics, unresolved, ...findUses(surveyed.calls, metricsOf, checker) };
}
