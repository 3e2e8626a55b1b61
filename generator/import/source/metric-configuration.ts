import { ts } from "ts-morph";
import {
  type ClientMetric,
  type ClientMetricType,
  resolveClientExport,
  type UnresolvedMetric,
} from "./clients.js";
import { exposedNameOf } from "./opentelemetry/exposed-names.js";
import type { Instrument } from "./opentelemetry/instruments.js";
import {
  evaluateConstant,
  evaluateOperand,
  evaluateText,
  evaluateTexts,
  isOmitted,
  OMITTED,
  type Operand,
  type Scope,
  type Value,
} from "./values/values.js";

/** An expression that creates a metric, such as `new Counter(configuration)`. */
export interface MetricCreation {
  readonly type: ClientMetricType;
  readonly node: ts.Expression;
  /** For an instrument, its options, which may be left out. */
  readonly configuration: ts.Expression | undefined;
  /** An instrument of OpenTelemetry, and its name. */
  readonly instrument?: Instrument & { readonly name: ts.Expression | undefined };
}

/** Reads the configuration of a metric, in the scope of the calls around its creation. */
export function readConfiguration(
  { type, configuration, instrument, node: creation }: MetricCreation,
  calls: readonly ts.Node[],
  assumed: ReadonlySet<ts.Node>,
  scope: Scope,
): ClientMetric | UnresolvedMetric {
  const node = calls.at(-1) ?? creation;
  const read = configuration === undefined ? OMITTED : evaluateOperand({ node: configuration, scope });
  const isOpen = read.kind !== "object" && !(instrument !== undefined && isOmitted(read));
  if (isOpen && instrument === undefined) {
    return {
      name: undefined,
      part: "configuration",
      creation,
      at: calls.length > 0 ? node : (configuration ?? node),
    };
  }
  const findPart = (part: string, value: Value = read) => {
    const operand = value.kind === "object" ? value.properties.get(part) : undefined;
    return operand === undefined || isOmitted(evaluateOperand(operand)) ? undefined : operand;
  };
  /** The part of the configuration if it is in the source of the creation, and otherwise the call that gives it. */
  const placeOf = (operand: Operand | undefined) =>
    calls.length > 0 || operand === undefined ? node : operand.node;
  const nameAt = instrument === undefined ? findPart("name") : operandOf(instrument.name, scope);
  const name = nameAt === undefined ? undefined : evaluateText(nameAt);
  if (name === undefined) return { name, part: "name", at: placeOf(nameAt), creation };
  const labels = instrument === undefined ? findPart("labelNames") : undefined;
  const labelNames = labels === undefined ? [] : evaluateTexts(labels);
  if (labelNames === undefined) return { name, part: "labelNames", at: placeOf(labels), creation };
  const advice = instrument === undefined ? undefined : findPart("advice");
  const boundsIn = instrument === undefined ? findPart("buckets") : adviceOf(advice, findPart);
  const bounds = type === "histogram" ? boundsIn : undefined;
  const buckets = bounds === undefined ? undefined : evaluateBounds(bounds);
  const helpPart = instrument === undefined ? "help" : "description";
  const helpAt = findPart(helpPart);
  const help = helpAt === undefined ? undefined : evaluateText(helpAt);
  const unitAt = instrument === undefined ? undefined : findPart("unit");
  const unit = unitAt === undefined ? "" : evaluateText(unitAt);
  const aggregator = findPart("aggregator");
  const isHelpKnown = help !== undefined || (instrument !== undefined && helpAt === undefined);
  return {
    type,
    name: instrument === undefined ? name : exposedNameOf(name, unit ?? "", instrument),
    help,
    labelNames: instrument === undefined ? labelNames : undefined,
    buckets,
    unknown: [
      ...(isOpen ? [{ part: "configuration" as const, at: placeOf(operandOf(configuration, scope)) }] : []),
      ...(isHelpKnown ? [] : [{ part: helpPart as "help" | "description", at: placeOf(helpAt) }]),
      ...(unit === undefined ? [{ part: "unit" as const, at: placeOf(unitAt) }] : []),
      ...(bounds !== undefined && buckets === undefined
        ? [{ part: "buckets" as const, at: placeOf(bounds) }]
        : []),
    ],
    creation,
    calls,
    assumed: [...assumed],
    aggregator: aggregator === undefined ? undefined : evaluateText(aggregator),
    extras: EXTRAS.filter((extra) => read.kind === "object" && read.properties.has(extra)),
  };
}

function operandOf(node: ts.Expression | undefined, scope: Scope): Operand | undefined {
  return node === undefined ? undefined : { node, scope };
}

/** The bounds in `advice: { explicitBucketBoundaries }`. An advice that is not constant stands for them. */
function adviceOf(
  advice: Operand | undefined,
  findPart: (part: string, value: Value) => Operand | undefined,
): Operand | undefined {
  const value = advice === undefined ? undefined : evaluateOperand(advice);
  return value?.kind === "object" ? findPart("explicitBucketBoundaries", value) : advice;
}

const EXTRAS = ["collect", "enableExemplars"];

/** Where the metric is created, for messages: the outermost call of a wrapper, or the creation itself. */
export function placeOfMetric({ calls, creation }: Pick<ClientMetric, "calls" | "creation">): ts.Node {
  return calls.at(-1) ?? creation;
}

/** Evaluates the upper bounds of a constant list, `linearBuckets` or `exponentialBuckets`. Keeps their spelling. */
function evaluateBounds(operand: Operand): readonly string[] | undefined {
  const value = evaluateOperand(operand);
  if (value.kind === "open" && ts.isCallExpression(value.node)) return computeBounds(value.node, value.scope);
  if (value.kind === "open" && ts.isArrayLiteralExpression(value.node)) {
    return boundsOf(value.node.elements.map((node) => ({ node, scope: value.scope })));
  }
  return value.kind === "list" ? boundsOf(value.items) : undefined;
}

function boundsOf(items: readonly Operand[]): readonly string[] | undefined {
  const bounds: string[] = [];
  for (const item of items) {
    if (ts.isSpreadElement(item.node)) {
      const inner = evaluateBounds({ node: item.node.expression, scope: item.scope });
      if (inner === undefined) return undefined;
      bounds.push(...inner);
      continue;
    }
    const value = isInfinity(item.node) ? Number.POSITIVE_INFINITY : evaluateConstant(item);
    if (typeof value !== "number") return undefined;
    const isSpelled = ts.isNumericLiteral(item.node) && YAML_NUMBER_LITERAL.test(item.node.getText());
    bounds.push(isSpelled ? item.node.getText() : String(value));
  }
  return bounds;
}

function isInfinity(node: ts.Node): boolean {
  const text = node.getText();
  return text === "Infinity" || text === "Number.POSITIVE_INFINITY";
}

/** A number literal that means the same in YAML. */
const YAML_NUMBER_LITERAL = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

function computeBounds(node: ts.CallExpression, scope: Scope): readonly string[] | undefined {
  const exported = resolveClientExport(node.expression, scope.checker);
  const [start, step, count] = node.arguments.map((argument) => evaluateConstant({ node: argument, scope }));
  if (typeof start !== "number" || typeof step !== "number" || typeof count !== "number") return undefined;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BOUNDS) return undefined;
  if (exported === "linearBuckets")
    return Array.from({ length: count }, (_, at) => String(start + at * step));
  if (exported !== "exponentialBuckets") return undefined;
  const bounds: string[] = [];
  for (let bound = start; bounds.length < count; bound *= step) bounds.push(String(bound));
  return bounds;
}

const MOST_BOUNDS = 10_000;
