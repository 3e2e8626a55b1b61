import { ts } from "ts-morph";
import { type ClientMetric, type ClientMetricType, clientClassOf } from "./clients.js";
import type { Guard } from "./find-metrics.js";
import { createFindObserved, instrumentTypeOf, type Observed } from "./opentelemetry/instruments.js";
import type { MetricResolver } from "./resolve-metrics.js";
import { includeWrapping, skipWrapping } from "./source-syntax.js";
import type { Call, SyntaxIndex } from "./syntax-index.js";

export interface MetricUse {
  readonly metric: ClientMetric;
  readonly method: Method;
  /** The outermost call: all of `x.labels("a").inc()`. */
  readonly call: ts.CallExpression;
  readonly labels: PassedLabels;
  /** False if the call may be one of another metric. */
  readonly isSure: boolean;
  /** The call of a function around it whose arguments its labels are made of; `undefined` if the labels are read as they are. */
  readonly passedBy: WrapperCall | undefined;
}

/** A call of a function that passes its arguments on to a metric: `metric.increment({ … })`. */
export interface WrapperCall {
  readonly wrapper: ts.SignatureDeclaration;
  readonly call: Call;
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
  "add",
  "record",
] as const;

type Method = (typeof METHODS)[number];

/** The labels that a call passes: none, one object with their names, the values in the order of the names, or any. */
export type PassedLabels =
  | { readonly kind: "none" }
  | { readonly kind: "object"; readonly object: ts.Expression }
  | { readonly kind: "values"; readonly values: readonly ts.Expression[] }
  | { readonly kind: "unknown"; readonly at: ts.Node };

const NO_LABELS: PassedLabels = { kind: "none" };

/** A call of a method of a metric that is not known, or not alone known. */
export interface UnreadUse {
  /** The client's class of the metric; `undefined` if its type says nothing. */
  readonly type: ClientMetricType | undefined;
  /** Whether it is of an instrument of OpenTelemetry. */
  readonly isInstrument: boolean;
  readonly method: Method;
  readonly call: ts.CallExpression;
  readonly labels: PassedLabels;
  /** True if the metrics that are known may be all that it belongs to. */
  readonly isAlsoRead: boolean;
}

export interface FoundUses {
  readonly uses: readonly MetricUse[];
  readonly unreadUses: readonly UnreadUse[];
}

/** Finds every call of a metric's method, in the order of the calls. */
export function findUses(
  index: SyntaxIndex,
  {
    metrics,
    resolveMetrics,
  }: { readonly metrics: readonly ClientMetric[]; readonly resolveMetrics: MetricResolver },
  checker: ts.TypeChecker,
  guard: Guard,
): FoundUses {
  const uses: MetricUse[] = [];
  const unreadUses: UnreadUse[] = [];
  const findObserved = createFindObserved(index, checker);
  const hasInstruments = metrics.some(({ labelNames }) => labelNames === undefined);

  /** What a call sets of instruments of OpenTelemetry; `undefined` if it is none of theirs. */
  function findRecorded(
    { method, receiver }: MethodAccess,
    call: ts.CallExpression,
  ): readonly Observed[] | undefined {
    const own = { instrument: receiver, attributes: call.arguments[1] };
    if (method === "add" || method === "record") return hasInstruments ? [own] : [];
    if (method !== "observe" || !hasInstruments) return undefined;
    return findObserved(call) ?? (typeOfInstrument(receiver) === undefined ? undefined : [own]);
  }

  function typeOfInstrument(instrument: ts.Expression): ClientMetricType | undefined {
    return instrumentTypeOf(checker.getNonNullableType(checker.getTypeAtLocation(instrument)));
  }

  /** True for `x.add(1, { … })` where the type of `x` is not known. */
  function isLikelyInstrument(instrument: ts.Expression, attributes: ts.Expression): boolean {
    return isAny(instrument, checker) && ts.isObjectLiteralExpression(skipWrapping(attributes));
  }

  function visitRecorded(
    { instrument, attributes }: Observed,
    method: Method,
    call: ts.CallExpression,
  ): void {
    const type = typeOfInstrument(instrument);
    if (type === undefined && isForeign(checker.getTypeAtLocation(instrument))) return; // `add` of a set
    const resolved = resolveMetrics(instrument);
    const own = resolved.metrics.filter(({ labelNames }) => labelNames === undefined);
    const labels: PassedLabels =
      attributes === undefined ? NO_LABELS : { kind: "object", object: attributes };
    const isSure = resolved.areAll && own.length === 1;
    for (const metric of own) uses.push({ metric, method, call, labels, isSure, passedBy: undefined });
    if (resolved.areAll) return;
    const isLikely =
      own.length === 0 && attributes !== undefined && isLikelyInstrument(instrument, attributes);
    if (type === undefined && !isLikely) return;
    unreadUses.push({ type, isInstrument: true, method, call, labels, isAlsoRead: own.length > 0 });
  }

  const visit = (call: ts.CallExpression): void => {
    const access = findMethod(call);
    if (access === undefined) return;
    const { method, receiver } = access;
    const recorded = findRecorded(access, call);
    if (recorded !== undefined) {
      for (const one of recorded) visitRecorded(one, method, call);
      return;
    }
    const chained = method === "labels" || method === "remove" ? undefined : findLabelsCall(receiver);
    const named = chained === undefined ? receiver : chained.receiver;
    const kind = kindOfReceiver(named, method, checker);
    if (kind === "other") return;
    if (method === "labels" && isChained(call)) return; // the call in the chain has these labels
    const resolved = resolveMetrics(named);
    const own = resolved.metrics.filter(({ labelNames }) => labelNames !== undefined);
    const bound = chained === undefined ? undefined : readPositional(chained.call);
    const labelsFor = (extras: readonly string[]) => readLabels(call, method, bound, extras, checker);
    const { areAll } = resolved;
    for (const metric of own)
      uses.push({
        metric,
        method,
        call,
        labels: labelsFor(metric.extras),
        isSure: areAll && own.length === 1,
        passedBy: undefined,
      });
    if (areAll || kind === "object") return;
    const type = kind === "unknown" ? undefined : kind;
    const isAlsoRead = own.length > 0;
    unreadUses.push({ type, isInstrument: false, method, call, labels: labelsFor([]), isAlsoRead });
  };
  for (const call of index.calls) guard(call, () => visit(call));
  return { uses, unreadUses };
}

/** What a receiver is: a metric of a type, an object of the source that may be one, an unknown, or something else. */
type ReceiverKind = ClientMetricType | "object" | "unknown" | "other";

function kindOfReceiver(receiver: ts.Expression, method: Method, checker: ts.TypeChecker): ReceiverKind {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(receiver));
  const parts = type.isUnion() ? type.types : [type];
  for (const part of parts) {
    const known = METRIC_CLASSES.get(clientClassOf(part) ?? "");
    if (known !== undefined) return known;
  }
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) {
    return OWN_METHODS.has(method) || isNamedAfterMetric(receiver) ? "unknown" : "other";
  }
  if (!isForeign(type)) return "object";
  return isLikeMetric(type) ? "unknown" : "other";
}

function isForeign(type: ts.Type): boolean {
  return type.getSymbol()?.declarations?.every((one) => one.getSourceFile().isDeclarationFile) === true;
}

/** True for a type of another package that metrics of the source may have, such as an interface that a subclass implements. */
function isLikeMetric(type: ts.Type): boolean {
  const has = (...names: readonly Method[]) => names.every((name) => type.getProperty(name) !== undefined);
  return has("inc") || has("startTimer") || has("observe", "labels");
}

/** Methods that few other objects have. */
const OWN_METHODS: ReadonlySet<Method> = new Set<Method>(["inc", "dec", "observe", "startTimer"]);

/** True for `labels(…)` before the method, which few other objects have, either. */
function isNamedAfterMetric(receiver: ts.Expression): boolean {
  const outer = includeWrapping(receiver).parent;
  return /(?:metric|counter|gauge|histogram)/i.test(receiver.getText().slice(-60)) || isLabelsAccess(outer);
}

function isLabelsAccess(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === "labels";
}

const METRIC_CLASSES: ReadonlyMap<string, ClientMetricType> = new Map([
  ["Counter", "counter"],
  ["Gauge", "gauge"],
  ["Histogram", "histogram"],
  ["Summary", "summary"],
]);

interface MethodAccess {
  readonly method: Method;
  readonly receiver: ts.Expression;
}

function findMethod(call: ts.CallExpression): MethodAccess | undefined {
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

function readPositional({ arguments: values }: ts.CallExpression): PassedLabels {
  const [first] = values;
  if (first === undefined) return NO_LABELS;
  if (values.length === 1 && ts.isObjectLiteralExpression(skipWrapping(first))) {
    return { kind: "object", object: first };
  }
  const spread = values.find(ts.isSpreadElement);
  return spread === undefined ? { kind: "values", values } : { kind: "unknown", at: spread };
}

/** Reads the labels that a call passes. `bound` are those of `labels(…)` in `x.labels(…).inc()`. */
function readLabels(
  call: ts.CallExpression,
  method: Method,
  bound: PassedLabels | undefined,
  extras: readonly string[],
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
  if (extras.includes("enableExemplars")) return readLabelsWithExemplar(first);
  const withoutValue = method === "startTimer" || method === "zero" || method === "setToCurrentTime";
  if (withoutValue || second !== undefined || isObject(first, checker)) {
    return { kind: "object", object: first };
  }
  return isAny(first, checker) ? { kind: "unknown", at: first } : NO_LABELS;
}

function isAny(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return (checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** Reads the labels of `inc({ labels, value, exemplarLabels })`. */
function readLabelsWithExemplar(first: ts.Expression): PassedLabels {
  const object = skipWrapping(first);
  if (!ts.isObjectLiteralExpression(object)) return { kind: "unknown", at: first };
  const labels = object.properties.find(({ name }) => name?.getText() === "labels");
  if (labels === undefined) return NO_LABELS;
  if (ts.isPropertyAssignment(labels)) return { kind: "object", object: labels.initializer };
  return ts.isShorthandPropertyAssignment(labels)
    ? { kind: "object", object: labels.name }
    : { kind: "unknown", at: labels };
}

function isObject(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const at = skipWrapping(node);
  if (ts.isObjectLiteralExpression(at)) return true;
  if (ts.isNumericLiteral(at) || ts.isStringLiteralLike(at)) return false;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  const constrained = checker.getBaseConstraintOfType(type) ?? type;
  const parts = constrained.isUnion() ? constrained.types : [constrained];
  return parts.some((part) => (part.flags & ts.TypeFlags.Object) !== 0 && !checker.isArrayLikeType(part));
}
