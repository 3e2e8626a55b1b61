import { ts } from "ts-morph";
import type { Analysis } from "../source/analyse.js";
import type { ClientMetric } from "../source/client-metric.js";
import { isAssignment } from "../source/metric-holders.js";
import { namesOf } from "../source/survey.js";
import { skipWrapping, wrapped } from "../source/syntax.js";
import type { Left } from "./left.js";

/** Where a metric is named, but for the calls of its methods. */
export interface References {
  /** What goes when nothing uses the metric: declarations, imports, exports, properties, statements. */
  readonly removed: ReadonlySet<ts.Node>;
  /** Registries that a statement adds the metric to. */
  readonly registries: readonly ts.Expression[];
  /** Places that need the metric itself. */
  readonly left: readonly Left[];
}

/** Where each metric is named. */
export function findReferences(analysis: Analysis): ReadonlyMap<ClientMetric, References> {
  const found = new Map(analysis.metrics.map((metric) => [metric, ofCreation(metric, analysis.checker)]));
  const called = new Set(analysis.uses.map(({ receiver }) => nameOf(receiver)));
  const names = new Set(
    [...analysis.holders.keys()].flatMap(({ name }) => [...namesOf(name, analysis.survey)]),
  );
  const visit = (node: ts.Node): void => {
    if (isName(node, names) && !called.has(node)) {
      for (const metric of analysis.metricsOf(node)) {
        const references = found.get(metric);
        if (references !== undefined) found.set(metric, joined(references, referenceAt(node, metric)));
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const file of analysis.files) visit(file);
  return found;
}

function isName(node: ts.Node, names: ReadonlySet<string>): node is ts.MemberName | ts.StringLiteral {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return names.has(node.text);
  return ts.isStringLiteral(node) && ts.isElementAccessExpression(node.parent) && names.has(node.text);
}

/** The last name of an expression: `requests` of `metrics.requests`. */
function nameOf(receiver: ts.Expression): ts.Node {
  const at = skipWrapping(receiver);
  if (ts.isPropertyAccessExpression(at)) return at.name;
  return ts.isElementAccessExpression(at) ? at.argumentExpression : at;
}

const NONE: References = { removed: new Set(), registries: [], left: [] };

function removing(...nodes: readonly ts.Node[]): References {
  return { ...NONE, removed: new Set(nodes) };
}

function leaving(at: ts.Node, reason: string): References {
  return { ...NONE, left: [{ at, reason }] };
}

function joined(one: References, other: References): References {
  return {
    removed: new Set([...one.removed, ...other.removed]),
    registries: [...one.registries, ...other.registries],
    left: [...one.left, ...other.left],
  };
}

/** What holds a metric where it is created. */
function ofCreation({ creation, extras }: ClientMetric, checker: ts.TypeChecker): References {
  if (extras.includes("collect")) {
    return leaving(
      creation,
      "it has `collect`, which is called at each scrape; recorders have `sample…` for gauges",
    );
  }
  const value = wrapped(creation);
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return removing(parent);
  if (ts.isExpressionStatement(parent) || ts.isExportAssignment(parent)) return removing(parent);
  if (ts.isPropertyAssignment(parent)) return ofProperty(parent, checker);
  if (ts.isBinaryExpression(parent) && isAssignment(parent) && ts.isExpressionStatement(parent.parent)) {
    const declared = declaredField(parent.left, checker);
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
      ? removing(parent.parent, ...declared)
      : leaving(creation, "it is created when it is first needed");
  }
  return leaving(creation, "what creates it is passed on");
}

/** A property that no declared type asks for. */
function ofProperty(property: ts.PropertyAssignment, checker: ts.TypeChecker): References {
  const expected = checker.getContextualType(property.parent)?.getProperty(property.name.getText());
  return expected === undefined
    ? removing(property)
    : leaving(property, "a declared type asks for this property");
}

/** `requests: Counter;` of a class that assigns it in its constructor. */
function declaredField(target: ts.Expression, checker: ts.TypeChecker): readonly ts.Node[] {
  const declarations = checker.getSymbolAtLocation(target)?.declarations ?? [];
  return declarations.filter(ts.isPropertyDeclaration);
}

function referenceAt(name: ts.Node, metric: ClientMetric): References {
  const { parent } = name;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) {
    return removing(parent);
  }
  if (ts.isBindingElement(parent)) {
    const plain = ts.isObjectBindingPattern(parent.parent) && ts.isVariableDeclaration(parent.parent.parent);
    return plain ? removing(parent) : leaving(name, "it is taken out of a parameter here");
  }
  if (ts.isShorthandPropertyAssignment(parent)) return removing(parent);
  if (ts.isExportAssignment(parent)) return removing(parent);
  if (isDeclarationOf(parent, name, metric)) return NONE;
  const whole = wrapped(isAccess(parent, name) ? parent : name);
  const around = whole.parent;
  if (ts.isPropertyAssignment(around) && around.initializer === whole) return removing(around);
  if (ts.isBinaryExpression(around) && isExport(around, whole)) return removing(around.parent);
  if (ts.isCallExpression(around) && isRegistration(around)) {
    const { expression } = around.expression as ts.PropertyAccessExpression; // isRegistration has seen it
    return { ...NONE, removed: new Set([around.parent]), registries: [expression] };
  }
  return leaving(whole, reasonFor(around, whole));
}

function isAccess(parent: ts.Node, name: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name;
  return ts.isElementAccessExpression(parent) && parent.argumentExpression === name;
}

/** Where the metric is created: `ofCreation` has looked at it. */
function isDeclarationOf(parent: ts.Node, name: ts.Node, { creation }: ClientMetric): boolean {
  const value = wrapped(creation);
  if (parent === value.parent) return true;
  if (ts.isPropertyDeclaration(parent) && parent.name === name && parent.initializer === undefined)
    return true;
  return parent.parent === value.parent && isAccess(parent, name);
}

/** `exports.requests = requests;`, of which the right side is the metric. */
function isExport({ parent, left, right, operatorToken }: ts.BinaryExpression, whole: ts.Node): boolean {
  const assigned = operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isExpressionStatement(parent);
  return assigned && (whole === left || whole === right) && /^(?:module\.)?exports\b/.test(left.getText());
}

/** `registry.registerMetric(requests);` */
function isRegistration(call: ts.CallExpression): boolean {
  return (
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.name.text === "registerMetric" &&
    ts.isExpressionStatement(call.parent)
  );
}

function reasonFor(around: ts.Node, whole: ts.Node): string {
  if (ts.isPropertyAccessExpression(around) && around.expression === whole) {
    return `no recorder has \`${around.name.text}\``;
  }
  return "the metric itself is passed on here";
}
