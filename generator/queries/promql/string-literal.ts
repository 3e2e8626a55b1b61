import type { TextSpan } from "../query.js";

/** Why Prometheus refuses a query. */
export interface QueryError extends TextSpan {
  /** Without a full stop. */
  readonly problem: string;
  readonly help: string | undefined;
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
  const unclosed: QueryError = {
    start: 0,
    end: literal.length,
    problem: "This string has no closing quote",
    help: undefined,
  };
  if (quote === "`" && closed) return { value: literal.slice(1, -1), fault: undefined };
  if (quote === "`") return { value: literal.slice(1), fault: unclosed };
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
  return { value, fault: unclosed };
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
