import { type Expression, type StringLiteral, withoutParentheses } from "../promql/syntax-tree.js";
import type { TextSpan } from "../query.js";
import { UNBOUNDED } from "./bounds.js";
import { NO_LABELS, UNKNOWN_LABELS } from "./label-states.js";
import type { Measure, MeasureKind, Result, SelectedSeries } from "./result.js";

/** A result while the expression around it is inferred. */
export interface Inference extends Omit<Result, "selectors"> {
  readonly sources: Sources;
  /** The series of known metrics that all values come from, through sums, rates and filters; `undefined` for others. */
  readonly origin: Origin | undefined;
}

/** A tree of selectors: a list would be copied at each operator. */
export type Sources = SelectedSeries | readonly [Sources, Sources] | undefined;

export interface Origin {
  readonly family: string;
  readonly part: "bucket" | "sum" | "count" | "quantile" | undefined;
}

export const UNKNOWN_MEASURE: Measure = { kind: "unknown", unit: undefined, bucketBounds: undefined };

/** A result of which nothing is known. */
export const UNKNOWN: Inference = {
  type: "any",
  labels: UNKNOWN_LABELS,
  measure: UNKNOWN_MEASURE,
  bounds: UNBOUNDED,
  presence: "sometimes",
  isPartial: false,
  emptyBy: undefined,
  sources: undefined,
  origin: undefined,
};

/** A number that is always there. */
export const SCALAR: Inference = { ...UNKNOWN, type: "scalar", labels: NO_LABELS, presence: "always" };

export function measureOf(kind: MeasureKind, unit?: string): Measure {
  return { kind, unit, bucketBounds: undefined };
}

/** What a quantity is once its values were changed: what was 0 or 1 may be any number then. */
export function changedMeasure(measure: Measure): Measure {
  return measure.kind === "boolean" ? UNKNOWN_MEASURE : measure;
}

export function emptied(inferred: Inference, emptyBy: TextSpan): Inference {
  return inferred.presence === "never" ? inferred : { ...inferred, presence: "never", emptyBy };
}

export function joinSources(one: Sources, other: Sources): Sources {
  if (one === undefined || other === undefined) return one ?? other;
  return [one, other];
}

export function resultOfInference(inference: Inference): Result {
  return new InferredResult(inference);
}

/** Each part of a query has one. */
class InferredResult implements Result {
  readonly type: Result["type"];
  readonly labels: Result["labels"];
  readonly measure: Measure;
  readonly bounds: Result["bounds"];
  readonly presence: Result["presence"];
  readonly isPartial: boolean;
  readonly emptyBy: TextSpan | undefined;
  readonly #sources: Sources;
  #selectors: readonly SelectedSeries[] | undefined;

  constructor({ type, labels, measure, bounds, presence, isPartial, emptyBy, sources }: Inference) {
    this.type = type;
    this.labels = labels;
    this.measure = measure;
    this.bounds = bounds;
    this.presence = presence;
    this.isPartial = isPartial;
    this.emptyBy = emptyBy;
    this.#sources = sources;
  }

  get selectors(): readonly SelectedSeries[] {
    this.#selectors ??= listSources(this.#sources);
    return this.#selectors;
  }
}

function listSources(sources: Sources): readonly SelectedSeries[] {
  const list: SelectedSeries[] = [];
  const open: Sources[] = [sources];
  while (open.length > 0) {
    const next = open.pop();
    if (next === undefined) continue;
    if (isPair(next)) open.push(next[1], next[0]);
    else list.push(next);
  }
  return list;
}

function isPair(
  sources: SelectedSeries | readonly [Sources, Sources],
): sources is readonly [Sources, Sources] {
  return Array.isArray(sources);
}

/** A string without variables; `undefined` for other expressions. */
export function stringOf(expression: Expression | undefined): StringLiteral | undefined {
  const inner = expression === undefined ? undefined : withoutParentheses(expression);
  return inner?.kind === "string" && !inner.variable ? inner : undefined;
}
