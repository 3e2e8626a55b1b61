import { ts } from "ts-morph";
import { type ClientMetric, resolveClientExport } from "./clients.js";
import type { Guard } from "./find-metrics.js";
import type { FoundUses, MetricUse, PassedLabels, UnreadUse } from "./metric-uses.js";
import { labelNameOf } from "./opentelemetry/exposed-names.js";
import { skipWrapping } from "./source-syntax.js";
import type { SyntaxIndex } from "./syntax-index.js";
import { findTimerStops } from "./timers.js";
import { constantsOf, type Evidence, evidenceOfMetricType, evidenceOfType, isOpen } from "./type-evidence.js";
import { createFindSources } from "./values/value-sources.js";
import { evaluateConstant, evaluateOperand, type Scope } from "./values/values.js";
import { createArgumentOf, isReturnedBy } from "./wrapped-uses.js";

export interface LabelUses {
  /** The evidence by the metric's name and the label name, in the order of the calls. */
  readonly labels: EvidenceByMetric;
  /** By the name of an instrument: a call whose attributes cannot be read, so that labels may be missing. */
  readonly unreadAttributes: ReadonlyMap<string, ts.Node>;
  /** Labels that a call passes and its metric does not have. */
  readonly unknown: readonly {
    readonly label: string;
    readonly metric: ClientMetric;
    readonly at: ts.Node;
  }[];
}

export type EvidenceByMetric = ReadonlyMap<string, ReadonlyMap<string, readonly Evidence[]>>;

/** Collects the evidence of all calls on each label of each metric. */
export function collectLabelEvidence(
  { uses, unreadUses }: FoundUses,
  metrics: readonly ClientMetric[],
  index: SyntaxIndex,
  scope: Scope,
  guard: Guard,
): LabelUses {
  const labels = new Map<string, Map<string, Evidence[]>>();
  const unknown: LabelUses["unknown"][number][] = [];
  const reader = createLabelReader(index, scope);
  const add = ({ name }: ClientMetric, label: string, evidence: readonly Evidence[]) => {
    const ofMetric = labels.get(name) ?? new Map<string, Evidence[]>();
    labels.set(name, ofMetric);
    const known = ofMetric.get(label) ?? [];
    ofMetric.set(label, known);
    known.push(...evidence);
  };
  const attributes: PassedAttributes[] = [];
  const addUse = (use: MetricUse): void => {
    const { metric, isSure } = use;
    const { labelNames } = metric;
    const { passed, rest } = reader.readUse(use, labelNames ?? []);
    if (labelNames === undefined) {
      for (const { label, evidence } of passed) add(metric, labelNameOf(label), evidence);
      attributes.push({
        metric,
        labels: passed.map(({ label }) => labelNameOf(label)),
        rest,
        call: use.call,
      });
      return;
    }
    for (const { label, value, evidence } of passed) {
      if (labelNames.includes(label)) add(metric, label, evidence);
      else if (isSure && value !== undefined) unknown.push({ label, metric, at: value });
    }
    if (rest === undefined) return;
    const others = labelNames.filter((label) => !passed.some((one) => one.label === label));
    for (const label of others) add(metric, label, [{ kind: "unread", at: rest, values: undefined }]);
  };
  const addUnread = (use: UnreadUse): void => {
    for (const metric of metrics) {
      if (use.type !== undefined && use.type !== metric.type) continue;
      if (use.isInstrument !== (metric.labelNames === undefined)) continue;
      for (const [label, evidence] of reader.readUnread(use, namesOf(metric))) add(metric, label, [evidence]);
    }
  };
  const addDeclared = (metric: ClientMetric): void => {
    const metricType = [...metric.calls, metric.creation].filter(ts.isExpression);
    for (const label of metric.labelNames ?? []) {
      if (labels.get(metric.name)?.get(label) !== undefined) continue;
      const says = metricType.map((node) => evidenceOfMetricType(node, label, scope.checker));
      const evidence = says.find((one) => one.length > 0);
      if (evidence !== undefined) add(metric, label, evidence);
    }
  };
  /** An instrument's labels are known when all calls were read: now those that a call does not pass. */
  const addOthers = ({ metric, labels: own, rest, call }: PassedAttributes): void => {
    for (const label of namesOf(metric)) {
      if (own.includes(label)) continue;
      const at = rest ?? call;
      add(metric, label, [
        rest === undefined ? { kind: "missing", at } : { kind: "unread", at, values: undefined },
      ]);
    }
  };
  const namesOf = ({ name, labelNames }: ClientMetric) => labelNames ?? [...(labels.get(name)?.keys() ?? [])];
  for (const use of uses) guard(use.call, () => addUse(use));
  for (const one of attributes) addOthers(one);
  for (const use of unreadUses) guard(use.call, () => addUnread(use));
  for (const metric of metrics) guard(metric.creation, () => addDeclared(metric));
  const unreadAttributes = new Map<string, ts.Node>();
  for (const { metric, rest } of attributes) {
    if (rest !== undefined && !unreadAttributes.has(metric.name)) unreadAttributes.set(metric.name, rest);
  }
  return { labels, unreadAttributes, unknown };
}

/** What one call passes to an instrument. */
interface PassedAttributes {
  readonly metric: ClientMetric;
  readonly labels: readonly string[];
  /** An expression that may pass others, too. */
  readonly rest: ts.Node | undefined;
  readonly call: ts.Node;
}

interface PassedLabel {
  readonly label: string;
  /** The expression of the value; `undefined` if only the type of the labels is known. */
  readonly value: ts.Expression | undefined;
  readonly evidence: readonly Evidence[];
}

interface ReadLabels {
  readonly passed: readonly PassedLabel[];
  /** An expression that may pass other labels, too. */
  readonly rest: ts.Node | undefined;
}

const NO_LABELS: ReadLabels = { passed: [], rest: undefined };

function createLabelReader(index: SyntaxIndex, scope: Scope) {
  const { checker } = scope;
  const findSources = createFindSources(index, checker, {
    isWanted: (node) => ts.isLiteralExpression(node),
    resolveSpecial: () => undefined,
  });
  const readUnreadOnce = new Map<UnreadUse, ReadLabels>();
  const asItIs = (node: ts.Node): ts.Node | undefined => node;
  /** What the use that is being read has in the place of a parameter. */
  let argumentOf = asItIs;

  /** Reads the labels of a call, and those of the calls that stop a timer that it starts. */
  function readUse(
    use: Pick<MetricUse, "method" | "call" | "labels" | "passedBy">,
    names: readonly string[],
  ) {
    const { method, call, labels, passedBy } = use;
    argumentOf = passedBy === undefined ? asItIs : createArgumentOf(passedBy, checker);
    const own = readLabels(labels, names);
    argumentOf = asItIs;
    if (method !== "startTimer") return own;
    const start = passedBy !== undefined && isReturnedBy(call, passedBy.wrapper) ? passedBy.call : call;
    const { stops, areAll } = findTimerStops(start, index, checker);
    const ends = stops.map(({ arguments: [object] }) =>
      object === undefined ? NO_LABELS : readObject(object),
    );
    const rest = own.rest ?? ends.find((end) => end.rest !== undefined)?.rest ?? (areAll ? undefined : call);
    return { passed: [...own.passed, ...ends.flatMap(({ passed }) => passed)], rest };
  }

  /** What a call means for a metric that it may be of: nothing if it passes labels that the metric does not have. */
  function readUnread(use: UnreadUse, labelNames: readonly string[]): ReadonlyMap<string, Evidence> {
    const isPositional = use.labels.kind === "values";
    if (isPositional && use.labels.values.length !== labelNames.length) return new Map();
    const known = isPositional ? undefined : readUnreadOnce.get(use);
    const { passed: own, rest } = known ?? readUse({ ...use, passedBy: undefined }, labelNames);
    if (!isPositional) readUnreadOnce.set(use, { passed: own, rest });
    const passed = use.isInstrument ? own.map((one) => ({ ...one, label: labelNameOf(one.label) })) : own;
    if (passed.some(({ label }) => !labelNames.includes(label))) return new Map();
    const found = new Map<string, Evidence>();
    for (const { label, evidence } of passed) {
      found.set(label, { kind: "unread", at: use.call, values: constantsOf(evidence) });
    }
    if (rest === undefined) return found;
    for (const label of labelNames) {
      if (!found.has(label)) found.set(label, { kind: "unread", at: use.call, values: undefined });
    }
    return found;
  }

  function readLabels(labels: PassedLabels, labelNames: readonly string[]): ReadLabels {
    switch (labels.kind) {
      case "none":
        return NO_LABELS;
      case "unknown":
        return { passed: [], rest: labels.at };
      case "values":
        return {
          passed: labels.values.flatMap((value, at) => {
            const label = labelNames[at];
            return label === undefined ? [] : [{ label, value, evidence: evidenceOf(value) }];
          }),
          rest: undefined,
        };
      case "object":
        return readObject(labels.object);
      default:
        return labels satisfies never;
    }
  }

  function readObject(passed: ts.Expression): ReadLabels {
    const object = argumentOf(skipWrapping(passed)) as ts.Expression | undefined; // an argument, or what it is given
    if (object === undefined) return NO_LABELS;
    const value = evaluateOperand({ node: object, scope });
    if (value.kind === "object") {
      return {
        passed: [...value.properties].map(([label, { node }]) => ({
          label,
          value: node as ts.Expression, // the value of a property
          evidence: evidenceOf(node as ts.Expression),
        })),
        rest: undefined,
      };
    }
    if (value.kind === "constant" && value.value === undefined) return NO_LABELS;
    const literal = skipWrapping(object);
    if (ts.isObjectLiteralExpression(literal)) return readSpread(literal);
    const sources = findSources(object).filter(({ node }) => node.kind !== ts.SyntaxKind.NullKeyword);
    const literals = sources.filter(
      ({ node, isUnknown }) => !isUnknown && ts.isObjectLiteralExpression(node),
    );
    if (literals.length === 0 || literals.length < sources.length) return readType(object);
    const read = literals.map(({ node }) => readObject(node as ts.ObjectLiteralExpression));
    return {
      passed: read.flatMap(({ passed }) => passed),
      rest: read.find(({ rest }) => rest !== undefined)?.rest,
    };
  }

  /** Reads `{ ...labels, kind: "a" }`, where `labels` is no constant. */
  function readSpread(object: ts.ObjectLiteralExpression): ReadLabels {
    const passed = new Map<string, PassedLabel>();
    let rest: ts.Node | undefined;
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) {
        const inner = readObject(property.expression);
        rest ??= inner.rest;
        for (const one of inner.passed) passed.set(one.label, one);
        continue;
      }
      const label = property.name.getText().replace(/^["']|["']$/g, "");
      const value = ts.isPropertyAssignment(property)
        ? property.initializer
        : (property.name as ts.Expression);
      passed.set(label, { label, value, evidence: evidenceOf(value) });
    }
    return { passed: [...passed.values()], rest };
  }

  /** Reads the labels that the type of an object says. */
  function readType(object: ts.Expression): ReadLabels {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(object));
    const constrained = checker.getBaseConstraintOfType(type) ?? type;
    const properties = constrained.flags & ts.TypeFlags.Object ? constrained.getProperties() : [];
    const isKnown = properties.length > 0 && checker.getIndexInfosOfType(constrained).length === 0;
    if (!isKnown) return { passed: [], rest: object }; // such as a mapped type of a type parameter
    const passed = properties.map((property) => {
      const evidence = evidenceOfType(
        checker.getTypeOfSymbolAtLocation(property, object),
        object,
        object,
        checker,
      );
      const optional = property.flags & ts.SymbolFlags.Optional;
      const missing: readonly Evidence[] = optional ? [{ kind: "missing", at: object }] : [];
      return { label: property.name, value: undefined, evidence: [...evidence, ...missing] };
    });
    return { passed, rest: undefined };
  }

  /** The evidence of an expression that becomes a label value. `given` is the expression in the call. */
  function evidenceOf(node: ts.Node, passedAt: ts.Node = node, depth = 0): readonly Evidence[] {
    const argument = argumentOf(skipWrapping(node));
    if (argument === undefined) return [{ kind: "missing", at: passedAt }];
    const at = skipWrapping(argument);
    const given = passedAt === node ? argument : passedAt;
    if (ts.isConditionalExpression(at)) {
      return [...evidenceOf(at.whenTrue, given, depth), ...evidenceOf(at.whenFalse, given, depth)];
    }
    if (ts.isBinaryExpression(at) && isDefault(at)) {
      const left = evidenceOf(at.left, given, depth).filter(({ kind }) => kind !== "missing");
      return [...left, ...evidenceOf(at.right, given, depth)];
    }
    const converted = findConverted(at, checker);
    if (converted !== undefined) return evidenceOf(converted, given, depth);
    const value = evaluateConstant({ node: at, scope });
    if (typeof value === "string") return [{ kind: "text", value }];
    if (typeof value === "number") return [{ kind: "number", value }];
    if (typeof value === "boolean") return [{ kind: "boolean" }];
    const type = ts.isShorthandPropertyAssignment(at.parent) ? shorthandType(at.parent, checker) : undefined;
    const ofType = evidenceOfType(type ?? checker.getTypeAtLocation(at), at, given, checker);
    return ofType.some(isOpen) && depth < DEEPEST_FLOW ? followEvidence(at, given, ofType, depth) : ofType;
  }

  /** Follows a value of a wide type to the expressions that it comes from: the arguments of a wrapper's calls. */
  function followEvidence(
    at: ts.Node,
    given: ts.Node,
    ofType: readonly Evidence[],
    depth: number,
  ): readonly Evidence[] {
    const sources = findSources(at).filter(({ node }) => node !== at || !isNothing(node));
    return sources.flatMap(({ node, isUnknown }): readonly Evidence[] => {
      if (!isUnknown && node !== at && ts.isExpression(node)) return evidenceOf(node, given, depth + 1);
      if (node === at) return ofType;
      return ofType.map((one) => (isOpen(one) ? { ...one, origin: node } : one));
    });
  }

  return { readUse, readUnread };
}

/** How many times a value is followed through the calls of a wrapper. */
const DEEPEST_FLOW = 3;

function isNothing(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === "undefined";
}

function shorthandType(
  property: ts.ShorthandPropertyAssignment,
  checker: ts.TypeChecker,
): ts.Type | undefined {
  const value = checker.getShorthandAssignmentValueSymbol(property);
  return value === undefined ? undefined : checker.getTypeOfSymbolAtLocation(value, property);
}

function isDefault({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** The expression that is converted to a text, as a client does itself: `x` in `String(x)`, `x.toString()`, `${x}`. */
function findConverted(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isTemplateExpression(node)) {
    const [only, more] = node.templateSpans;
    const isBare = only !== undefined && more === undefined && node.head.text + only.literal.text === "";
    return isBare ? only.expression : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const [first, second] = node.arguments;
  const { expression: callee } = node;
  if (ts.isIdentifier(callee) && callee.text === "String" && first !== undefined && second === undefined) {
    return resolveClientExport(callee, checker) === undefined ? first : undefined;
  }
  const isToString = ts.isPropertyAccessExpression(callee) && callee.name.text === "toString";
  return isToString && first === undefined ? callee.expression : undefined;
}
