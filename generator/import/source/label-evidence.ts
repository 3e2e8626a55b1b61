import { ts } from "ts-morph";
import { type ClientMetric, clientExport } from "./clients.js";
import { constantValue } from "./constants.js";
import { type Analysis, type GivenLabels, type MetricUse, timerStops } from "./metric-uses.js";
import { constantProperties, plainScope } from "./resolve-expression.js";
import { skipWrapping, unaliased } from "./source-syntax.js";

/** What a call, or the type of what it gives, says of a label's values. */
export type Evidence =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean" }
  | OpenEvidence
  /** A value that may be missing. */
  | { readonly kind: "missing"; readonly at: ts.Node };

/** Any number, any text, or something of which not even the type is known. */
export interface OpenEvidence {
  readonly kind: "any number" | "any text" | "unknown";
  /** Where it is given. */
  readonly at: ts.Node;
}

/** One label of a call. */
export interface LabelGiven {
  readonly label: string;
  /** The expression of the value; `undefined` where only the type of the labels is known. */
  readonly value: ts.Expression | undefined;
  readonly evidence: readonly Evidence[];
}

/** What a call says of each label that it gives. */
export function labelsGiven(
  labels: GivenLabels,
  labelNames: readonly string[],
  checker: ts.TypeChecker,
): readonly LabelGiven[] {
  switch (labels.kind) {
    case "none":
      return [];
    case "values":
      return labels.values.flatMap((value, at) => {
        const label = labelNames[at];
        return label === undefined ? [] : [{ label, value, evidence: evidenceOf(value, checker) }];
      });
    case "object":
      return ofObject(labels.object, checker);
    default:
      return labels satisfies never;
  }
}

function ofObject(object: ts.Expression, checker: ts.TypeChecker): readonly LabelGiven[] {
  const scope = plainScope(checker);
  const properties = constantProperties(object, scope);
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

/** What an expression that becomes a label value says of it. */
function evidenceOf(node: ts.Expression, checker: ts.TypeChecker): readonly Evidence[] {
  const at = skipWrapping(node);
  if (ts.isConditionalExpression(at)) {
    return [...evidenceOf(at.whenTrue, checker), ...evidenceOf(at.whenFalse, checker)];
  }
  if (ts.isBinaryExpression(at) && isDefault(at)) {
    const left = evidenceOf(at.left, checker).filter(({ kind }) => kind !== "missing");
    return [...left, ...evidenceOf(at.right, checker)];
  }
  const shown = textOf(at, checker);
  if (shown !== undefined) return evidenceOf(shown, checker);
  const value = constantValue(at, plainScope(checker));
  if (typeof value === "string") return [{ kind: "text", value }];
  if (typeof value === "number") return [{ kind: "number", value }];
  if (typeof value === "boolean") return [{ kind: "boolean" }];
  const name = ts.isShorthandPropertyAssignment(at.parent) ? shorthandType(at.parent, checker) : undefined;
  return evidenceOfType(name ?? checker.getTypeAtLocation(at), at, checker);
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

/** What an expression writes as a text, as a client does itself: `x` of `String(x)`, `x.toString()`, `${x}`. */
function textOf(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isTemplateExpression(node)) {
    const [only, more] = node.templateSpans;
    const bare = only !== undefined && more === undefined && node.head.text + only.literal.text === "";
    return bare ? only.expression : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const [first, second] = node.arguments;
  const { expression: callee } = node;
  if (ts.isIdentifier(callee) && callee.text === "String" && first !== undefined && second === undefined) {
    return clientExport(callee, checker) === undefined ? first : undefined;
  }
  const shows = ts.isPropertyAccessExpression(callee) && callee.name.text === "toString";
  return shows && first === undefined ? callee.expression : undefined;
}

function evidenceOfType(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): readonly Evidence[] {
  const constrained = checker.getBaseConstraintOfType(type) ?? type;
  if (constrained.isUnion()) {
    return inDeclaredOrder(constrained, at, checker).flatMap((part) => evidenceOfType(part, at, checker));
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

/**
 * The parts of a union as its declaration lists them: the compiler's own order is that in which it has met them
 * anywhere.
 */
function inDeclaredOrder(type: ts.UnionType, at: ts.Node, checker: ts.TypeChecker): readonly ts.Type[] {
  const places = new Map<string | number, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && !places.has(node.text)) places.set(node.text, places.size);
    if (ts.isIdentifier(node)) aliased(node);
    ts.forEachChild(node, visit);
  };
  const seen = new Set<ts.Declaration>();
  const aliased = (name: ts.Identifier): void => {
    const symbol = checker.getSymbolAtLocation(name);
    for (const declaration of symbol === undefined ? [] : (unaliased(symbol, checker).declarations ?? [])) {
      if (!ts.isTypeAliasDeclaration(declaration) || seen.has(declaration)) continue;
      seen.add(declaration);
      visit(declaration.type);
    }
  };
  for (const declaration of type.aliasSymbol?.declarations ?? declarationsOf(at, checker)) {
    if (ts.isTypeAliasDeclaration(declaration)) visit(declaration.type);
    else if ("type" in declaration && declaration.type !== undefined) visit(declaration.type as ts.TypeNode);
  }
  const place = (part: ts.Type) =>
    (part.isStringLiteral() ? places.get(part.value) : undefined) ?? places.size;
  return [...type.types].sort((left, right) => place(left) - place(right));
}

/** Where the type of a variable, a parameter or a property is written. */
function declarationsOf(at: ts.Node, checker: ts.TypeChecker): readonly ts.Declaration[] {
  const symbol = ts.isShorthandPropertyAssignment(at.parent)
    ? checker.getShorthandAssignmentValueSymbol(at.parent)
    : checker.getSymbolAtLocation(at);
  return symbol?.declarations ?? [];
}

interface LabelUses {
  /** By label name, in the order of calls. */
  readonly labels: ReadonlyMap<string, readonly Evidence[]>;
  /** Labels that a call gives and its metric does not have. */
  readonly unknown: readonly UnknownLabel[];
}

interface UnknownLabel {
  readonly label: string;
  readonly metric: ClientMetric;
  readonly at: ts.Node;
}

/** What all calls together say of each label. A label name has one set of values, whichever metrics have it. */
export function labelEvidence({ uses, checker }: Pick<Analysis, "uses" | "checker">): LabelUses {
  const labels = new Map<string, Evidence[]>();
  const unknown: UnknownLabel[] = [];
  for (const use of uses) {
    for (const { label, value, evidence } of givenBy(use, checker)) {
      if (use.metric.labelNames.includes(label)) {
        const known = labels.get(label) ?? [];
        labels.set(label, known);
        known.push(...evidence);
      } else unknown.push({ label, metric: use.metric, at: value ?? use.call });
    }
  }
  return { labels, unknown };
}

/** The labels of a call, and of the calls that stop the timer which it starts. */
function givenBy(use: MetricUse, checker: ts.TypeChecker): readonly LabelGiven[] {
  const { metric, method, call, labels } = use;
  const own = labelsGiven(labels, metric.labelNames, checker);
  if (method !== "startTimer") return own;
  const ends = timerStops(call, checker).flatMap((stop) => {
    const [object] = stop.arguments;
    return object === undefined ? [] : labelsGiven({ kind: "object", object }, metric.labelNames, checker);
  });
  return [...own, ...ends];
}
