import { findVariables } from "../grafana/variables.js";
import type { Matcher } from "../promql/selector.js";
import type { Span } from "../span.js";
import { parsePattern } from "./parse-pattern.js";
import { alternativesOf, type Pattern } from "./pattern.js";

/** One of the alternatives of a matcher's pattern, with its place in the query. */
interface PlacedAlternative {
  readonly pattern: Pattern;
  readonly text: string;
  readonly span: Span;
}

/** Stands where Grafana puts something in: no pattern that a person writes has it. */
const PUT_IN = "\uE000";

/** What a matcher's pattern may match, but for what Grafana puts in; nothing if the pattern is not understood. */
export function alternativesIn({ value, valueSpan, variable }: Matcher): readonly PlacedAlternative[] {
  const text = variable ? withoutVariables(value) : value;
  const parsed = parsePattern(text);
  if (parsed.kind !== "pattern") return [];
  // In a string with escapes, offsets are not those of the query.
  const exact = valueSpan.end - valueSpan.start === value.length;
  return alternativesOf(parsed.pattern).flatMap(({ pattern, start, end }) => {
    const alternative = text.slice(start, end);
    if (alternative.includes(PUT_IN)) return [];
    const span = exact ? { start: valueSpan.start + start, end: valueSpan.start + end } : valueSpan;
    return [{ pattern, text: alternative, span }];
  });
}

function withoutVariables(value: string): string {
  let text = value;
  for (const { start, end } of findVariables(value)) {
    text = text.slice(0, start) + PUT_IN.repeat(end - start) + text.slice(end);
  }
  return text;
}

/** The letters of names with which the pattern begins, and with which so does all that it matches. */
export function headOf(text: string): string {
  return /^\^?([\w:]*)(?![*?{\w:])/.exec(text)?.[1] ?? "";
}
