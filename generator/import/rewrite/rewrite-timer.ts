import { ts } from "ts-morph";
import { pascalCase } from "../../identifiers.js";
import { type GivenLabels, type MetricUse, NO_LABELS } from "../source/metric-use.js";
import { isAssignmentOperator } from "../source/syntax.js";
import { type TimerStops, timerStops } from "../source/timer-stops.js";
import { type Edit, replacing } from "./edit.js";
import { type LabelPart, type LabelParts, labelArgument, labelParts, labelsOf } from "./label-object.js";
import { left, type Rewritten } from "./left.js";
import { styleOf } from "./style.js";
import type { RewrittenCall, Target } from "./target.js";

/**
 * `const end = x.startTimer(labels)` becomes `const end = startXTimer()`, whose stop takes all labels. Those that the
 * start gave are moved there if they are the same at the end, and kept in a variable otherwise.
 */
export function rewriteTimer(use: MetricUse, target: Target): Rewritten<RewrittenCall> {
  const { call, labels, metric } = use;
  const { family, checker, localName } = target;
  const { vectors } = family;
  if (family.type !== "histogram") return left(call, "only histograms have a timer");
  if (family.unit !== "seconds") {
    const unit = family.unit === undefined ? "has no unit" : `is in ${family.unit}`;
    return left(call, `the client's timer measures seconds, and the schema's metric ${unit}`);
  }
  const timer = timerStops(call, checker);
  const stray = strayStop(call, timer);
  if (stray !== undefined) return stray;
  const context = { labelNames: metric.labelNames, vectors, checker };
  const start = labelParts(labels, context);
  if ("left" in start) return start;
  const moved = movedLabels(call, start.done, timer, checker);
  if ("left" in moved) return moved;
  const recorder = `start${pascalCase(family.key)}Timer`;
  const edits = [...moved.done.before, replacing(call, `${localName(recorder, call.getSourceFile())}()`)];
  for (const stop of timer.stops) {
    const end = labelParts(endLabels(stop), context);
    if ("left" in end) return end;
    const argument = stopArgument(stop, moved.done.parts, end.done, target);
    if ("left" in argument) return argument;
    edits.push(replacingArguments(stop, argument.done ?? ""));
  }
  return { done: { edits, recorders: [recorder] } };
}

/** A stop that may happen where the labels are not known. */
function strayStop(
  call: ts.CallExpression,
  { variable, stops, others }: TimerStops,
): Rewritten<never> | undefined {
  const [other] = others;
  if (other !== undefined) return left(other, `\`${other.text}\`, which stops a timer, is passed on here`);
  if (variable === undefined && stops.length === 0)
    return left(call, "the function that stops the timer is passed on");
  const optional = stops.find((stop) => stop.questionDotToken !== undefined);
  return optional === undefined ? undefined : left(optional, "the timer may be absent here");
}

function endLabels({ arguments: [object] }: ts.CallExpression): GivenLabels {
  return object === undefined ? NO_LABELS : { kind: "object", object };
}

interface Moved {
  readonly parts: readonly LabelPart[];
  /** What has to stand before the start. */
  readonly before: readonly Edit[];
}

function movedLabels(
  call: ts.CallExpression,
  { given, whole }: LabelParts,
  { variable, stops }: TimerStops,
  checker: ts.TypeChecker,
): Rewritten<Moved> {
  if (given.length === 0 && whole === undefined) return { done: { parts: [], before: [] } };
  const [first] = call.arguments;
  const text = whole ?? `{ ${given.map((one) => one.text).join(", ")} }`;
  const same =
    whole === undefined &&
    given.every(({ label, value }) => label !== undefined && isSame(value, stops, checker));
  if (same) return { done: { parts: given, before: [] } };
  const statement = variable?.parent.parent;
  if (variable === undefined || statement === undefined || !ts.isVariableStatement(statement)) {
    return left(call, "its labels may be others when the timer is stopped");
  }
  const name = freeName(`${variable.name.getText()}Labels`, call.getSourceFile());
  const constant = isTypeScript(call) && whole === undefined ? " as const" : "";
  const at = statement.getStart();
  const { end, newline } = styleOf(call.getSourceFile());
  const line = `const ${name} = ${text}${constant}${end}${newline}${indentOf(statement)}`;
  const parts = [{ label: undefined, text: `...${name}`, value: first ?? call }];
  return { done: { parts, before: [{ start: at, end: at, text: line }] } };
}

/** Whether an expression has the value at each stop that it had at the start. */
function isSame(value: ts.Node, stops: readonly ts.CallExpression[], checker: ts.TypeChecker): boolean {
  if (ts.isIdentifier(value)) {
    const symbol = ts.isShorthandPropertyAssignment(value.parent)
      ? checker.getShorthandAssignmentValueSymbol(value.parent)
      : checker.getSymbolAtLocation(value);
    return (
      symbol !== undefined &&
      isUnchanging(symbol, checker) &&
      stops.every((stop) => checker.resolveName(value.text, stop, ts.SymbolFlags.Value, false) === symbol)
    );
  }
  if (ts.isPropertyAccessExpression(value)) return isConstantMember(value, checker);
  if (ts.isLiteralExpression(value)) return true;
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return true;
  const parts: ts.Node[] = [];
  ts.forEachChild(value, (child) => {
    parts.push(child);
  });
  const pure = ts.isTemplateExpression(value) || ts.isTemplateSpan(value) || isTextOf(value);
  return pure && parts.every((part) => isLiteralPart(part) || isSame(part, stops, checker));
}

function isLiteralPart(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.TemplateHead ||
    isTemplateEnd(node) ||
    (ts.isIdentifier(node) && node.text === "String")
  );
}

function isTemplateEnd(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.TemplateMiddle || node.kind === ts.SyntaxKind.TemplateTail;
}

/** `String(x)`. */
function isTextOf(node: ts.Node): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "String";
}

/** A member of an enum. */
function isConstantMember(node: ts.PropertyAccessExpression, checker: ts.TypeChecker): boolean {
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  return declaration !== undefined && ts.isEnumMember(declaration);
}

/** A `const`, an import, or a parameter that nothing is assigned to. */
function isUnchanging(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return false;
  if (symbol.flags & ts.SymbolFlags.Alias) return true;
  if (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) return true;
  const whole = ts.isBindingElement(declaration)
    ? ts.walkUpBindingElementsAndPatterns(declaration)
    : declaration;
  return ts.isParameter(whole) && !isAssigned(symbol, declaration, checker);
}

function isAssigned(symbol: ts.Symbol, declaration: ts.Declaration, checker: ts.TypeChecker): boolean {
  const owner = ts.findAncestor(declaration.parent, ts.isFunctionLike);
  let found = false;
  const visit = (node: ts.Node): void => {
    const target = assignedTo(node);
    if (target !== undefined && checker.getSymbolAtLocation(target) === symbol) found = true;
    ts.forEachChild(node, visit);
  };
  if (owner !== undefined) visit(owner);
  return found;
}

function assignedTo(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) {
    return isAssignmentOperator(node.operatorToken.kind) ? node.left : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operand;
  return undefined;
}

function stopArgument(
  stop: ts.CallExpression,
  start: readonly LabelPart[],
  end: LabelParts,
  { family: { vectors }, checker }: Target,
): Rewritten<string | undefined> {
  if (start.length === 0) return labelArgument(end, vectors, { call: stop, checker });
  const whole =
    end.whole === undefined || stop.arguments[0] === undefined
      ? []
      : [{ label: undefined, text: `...${end.whole}`, value: stop.arguments[0] }];
  const own = [...end.given, ...whole];
  const later = new Set(own.flatMap((part) => labelsOf(part, checker)));
  const earlier = start.filter(({ label }) => label === undefined || !later.has(label));
  const given = [...earlier, ...own];
  return labelArgument({ given, whole: undefined }, vectors, { call: stop, checker });
}

function replacingArguments(call: ts.CallExpression, text: string): Edit {
  const start = call.arguments.pos;
  return { start, end: call.getEnd() - 1, text };
}

function freeName(wanted: string, file: ts.SourceFile): string {
  let name = wanted;
  while (new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`).test(file.text)) name = `${name}_`;
  return name;
}

function isTypeScript(node: ts.Node): boolean {
  return /\.(?:[cm]?ts|tsx)$/.test(node.getSourceFile().fileName);
}

function indentOf(statement: ts.Node): string {
  const { text } = statement.getSourceFile();
  const start = statement.getStart();
  return /[ \t]*$/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1, start))?.[0] ?? "";
}
