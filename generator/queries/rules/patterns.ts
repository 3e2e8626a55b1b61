import { infoSelectorsIn } from "../promql/promql-types.js";
import { allExpressions, type FunctionCall, type LabelMatcher } from "../promql/syntax-tree.js";
import { type Alternative, parsePattern } from "../regex-pattern.js";
import { replacePart } from "./repairs.js";
import type { CheckedQuery, QueryReport, Rule } from "./rule.js";

/** Regular expressions that are single values, or match everything or nothing. */
export const checkPatterns: Rule = (query, report) => {
  if (query.expression === undefined) return;
  const ofInfo = infoSelectorsIn(query.expression);
  for (const part of allExpressions(query.expression)) {
    if (part.kind === "call") checkReplacedPattern(query, part, report);
    if (part.kind !== "selector" || ofInfo.has(part)) continue;
    for (const matcher of part.matchers) checkPattern(query, matcher, report);
  }
};

/** Prometheus refuses the pattern of a `label_replace` only when it evaluates the query. */
function checkReplacedPattern(
  { at }: CheckedQuery,
  { function: { name }, args }: FunctionCall,
  report: QueryReport,
): void {
  const pattern = args[4];
  if (name !== "label_replace" || pattern?.kind !== "string" || pattern.variable) return;
  const parsed = parsePattern(pattern.value);
  if (parsed.kind !== "invalid") return;
  report("query-syntax", { problem: parsed.problem, help: undefined }, at(pattern.valueSpan));
}

function checkPattern(query: CheckedQuery, matcher: LabelMatcher, report: QueryReport): void {
  const { parsed, at } = query;
  const { label, operator, value, valueSpan, variable } = matcher;
  if (variable || label === undefined || label === "__name__") return;
  if (operator !== "=~" && operator !== "!~") return;
  const pattern = parsePattern(value);
  if (pattern.kind !== "valid") return;
  const { alternatives } = pattern;
  const text = parsed.text.slice(valueSpan.start, valueSpan.end);
  if (alternatives.some(({ text: alternative }) => MATCHING_ALL.has(alternative))) {
    if (operator === "=~") report("query-pattern-matches-all", { label, pattern: text }, at(valueSpan));
    else report("query-pattern-matches-none", { pattern: text, operator }, at(valueSpan));
    return;
  }
  if (operator === "=~" && alternatives.every(matchesNothing)) {
    report("query-pattern-matches-none", { pattern: text, operator }, at(valueSpan));
    return;
  }
  const [only, second] = alternatives;
  const literal = second === undefined && only?.literals?.length === 1 ? only.literals[0] : undefined;
  if (literal !== undefined)
    reportLiteral(query, { matcher, literal, instead: operator === "=~" ? "=" : "!=" }, report);
}

interface LiteralPattern {
  readonly matcher: LabelMatcher;
  /** The only value that it matches. */
  readonly literal: string;
  /** The operator of values. */
  readonly instead: "=" | "!=";
}

function reportLiteral(
  { parsed: { text }, at }: CheckedQuery,
  { matcher, literal, instead }: LiteralPattern,
  report: QueryReport,
): void {
  const { operator = "=~", labelSpan, valueSpan } = matcher;
  const quote = text.charAt(valueSpan.start - 1);
  // Another value may need escapes.
  const isPlain = /^[\w :/@.-]*$/.test(literal);
  const start = text.indexOf(operator, labelSpan.end);
  const blanks = text.slice(start + operator.length, valueSpan.start - 1);
  const written = `${instead}${blanks}${quote}${literal}`;
  const fix = isPlain ? replacePart({ start, end: valueSpan.end }, written) : undefined;
  const params = {
    operator,
    value: literal,
    instead: `${text.slice(matcher.start, labelSpan.end)}${instead}${isPlain ? `${quote}${literal}${quote}` : JSON.stringify(literal)}`,
  };
  report("query-literal-pattern", params, at(matcher, fix));
}

/** As people write it. Others are rare, and would have to be compared with all texts. */
const MATCHING_ALL: ReadonlySet<string> = new Set([".*", "^.*", ".*$", "^.*$", "(.*)", ".*?"]);

/** A character that must be there before `^`, or behind `$`. */
function matchesNothing({ text }: Alternative): boolean {
  return /^\w+\^/.test(text) || /^[^()[\]\\|]*\$[\w:/-](?![*?{])/.test(text);
}
