import type { TextSpan } from "../query.js";
import { NO_MODIFIERS } from "./parse-selector.js";
import { offsetFault, rangeFault, readNumber, timestampFault } from "./promql-numbers.js";
import type { Duration, Expression, Modifiers } from "./syntax-tree.js";
import { hasVariables, isWord, type ReportFault, type TokenReader } from "./token-reader.js";

/** Whether a variable stands for it, or for a part of it that can be anything. */
export function isInserted(expression: Expression): boolean {
  switch (expression.kind) {
    case "inserted":
      return true;
    case "binary":
      return expression.operator.name === undefined;
    case "call":
      return expression.function.name === undefined;
    case "aggregation":
      return expression.operator.name === undefined;
    case "selector":
      return expression.isOpen && expression.metric === undefined;
    default:
      return false;
  }
}

/** Parses `[5m]` or `[1h:5m]` behind an operand. */
export function parseRange(reader: TokenReader, operand: Expression, fault: ReportFault): Expression {
  const { start } = reader.expect("[");
  const range = parseDuration(reader, rangeFault, fault);
  const colon = reader.takeIf(":");
  const hasStep = colon !== undefined && !isWord(reader.next, "]");
  const step = hasStep ? parseDuration(reader, rangeFault, fault) : undefined;
  const { end } = reader.expect("]");
  const behind = { start, end };
  const common = { range, modifiers: NO_MODIFIERS, start: operand.start, end };
  if (colon !== undefined) return { kind: "subquery", inner: operand, step, ...common };
  if (operand.kind === "selector") {
    const { offset, at } = operand.modifiers;
    const isMoved = offset !== undefined && offset.seconds !== 0;
    if (isMoved || at !== undefined) fault(behind, "A range stands before `offset` and `@`");
    return { kind: "range", selector: operand, ...common };
  }
  if (!isInserted(operand)) {
    const problem = "Only a selector has a range; of another expression, it is a subquery";
    fault(behind, problem, "Write `[5m:]`.");
  }
  return { kind: "subquery", inner: operand, step: undefined, ...common };
}

/** Parses `offset 5m` behind an operand. */
export function parseOffset(reader: TokenReader, operand: Expression, fault: ReportFault): Expression {
  const { start } = reader.take();
  const offset = isWord(signedToken(reader), "(")
    ? parseDuration(reader, offsetFault, fault)
    : parseLiteral(reader, offsetFault, fault);
  return modify(operand, { offset }, { span: { start, end: reader.lastEnd }, fault });
}

/** Parses `@ end()` or `@ 1609746000` behind an operand. */
export function parseAt(reader: TokenReader, operand: Expression, fault: ReportFault): Expression {
  const { start } = reader.take();
  const bound = reader.takeIf("start") ?? reader.takeIf("end");
  if (bound === undefined) parseLiteral(reader, timestampFault, fault);
  else {
    reader.expect("(");
    reader.expect(")");
  }
  const at = { start, end: reader.lastEnd };
  return modify(operand, { at }, { span: at, fault });
}

function modify(
  operand: Expression,
  added: Partial<Modifiers>,
  { span, fault }: { readonly span: TextSpan; readonly fault: ReportFault },
): Expression {
  const word = added.at === undefined ? "offset" : "@";
  if (operand.kind !== "selector" && operand.kind !== "range" && operand.kind !== "subquery") {
    if (!isInserted(operand)) fault(span, `\`${word}\` stands behind something that is not a selector`);
    return { ...operand, end: span.end };
  }
  const { offset, at } = operand.modifiers;
  const isTwice = added.at === undefined ? offset !== undefined && offset.seconds !== 0 : at !== undefined;
  if (isTwice) fault(span, `\`${word}\` stands twice behind one selector`);
  return { ...operand, modifiers: { ...operand.modifiers, ...added }, end: span.end };
}

/** The token behind a sign, if there is one. */
function signedToken(reader: TokenReader) {
  const isSigned = isWord(reader.next, "-") || isWord(reader.next, "+");
  return isSigned ? reader.peek(1) : reader.next;
}

type FindFault = (seconds: number) => string | undefined;

/** Parses a number or duration, perhaps with a sign, or the variables in its place. */
function parseLiteral(reader: TokenReader, findFault: FindFault, fault: ReportFault): Duration {
  const { start } = reader.next;
  const sign = reader.takeIf("-") ?? reader.takeIf("+");
  const token = reader.take();
  const isInfinite = isWord(token, "inf") || isWord(token, "nan");
  if (token.kind !== "number" && !isInfinite && !hasVariables(token)) reader.refuse(token);
  let isKnown = !hasVariables(token);
  while (isAdjacentVariable(reader)) {
    reader.take();
    isKnown = false;
  }
  if (!isKnown) return { start, end: reader.lastEnd, seconds: undefined };
  const { value, fault: own } = readNumber(token.text);
  const seconds = sign?.text === "-" ? -value : value;
  const found = own ?? findFault(seconds);
  if (found !== undefined) fault(token, `\`${token.text}\` ${found}`);
  return { start, end: token.end, seconds };
}

function isAdjacentVariable({ next, lastEnd }: TokenReader): boolean {
  return hasVariables(next) && next.kind !== "string" && next.start === lastEnd;
}

const DURATION_OPERATORS: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%", "^"]);

/** Parses a duration, which may be an expression of durations: `5m * 2`, `max_of(step(), 5s)`. */
function parseDuration(reader: TokenReader, findFault: FindFault, fault: ReportFault): Duration {
  const { start } = reader.next;
  const behind = signedToken(reader);
  const last = reader.peek(behind === reader.next ? 1 : 2);
  const isLiteral = isWord(last, "]") || isWord(last, ":") || last.kind === "variable";
  if (isLiteral && !isWord(last, "(")) return parseLiteral(reader, findFault, fault);
  parseDurationExpression(reader);
  return { start, end: reader.lastEnd, seconds: undefined };
}

function parseDurationExpression(reader: TokenReader): void {
  let depth = 0;
  while (true) {
    depth += parseDurationOperand(reader);
    while (depth > 0 && reader.takeIf(")") !== undefined) depth--;
    while (isAdjacentVariable(reader)) reader.take();
    if (DURATION_OPERATORS.has(reader.next.text) && reader.next.kind === "operator") reader.take();
    else if (depth === 0) return;
    else reader.expect(",");
  }
}

/** Returns how many brackets it has opened. */
function parseDurationOperand(reader: TokenReader): number {
  let opened = 0;
  while (true) {
    const token = reader.take();
    if (token.kind === "number" || hasVariables(token)) return opened;
    if (isWord(token, "step") || isWord(token, "range")) {
      reader.expect("(");
      reader.expect(")");
      return opened;
    }
    if (isWord(token, "(")) opened++;
    else if (isWord(token, "min_of") || isWord(token, "max_of")) {
      reader.expect("(");
      opened++;
    } else if (token.kind !== "operator" || !/^[-+]$/.test(token.text)) reader.refuse(token);
  }
}
