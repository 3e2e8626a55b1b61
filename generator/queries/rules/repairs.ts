import { type Aggregation, allExpressions, type Expression, type Name } from "../promql/syntax-tree.js";
import type { QueryFix, TextSpan } from "../query.js";

/** Replaces a name, unless one of both needs quotes. */
export function replaceName({ name, ...span }: Name, by: string | undefined): QueryFix | undefined {
  if (by === undefined || !/^[A-Za-z_:][\w:]*$/.test(by) || name.length !== lengthOf(span)) return undefined;
  return replacePart(span, by);
}

/** Replaces a label value, or a name or value in a pattern, unless one of both needs escapes. */
export function replaceValue(
  { value, ...span }: TextSpan & { readonly value: string },
  by: string | undefined,
): QueryFix | undefined {
  if (by === undefined || !/^[\w :/@-]+$/.test(by) || value.length !== lengthOf(span)) return undefined;
  return replacePart(span, by);
}

function lengthOf({ start, end }: TextSpan): number {
  return end - start;
}

export function replacePart({ start, end }: TextSpan, text: string): QueryFix {
  return { start, end, text };
}

/**
 * Keeps a label that an aggregation removes: in its `by`, out of its `without`.
 *
 * @param removedBy the clause, or the operator without one
 * @returns `undefined` if more than one aggregation would have to keep it
 */
export function keepLabel({ expression, text, removedBy }: KeptLabel, label: string): QueryFix | undefined {
  const aggregations = allExpressions(expression).filter(({ kind }) => kind === "aggregation");
  const [aggregation, ...others] = aggregations as readonly Aggregation[]; // by the filter
  if (aggregation === undefined || others.length > 0) return undefined;
  const { operator, grouping } = aggregation;
  if ((grouping ?? operator).start !== removedBy.start && operator.start !== removedBy.start)
    return undefined;
  if (grouping === undefined) return { start: operator.end, end: operator.end, text: ` by (${label}) ` };
  if (grouping.isOpen) return undefined;
  const { labels } = grouping;
  const last = labels.at(-1);
  const bracket = text.indexOf("(", grouping.start) + 1;
  if (grouping.clause === "by") {
    return last === undefined
      ? { start: bracket, end: bracket, text: label }
      : { start: last.end, end: last.end, text: `, ${label}` };
  }
  const index = labels.findIndex(({ name }) => name === label);
  const removed = labels[index];
  if (removed === undefined) return undefined;
  const next = labels[index + 1];
  const end = next?.start ?? removed.end;
  return {
    start: next === undefined ? (labels[index - 1]?.end ?? removed.start) : removed.start,
    end,
    text: "",
  };
}

interface KeptLabel {
  /** What the label is removed in: the argument of `histogram_quantile`. */
  readonly expression: Expression;
  /** The text of the query. */
  readonly text: string;
  readonly removedBy: TextSpan;
}
