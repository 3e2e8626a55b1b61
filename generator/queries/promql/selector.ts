import { findVariables } from "../grafana-variables.js";
import { overlap, type TextSpan } from "../query.js";
import { type Alternative, parsePattern } from "../regex-pattern.js";
import type { LabelMatcher, Name } from "./syntax-tree.js";

/** A selector, and what the expression does with its series. All spans are in the query's text. */
export interface Selector extends TextSpan {
  /** `undefined` if the selector has no name, a pattern of names, or a variable in its name. */
  readonly metric: Name | undefined;
  /** The matchers in braces, without the one that names the metric. */
  readonly matchers: readonly LabelMatcher[];
  /** Labels of its series that the expression names outside of the braces, in text order: `by (code)`. */
  readonly labels: readonly LabelUse[];
  /** The function of the selected ranges, such as `rate`; `undefined` if there is none. */
  readonly rangeFunction: Name | undefined;
  /** The quantile function that takes its series; `undefined` if none does. */
  readonly quantile: QuantileUse | undefined;
}

/** A label that is named outside of selectors. In `sum by (code) (a or b)`, both selectors have the same object. */
export interface LabelUse extends TextSpan {
  readonly name: string;
  readonly clause: LabelClause;
}

export type LabelClause =
  | "by"
  | "without"
  | "on"
  | "ignoring"
  | "group_left"
  | "group_right"
  | "label_replace"
  | "label_join"
  | "sort_by_label"
  | "sort_by_label_desc"
  | "label_values";

export interface QuantileUse extends Name {
  /** The clause that drops the label `le`; `undefined` if the series still have it. */
  readonly bucketLabelDropped: TextSpan | undefined;
}

/** A query's text, and where Grafana inserts variables. */
export interface QueryText {
  readonly text: string;
  readonly variables: readonly TextSpan[];
}

export function hasVariable({ variables }: Pick<QueryText, "variables">, span: TextSpan): boolean {
  return variables.some((variable) => overlap(variable, span));
}

interface PlacedAlternative extends Pick<Alternative, "text" | "literals" | "matches"> {
  readonly span: TextSpan;
}

/** Stands where Grafana inserts a variable: a private-use character, which no person writes. */
const INSERTED = "\uE000";

/** What a matcher's pattern matches, without the alternatives that have a variable; nothing if the pattern is not valid. */
export function alternativesIn({ value, valueSpan, variable }: LabelMatcher): readonly PlacedAlternative[] {
  const parsed = parsePattern(variable ? withoutVariables(value) : value);
  if (parsed.kind !== "valid") return [];
  // In a string with escapes, offsets are not those of the query.
  const exact = valueSpan.end - valueSpan.start === value.length;
  return parsed.alternatives.flatMap(({ start, end, ...alternative }) => {
    if (alternative.text.includes(INSERTED)) return [];
    const span = exact ? { start: valueSpan.start + start, end: valueSpan.start + end } : valueSpan;
    return [{ ...alternative, span }];
  });
}

function withoutVariables(value: string): string {
  let text = value;
  for (const { start, end } of findVariables(value)) {
    text = text.slice(0, start) + INSERTED.repeat(end - start) + text.slice(end);
  }
  return text;
}

/** The characters of metric names with which all texts begin that the pattern matches. */
export function literalPrefix(pattern: string): string {
  return /^\^?([\w:]*)(?![*?{\w:])/.exec(pattern)?.[1] ?? "";
}
