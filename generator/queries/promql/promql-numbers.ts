import type { Node, QueryError } from "./promql-syntax.js";
import { hasVariable, type QueryText } from "./selector.js";

/** Finds numbers, durations and timestamps that Prometheus refuses although its grammar takes them. */
export function numberErrors(expression: Node, query: QueryText): readonly QueryError[] {
  const errors: QueryError[] = [];
  const cursor = expression.cursor();
  do {
    if (!cursor.name.startsWith("NumberDurationLiteral")) continue;
    const span = { start: cursor.from, end: cursor.to };
    if (hasVariable(query, span)) continue;
    const literal = query.text.slice(span.start, span.end);
    const fault = faultOf(literal, cursor.node);
    if (fault !== undefined) errors.push({ ...span, problem: `\`${literal}\` ${fault}`, help: undefined });
  } while (cursor.next());
  return errors;
}

function faultOf(literal: string, node: Node): string | undefined {
  const number = literal.replace(/^[+-]/, "");
  const milliseconds = millisecondsOf(number);
  if (milliseconds !== undefined && milliseconds > LONGEST_DURATION) return "is longer than 292 years";
  const value = milliseconds === undefined ? numberOf(number) : Number(milliseconds) / 1000;
  if (value === undefined) return "is larger than any number of Prometheus";
  if (node.name === "NumberDurationLiteralInDurationContext") return faultOfDuration(value, node);
  const isTimestamp = node.parent?.name === "StepInvariantExpr";
  return isTimestamp && !(value < LARGEST_TIMESTAMP) ? "is out of bounds for `@`" : undefined;
}

/** The range of a selector, and the range and step of a subquery, are more than 0; an offset may be anything. */
function faultOfDuration(seconds: number, node: Node): string | undefined {
  if (seconds > Number(LONGEST_DURATION) / 1000) return "is longer than 292 years";
  let outer = node.parent?.parent ?? null;
  const negative = outer?.name === "DurationExpr" && outer.firstChild?.name === "UnaryOp";
  if (negative) outer = outer?.parent ?? null;
  if (outer?.name !== "MatrixSelector" && outer?.name !== "SubqueryExpr") return undefined;
  return negative || seconds === 0 ? "is no range: it must be more than 0" : undefined;
}

/** In milliseconds: as many nanoseconds as 64 bits with a sign can count. */
const LONGEST_DURATION = 9_223_372_036_854n;

/** In seconds, as Prometheus' parser compares it. */
const LARGEST_TIMESTAMP = 2 ** 63;

const LARGEST_INTEGER = 2n ** 63n - 1n;

/** Milliseconds in each unit. */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["y", 31_536_000_000n],
  ["w", 604_800_000n],
  ["d", 86_400_000n],
  ["h", 3_600_000n],
  ["m", 60_000n],
  ["s", 1000n],
  ["ms", 1n],
]);

/** `undefined` for a number without a unit. */
function millisecondsOf(literal: string): bigint | undefined {
  if (!/^\d+(?:[ywdhs]|ms?)/.test(literal)) return undefined;
  let sum = 0n;
  for (const [, amount = "", unit = ""] of literal.matchAll(/(?<!\d)(\d+)([a-z]+)/g)) {
    // An amount of more digits takes time with their square, and is too long in each unit.
    if (amount.replace(/^0+/, "").length > 20) return LONGEST_DURATION + 1n;
    sum += BigInt(amount) * (UNITS.get(unit) ?? 0n);
  }
  return sum;
}

/** As Go reads it: hexadecimal numbers are whole ones of 64 bits. `undefined` if it is out of range. */
function numberOf(literal: string): number | undefined {
  const digits = literal.replaceAll("_", "");
  if (/^inf$/i.test(digits)) return Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(digits)) return Number.NaN;
  if (/^0x/i.test(digits)) {
    const isLong = digits.replace(/^0x0*/i, "").length > 16;
    return isLong || BigInt(digits) > LARGEST_INTEGER ? undefined : Number(digits);
  }
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}
