import { ts } from "ts-morph";
import { type ClientMetric, clientClassOf } from "./clients.js";
import type { MetricResolver } from "./metric-variables.js";
import { includeWrapping, skipWrapping } from "./source-syntax.js";

export interface MetricUse {
  readonly metric: ClientMetric;
  readonly method: Method;
  /** The outermost call: all of `x.labels("a").inc()`. */
  readonly call: ts.CallExpression;
  readonly labels: PassedLabels;
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

/** The labels that a call passes: none, one object with their names, or the values in the order of the names. */
export type PassedLabels =
  | { readonly kind: "none" }
  | { readonly kind: "object"; readonly object: ts.Expression }
  | { readonly kind: "values"; readonly values: readonly ts.Expression[] };

const NO_LABELS: PassedLabels = { kind: "none" };

export interface FoundUses {
  readonly uses: readonly MetricUse[];
  /** Calls of methods of metrics that could not be resolved. */
  readonly unresolvedUses: readonly ts.CallExpression[];
}

/** Finds every call of a metric's method, in the order of the calls. */
export function findUses(
  calls: readonly ts.CallExpression[],
  resolveMetrics: MetricResolver,
  checker: ts.TypeChecker,
): FoundUses {
  const uses: MetricUse[] = [];
  const unresolvedUses: ts.CallExpression[] = [];
  for (const call of calls) {
    const access = findMethod(call);
    if (access === undefined) continue;
    const { method, receiver } = access;
    const chained = method === "labels" || method === "remove" ? undefined : findLabelsCall(receiver);
    const named = chained === undefined ? receiver : chained.receiver;
    const metrics = resolveMetrics(named);
    if (metrics.length === 0) {
      if (isMetric(named, checker)) unresolvedUses.push(call);
      continue;
    }
    if (method === "labels" && isChained(call)) continue; // the call in the chain has these labels
    for (const metric of metrics) {
      const bound = chained === undefined ? undefined : readPositional(chained.call);
      uses.push({ metric, method, call, labels: readLabels(call, method, bound, metric, checker) });
    }
  }
  return { uses, unresolvedUses };
}

function findMethod(
  call: ts.CallExpression,
): { readonly method: Method; readonly receiver: ts.Expression } | undefined {
  const callee = skipWrapping(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const method = METHODS.find((name) => name === callee.name.text);
  return method === undefined ? undefined : { method, receiver: callee.expression };
}

/** Finds `x.labels(…)` in `x.labels(…).inc()`. */
function findLabelsCall(
  receiver: ts.Expression,
): { readonly call: ts.CallExpression; readonly receiver: ts.Expression } | undefined {
  const call = skipWrapping(receiver);
  if (!ts.isCallExpression(call)) return undefined;
  const access = findMethod(call);
  return access?.method === "labels" ? { call, receiver: access.receiver } : undefined;
}

/** True for `x.labels(…)` in `x.labels(…).inc()`. */
function isChained(call: ts.CallExpression): boolean {
  const outer = includeWrapping(call);
  return (
    ts.isPropertyAccessExpression(outer.parent) &&
    ts.isCallExpression(outer.parent.parent) &&
    outer.parent.parent.expression === outer.parent &&
    METHODS.some((name) => name === (outer.parent as ts.PropertyAccessExpression).name.text)
  );
}

function isMetric(receiver: ts.Expression, checker: ts.TypeChecker): boolean {
  return METRIC_CLASSES.has(clientClassOf(checker.getTypeAtLocation(receiver)) ?? "");
}

const METRIC_CLASSES: ReadonlySet<string> = new Set(["Counter", "Gauge", "Histogram", "Summary"]);

function readPositional({ arguments: values }: ts.CallExpression): PassedLabels {
  const [first] = values;
  if (first === undefined) return NO_LABELS;
  if (values.length === 1 && ts.isObjectLiteralExpression(skipWrapping(first))) {
    return { kind: "object", object: first };
  }
  return { kind: "values", values };
}

/** Reads the labels that a call passes. `bound` are those of `labels(…)` in `x.labels(…).inc()`. */
function readLabels(
  call: ts.CallExpression,
  method: Method,
  bound: PassedLabels | undefined,
  metric: ClientMetric,
  checker: ts.TypeChecker,
): PassedLabels {
  const [first, second] = call.arguments;
  if (method === "labels" || method === "remove") {
    const passed = readPositional(call);
    const isOneObject = first !== undefined && call.arguments.length === 1 && isObject(first, checker);
    return isOneObject ? { kind: "object", object: first } : passed;
  }
  if (bound !== undefined) {
    const [value] = bound.kind === "values" ? bound.values : [];
    const isOneValue = bound.kind === "values" && bound.values.length === 1 && value !== undefined;
    return isOneValue && isObject(value, checker) ? { kind: "object", object: value } : bound;
  }
  if (first === undefined) return NO_LABELS;
  if (metric.extras.includes("enableExemplars")) return readLabelsWithExemplar(first);
  const withoutValue = method === "startTimer" || method === "zero" || method === "setToCurrentTime";
  if (withoutValue || second !== undefined || isObject(first, checker)) {
    return { kind: "object", object: first };
  }
  return NO_LABELS;
}

/** Reads the labels of `inc({ labels, value, exemplarLabels })`. */
function readLabelsWithExemplar(first: ts.Expression): PassedLabels {
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

/** Finds the calls that stop the timer of `x.startTimer()`: `end(…)` for `const end = x.startTimer()`. */
export function findTimerStops(
  start: ts.CallExpression,
  checker: ts.TypeChecker,
): readonly ts.CallExpression[] {
  const value = includeWrapping(start);
  const { parent } = value;
  if (ts.isCallExpression(parent) && parent.expression === value) return [parent];
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return [];
  return findCallsOfVariable(parent.name, checker);
}

function findCallsOfVariable(name: ts.Identifier, checker: ts.TypeChecker): readonly ts.CallExpression[] {
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
