import { ts } from "ts-morph";
import { type ClientMetric, resolveClientExport } from "./clients.js";
import { evaluateConstant } from "./constants.js";
import { findTimerStops, type MetricUse, type PassedLabels } from "./metric-uses.js";
import { emptyScope, resolveProperties } from "./resolve-expression.js";
import { resolveAlias, skipWrapping } from "./source-syntax.js";

/** A value of a label, or what its type says about its values. */
export type Evidence =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean" }
  | OpenEvidence
  /** A value that may be missing. */
  | { readonly kind: "missing"; readonly at: ts.Node };

/** A value that is not constant. The type of an `unknown` value is not known. */
export interface OpenEvidence {
  readonly kind: "any number" | "any text" | "unknown";
  readonly at: ts.Node;
}

interface LabelUses {
  /** The evidence by the metric's name and the label name, in the order of the calls. */
  readonly labels: EvidenceByMetric;
  /** Labels that a call passes and its metric does not have. */
  readonly unknown: readonly {
    readonly label: string;
    readonly metric: ClientMetric;
    readonly at: ts.Node;
  }[];
}

export type EvidenceByMetric = ReadonlyMap<string, ReadonlyMap<string, readonly Evidence[]>>;

/** Collects the evidence of all calls on each label of each metric. */
export function collectLabelEvidence(uses: readonly MetricUse[], checker: ts.TypeChecker): LabelUses {
  const labels = new Map<string, Map<string, Evidence[]>>();
  const unknown: LabelUses["unknown"][number][] = [];
  for (const use of uses) {
    for (const { label, value, evidence } of labelsOfUse(use, checker)) {
      if (use.metric.labelNames.includes(label)) {
        const ofMetric = labels.get(use.metric.name) ?? new Map<string, Evidence[]>();
        labels.set(use.metric.name, ofMetric);
        const known = ofMetric.get(label) ?? [];
        ofMetric.set(label, known);
        known.push(...evidence);
      } else unknown.push({ label, metric: use.metric, at: value ?? use.call });
    }
  }
  return { labels, unknown };
}

/** The labels of a call, and those of the calls that stop a timer that it starts. */
function labelsOfUse(use: MetricUse, checker: ts.TypeChecker): readonly PassedLabel[] {
  const { metric, method, call, labels } = use;
  const own = readPassedLabels(labels, metric.labelNames, checker);
  if (method !== "startTimer") return own;
  const ends = findTimerStops(call, checker).flatMap((stop) => {
    const [object] = stop.arguments;
    return object === undefined
      ? []
      : readPassedLabels({ kind: "object", object }, metric.labelNames, checker);
  });
  return [...own, ...ends];
}

interface PassedLabel {
  readonly label: string;
  /** The expression of the value; `undefined` if only the type of the labels is known. */
  readonly value: ts.Expression | undefined;
  readonly evidence: readonly Evidence[];
}

function readPassedLabels(
  labels: PassedLabels,
  labelNames: readonly string[],
  checker: ts.TypeChecker,
): readonly PassedLabel[] {
  switch (labels.kind) {
    case "none":
      return [];
    case "values":
      return labels.values.flatMap((value, at) => {
        const label = labelNames[at];
        return label === undefined ? [] : [{ label, value, evidence: evidenceOf(value, checker) }];
      });
    case "object":
      return readObject(labels.object, checker);
    default:
      return labels satisfies never;
  }
}

function readObject(object: ts.Expression, checker: ts.TypeChecker): readonly PassedLabel[] {
  const scope = emptyScope(checker);
  const properties = resolveProperties(object, scope);
  if (properties !== undefined) {
    return [...properties].map(([label, value]) => ({ label, value, evidence: evidenceOf(value, checker) }));
  }
  const type = checker.getNonNullableType(checker.getTypeAtLocation(object));
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  return type.getProperties().map((property) => {
    const evidence = evidenceOfType(checker.getTypeOfSymbolAtLocation(property, object), object, checker);
    const optional = property.flags & ts.SymbolFlags.Optional;
    const missing: readonly Evidence[] = optional ? [{ kind: "missing", at: object }] : [];
    return { label: property.name, value: undefined, evidence: [...evidence, ...missing] };
  });
}

/** The evidence of an expression that becomes a label value. */
function evidenceOf(node: ts.Expression, checker: ts.TypeChecker): readonly Evidence[] {
  const at = skipWrapping(node);
  if (ts.isConditionalExpression(at)) {
    return [...evidenceOf(at.whenTrue, checker), ...evidenceOf(at.whenFalse, checker)];
  }
  if (ts.isBinaryExpression(at) && isDefault(at)) {
    const left = evidenceOf(at.left, checker).filter(({ kind }) => kind !== "missing");
    return [...left, ...evidenceOf(at.right, checker)];
  }
  const converted = findConverted(at, checker);
  if (converted !== undefined) return evidenceOf(converted, checker);
  const value = evaluateConstant(at, emptyScope(checker));
  if (typeof value === "string") return [{ kind: "text", value }];
  if (typeof value === "number") return [{ kind: "number", value }];
  if (typeof value === "boolean") return [{ kind: "boolean" }];
  const type = ts.isShorthandPropertyAssignment(at.parent) ? shorthandType(at.parent, checker) : undefined;
  return evidenceOfType(type ?? checker.getTypeAtLocation(at), at, checker);
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

function evidenceOfType(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): readonly Evidence[] {
  const constrained = checker.getBaseConstraintOfType(type) ?? type;
  if (constrained.isUnion()) {
    return sortAsDeclared(constrained, at, checker).flatMap((part) => evidenceOfType(part, at, checker));
  }
  const { flags } = constrained;
  if (constrained.isStringLiteral()) return [{ kind: "text", value: constrained.value }];
  if (constrained.isNumberLiteral()) return [{ kind: "number", value: constrained.value }];
  if (flags & ts.TypeFlags.BooleanLike) return [{ kind: "boolean" }];
  if (flags & ts.TypeFlags.StringLike) return [{ kind: "any text", at }];
  if (flags & ts.TypeFlags.NumberLike) return [{ kind: "any number", at }];
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void))
    return [{ kind: "missing", at }];
  return [{ kind: "unknown", at }];
}

/** The parts of a union in the order of its declaration. The compiler's own order depends on other code. */
function sortAsDeclared(type: ts.UnionType, at: ts.Node, checker: ts.TypeChecker): readonly ts.Type[] {
  const ranks = new Map<string | number, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && !ranks.has(node.text)) ranks.set(node.text, ranks.size);
    if (ts.isIdentifier(node)) visitAlias(node);
    ts.forEachChild(node, visit);
  };
  const seen = new Set<ts.Declaration>();
  const visitAlias = (name: ts.Identifier): void => {
    const symbol = checker.getSymbolAtLocation(name);
    for (const declaration of symbol === undefined
      ? []
      : (resolveAlias(symbol, checker).declarations ?? [])) {
      if (!ts.isTypeAliasDeclaration(declaration) || seen.has(declaration)) continue;
      seen.add(declaration);
      visit(declaration.type);
    }
  };
  for (const declaration of type.aliasSymbol?.declarations ?? declarationsOf(at, checker)) {
    if (ts.isTypeAliasDeclaration(declaration)) visit(declaration.type);
    else if ("type" in declaration && declaration.type !== undefined) visit(declaration.type as ts.TypeNode);
  }
  const rank = (part: ts.Type) => (part.isStringLiteral() ? ranks.get(part.value) : undefined) ?? ranks.size;
  return [...type.types].sort((left, right) => rank(left) - rank(right));
}

function declarationsOf(at: ts.Node, checker: ts.TypeChecker): readonly ts.Declaration[] {
  const symbol = ts.isShorthandPropertyAssignment(at.parent)
    ? checker.getShorthandAssignmentValueSymbol(at.parent)
    : checker.getSymbolAtLocation(at);
  return symbol?.declarations ?? [];
}
