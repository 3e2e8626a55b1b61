import { ts } from "ts-morph";
import type { ClientMetricType } from "../clients.js";
import { literalName, skipWrapping } from "../source-syntax.js";
import { calleeName, type SyntaxIndex } from "../syntax-index.js";

/** What Prometheus makes of an instrument of OpenTelemetry. */
export interface Instrument {
  readonly type: ClientMetricType;
  /** Whether the unit `1` means a ratio; else it counts something. */
  readonly isRatio: boolean;
}

const COUNTER: Instrument = { type: "counter", isRatio: false };
const UP_DOWN_COUNTER: Instrument = { type: "gauge", isRatio: false };
const GAUGE: Instrument = { type: "gauge", isRatio: true };
const HISTOGRAM: Instrument = { type: "histogram", isRatio: false };

/** The methods of a meter that create instruments. */
const CREATING: ReadonlyMap<string, Instrument> = new Map([
  ["createCounter", COUNTER],
  ["createObservableCounter", COUNTER],
  ["createUpDownCounter", UP_DOWN_COUNTER],
  ["createObservableUpDownCounter", UP_DOWN_COUNTER],
  ["createGauge", GAUGE],
  ["createObservableGauge", GAUGE],
  ["createHistogram", HISTOGRAM],
]);

/** The interfaces of instruments. */
const INTERFACES: ReadonlyMap<string, ClientMetricType> = new Map([
  ...[...CREATING].map(([method, { type }]) => [method.replace(/^create/, ""), type] as const),
  // Observable instruments are of one interface, and most often gauges.
  ["Observable", "gauge"],
  ["ObservableResult", "gauge"],
  ["BatchObservableResult", "gauge"],
]);

/** What a call such as `meter.createCounter(…)` creates; `undefined` if its object is no meter. */
export function createdInstrument(call: ts.CallExpression, checker: ts.TypeChecker): Instrument | undefined {
  const callee = skipWrapping(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const instrument = CREATING.get(callee.name.text);
  return instrument !== undefined && isMeter(callee, checker) ? instrument : undefined;
}

/** Where the package is not installed, its types are not known: then the method's name says it. */
function isMeter(callee: ts.PropertyAccessExpression, checker: ts.TypeChecker): boolean {
  const method = checker.getSymbolAtLocation(callee.name);
  if (method !== undefined) return method.declarations?.some(isOfOpenTelemetry) ?? false;
  return (checker.getTypeAtLocation(callee.expression).flags & ts.TypeFlags.Any) !== 0;
}

function isOfOpenTelemetry(declaration: ts.Node): boolean {
  const { fileName } = declaration.getSourceFile();
  const packages = fileName.indexOf("/node_modules/");
  return packages >= 0 && fileName.includes("opentelemetry", packages);
}

/** The type of the metric of an instrument's type, or of what a callback receives. */
export function instrumentTypeOf(type: ts.Type): ClientMetricType | undefined {
  const symbol = type.getSymbol();
  return symbol?.declarations?.some(isOfOpenTelemetry) ? INTERFACES.get(symbol.name) : undefined;
}

/** What calls of `observe` set, and the attributes that they pass. */
export interface Observed {
  readonly instrument: ts.Expression;
  readonly attributes: ts.Expression | undefined;
}

/**
 * Makes a function that finds the instruments of `result.observe(…)` in the callbacks of `instrument.addCallback(…)` and
 * `meter.addBatchObservableCallback(…)`. For other calls, it returns `undefined`.
 */
export function createFindObserved(
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): (call: ts.CallExpression) => readonly Observed[] | undefined {
  /** The instruments of each callback; none for that of a batch, whose calls name them. */
  const instruments = new Map<ts.Node, ts.Expression[]>();
  for (const name of ["addCallback", "addBatchObservableCallback"]) {
    for (const call of index.callsByName.get(name) ?? []) {
      const callee = skipWrapping(call.expression);
      const callback = call.arguments?.[0] === undefined ? undefined : functionOf(call.arguments[0], checker);
      if (callback === undefined || !ts.isPropertyAccessExpression(callee)) continue;
      const known = instruments.get(callback) ?? [];
      instruments.set(callback, name === "addCallback" ? [...known, callee.expression] : known);
    }
  }
  return (call) => {
    const callee = skipWrapping(call.expression);
    const result = ts.isPropertyAccessExpression(callee) ? skipWrapping(callee.expression) : undefined;
    const declaration =
      result === undefined ? undefined : checker.getSymbolAtLocation(result)?.valueDeclaration;
    if (declaration === undefined || !ts.isParameter(declaration)) return undefined;
    const found = instruments.get(declaration.parent);
    const [first, second, third] = call.arguments;
    if (found === undefined) return undefined;
    if (found.length > 0) return found.map((instrument) => ({ instrument, attributes: second }));
    return first === undefined ? [] : [{ instrument: first, attributes: third }];
  };
}

/** The function of `(result) => …`, of the name of a function, and of `this.method.bind(this)`. */
function functionOf(callback: ts.Expression, checker: ts.TypeChecker): ts.Node | undefined {
  const at = skipWrapping(callback);
  if (ts.isArrowFunction(at) || ts.isFunctionExpression(at)) return at;
  if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
    return at.expression.name.text === "bind" ? functionOf(at.expression.expression, checker) : undefined;
  }
  const declaration = checker.getSymbolAtLocation(at)?.valueDeclaration;
  if (declaration === undefined) return undefined;
  const value =
    (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) &&
    declaration.initializer !== undefined
      ? skipWrapping(declaration.initializer)
      : declaration;
  return ts.isFunctionLike(value) ? value : undefined;
}

const VIEW_OWNERS: ReadonlySet<string> = new Set(["MeterProvider", "NodeSDK"]);

/** Where the source sets views, which change what instruments become. */
export function findViews({ constructions }: SyntaxIndex): readonly ts.Node[] {
  return constructions.flatMap((node): readonly ts.Node[] => {
    const name = calleeName(node)?.text ?? "";
    if (!VIEW_OWNERS.has(name)) return [];
    const [options] = node.arguments ?? [];
    const object = options === undefined ? undefined : skipWrapping(options);
    if (object === undefined || !ts.isObjectLiteralExpression(object)) return [];
    return object.properties.filter((one) => one.name !== undefined && literalName(one.name) === "views");
  });
}
