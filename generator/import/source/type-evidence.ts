import { ts } from "ts-morph";
import { resolveAlias } from "./source-syntax.js";

/** A value of a label, or what its type says about its values. */
export type Evidence =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean" }
  | OpenEvidence
  /** A call that may be one of the metric, and could not be read. `values` are what it may pass, if that is known. */
  | { readonly kind: "unread"; readonly at: ts.Node; readonly values: readonly string[] | undefined }
  /** A value that may be missing. */
  | { readonly kind: "missing"; readonly at: ts.Node };

/** A value that is not constant. The type of an `unknown` value is not known. */
export interface OpenEvidence {
  readonly kind: "any number" | "any text" | "unknown";
  /** The expression in the call. */
  readonly at: ts.Node;
  /** The expression from which the value comes, as far as it can be followed. */
  readonly origin: ts.Node;
}

export function isOpen(found: Evidence): found is OpenEvidence {
  return found.kind === "any text" || found.kind === "unknown" || found.kind === "any number";
}

/** The values, if all of them are constants. */
export function constantsOf(evidence: readonly Evidence[]): readonly string[] | undefined {
  const values: string[] = [];
  for (const found of evidence) {
    if (found.kind === "text" || found.kind === "number") values.push(String(found.value));
    else if (found.kind === "boolean") values.push("true", "false");
    else if (found.kind !== "missing") return undefined;
  }
  return values;
}

/**
 * What the type of a value says about its values.
 *
 * @param given the expression in the call from which the value comes
 */
export function evidenceOfType(
  type: ts.Type,
  at: ts.Node,
  given: ts.Node,
  checker: ts.TypeChecker,
): readonly Evidence[] {
  const constrained = checker.getBaseConstraintOfType(type) ?? type;
  if (constrained.isUnion()) {
    return sortAsDeclared(constrained, at, checker).flatMap((part) =>
      evidenceOfType(part, at, given, checker),
    );
  }
  const { flags } = constrained;
  if (constrained.isStringLiteral()) return [{ kind: "text", value: constrained.value }];
  if (constrained.isNumberLiteral()) return [{ kind: "number", value: constrained.value }];
  if (flags & ts.TypeFlags.BooleanLike) return [{ kind: "boolean" }];
  if (flags & ts.TypeFlags.StringLike) return [{ kind: "any text", at: given, origin: at }];
  if (flags & ts.TypeFlags.NumberLike) return [{ kind: "any number", at: given, origin: at }];
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void))
    return [{ kind: "missing", at: given }];
  return [{ kind: "unknown", at: given, origin: at }];
}

/**
 * What the type of a metric says of a label, such as `Gauge<{ topic: Topic }>` of an interface of the program: all values that
 * its methods take. Nothing if they take more than a listed set.
 */
export function evidenceOfMetricType(
  metric: ts.Expression,
  label: string,
  checker: ts.TypeChecker,
): readonly Evidence[] {
  const type = checker.getTypeAtLocation(metric);
  const evidence = TAKING_LABELS.flatMap((name) => {
    const method = type.getProperty(name);
    const signatures =
      method === undefined ? [] : checker.getTypeOfSymbolAtLocation(method, metric).getCallSignatures();
    return signatures.flatMap(({ parameters: [first] }): readonly Evidence[] => {
      if (first === undefined) return [];
      const taken = checker.getTypeOfSymbolAtLocation(first, metric);
      const properties = (taken.isUnion() ? taken.types : [taken]).map((part) => part.getProperty(label));
      return properties.flatMap((property) => {
        if (property === undefined) return [];
        const name = ts.getNameOfDeclaration(property.valueDeclaration) ?? metric;
        return evidenceOfType(checker.getTypeOfSymbolAtLocation(property, metric), name, metric, checker);
      });
    });
  });
  return evidence.some(isOpen) ? [] : evidence.filter(({ kind }) => kind !== "missing");
}

const TAKING_LABELS = ["inc", "set", "observe", "startTimer"] as const;

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
