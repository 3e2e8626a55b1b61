import type { parser } from "@prometheus-io/lezer-promql";
import type { TextSpan } from "../query.js";

/** Why Prometheus refuses a query. */
export interface QueryError extends TextSpan {
  /** Without a full stop. */
  readonly problem: string;
  readonly help: string | undefined;
}

/** The mistakes in strings; if there are none, the first token that the grammar does not expect. */
export function syntaxErrors(root: Node, text: string): readonly QueryError[] {
  const stringErrors: QueryError[] = [];
  let unexpected: Node | undefined;
  const cursor = root.cursor();
  do {
    if (cursor.type.isError) unexpected ??= cursor.node;
    else if (cursor.name === "StringLiteral") {
      const { fault } = readStringLiteral(text.slice(cursor.from, cursor.to));
      if (fault !== undefined) {
        stringErrors.push({ ...fault, start: cursor.from + fault.start, end: cursor.from + fault.end });
      }
    }
  } while (cursor.next());
  if (stringErrors.length > 0 || unexpected === undefined) return stringErrors;
  return [describeUnexpected(unexpected, text)];
}

function describeUnexpected(node: Node, text: string): QueryError {
  const start = node.from + (/^\s*/.exec(text.slice(node.from))?.[0].length ?? 0);
  if (start >= text.length) {
    const end = text.trimEnd().length;
    const problem = text.trim() === "" ? "There is no expression" : "The expression ends too early";
    return { start: end, end, problem, help: undefined };
  }
  const token = /^(?:[\w:.]+|=~|!~|!=|==|>=|<=|.)/su.exec(text.slice(start))?.[0] ?? "";
  return {
    start,
    end: start + token.length,
    problem: `\`${token}\` is not expected here`,
    help: undefined,
  };
}

/**
 * Limits beyond which lezer does not parse reliably; no person writes such queries. In a text of more than 2,000
 * characters, lezer takes what follows 300 reductions in a row, two for each operator, for an error
 * (`MaxLeftAssociativeReductionCount`); and its stack overflows at some thousand brackets.
 */
const MOST_OPERATORS = 140;
const MOST_OPERATORS_IN_SHORT_TEXT = 300;
const LONGEST_SHORT_TEXT = 2000;
const DEEPEST_NESTING = 300;
/** Ranges, `offset` and `@`. Each is a node around the ones before it. */
const MOST_MODIFIERS = 300;

export function isLarge(text: string): boolean {
  const open: string[] = [];
  let operators = 0;
  let modifiers = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^(?:\[|@|offset)$/i.test(token)) modifiers++;
    if (/^[([{]/.test(token)) open.push(token);
    else if (/^[)\]}]/.test(token)) open.pop();
    else if (/^(?:[-+*/%^<>=!]|and|or|unless|atan2)/i.test(token) && open.at(-1) !== "{") operators++;
    if (open.length > DEEPEST_NESTING || modifiers > MOST_MODIFIERS) return true;
  }
  return operators > (text.length > LONGEST_SHORT_TEXT ? MOST_OPERATORS : MOST_OPERATORS_IN_SHORT_TEXT);
}

/** Strings, comments, brackets, operators. */
const TOKEN =
  /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|#[^\n]*|[([{]|[)\]}]|[-+*/%^]|[<>=!]=?|@|\b(?:and|or|unless|atan2|offset)\b/gis;

export type Node = ReturnType<typeof parser.parse>["topNode"];

export function childNodes(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

export function isExpression(node: Node): boolean {
  return node.type.is("Expr");
}

export function callArguments(node: Node): readonly Node[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : childNodes(body).filter(isExpression);
}

export function spanOf({ from, to }: Node): TextSpan {
  return { start: from, end: to };
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({ a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\" }),
);

/** Octal, hexadecimal and Unicode escapes of Go. */
const NUMERIC_ESCAPE = /^(?:[0-3][0-7]{2}|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})/;

/** Reads a literal with its quotes, by Go's rules: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
export function readStringLiteral(literal: string): {
  readonly value: string;
  /** Its span is within the literal. */
  readonly fault: QueryError | undefined;
} {
  const quote = literal.charAt(0);
  const closed = literal.length > 1 && literal.endsWith(quote);
  if (quote === "`") return { value: literal.slice(1, closed ? -1 : undefined), fault: undefined };
  let value = "";
  let at = 1;
  while (at < literal.length) {
    const character = literal.charAt(at);
    if (character === quote) return { value, fault: undefined };
    if (character !== "\\") {
      value += character;
      at++;
      continue;
    }
    const read = readEscape(literal.slice(at + 1), quote);
    if (read === undefined) return { value, fault: unknownEscape(literal, at) };
    value += read.value;
    at += 1 + read.length;
  }
  const problem = "This string has no closing quote";
  return { value, fault: { start: 0, end: literal.length, problem, help: undefined } };
}

function readEscape(text: string, quote: string): { value: string; length: number } | undefined {
  const first = text.charAt(0);
  const simple = first === quote ? quote : SIMPLE_ESCAPES.get(first);
  if (simple !== undefined) return { value: simple, length: 1 };
  const numeric = NUMERIC_ESCAPE.exec(text)?.[0];
  if (numeric === undefined) return undefined;
  const code = /^\d/.test(numeric) ? Number.parseInt(numeric, 8) : Number.parseInt(numeric.slice(1), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return { value: String.fromCodePoint(code), length: numeric.length };
}

function unknownEscape(literal: string, at: number): QueryError {
  const token = literal.slice(at, at + 2);
  return {
    start: at,
    end: Math.min(at + 2, literal.length),
    problem: `\`${token}\` is not an escape of strings`,
    help: `Write \`\\${token}\`, or put the string in back-ticks, where there are no escapes.`,
  };
}
