import {
  type Aggregation,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  foldExpression,
  type LabelMatcher,
  type Name,
  type StringLiteral,
} from "../../promql/syntax-tree.js";
import type { QueryPlace, TextSpan } from "../../query.js";
import { parsePattern } from "../../regex-pattern.js";
import { ANY_LABEL, acceptedBy, NO_LABEL, stateOf } from "../../results/label-states.js";
import type { LabelState, Result, ResultLabels, SelectedSeries } from "../../results/result.js";
import type { CheckedQuery } from "../rule.js";
import type { LabelEffect } from "./label-codes.js";

/** A label that a query names, and the series that should have it. */
export interface NamedLabel {
  readonly label: string;
  readonly span: TextSpan;
  /** What happens if the series do not have the label. */
  readonly effect: LabelEffect;
  readonly state: LabelState;
  readonly of: LabelledSeries;
}

export interface LabelledSeries extends TextSpan {
  readonly labels: ResultLabels;
  readonly selectors: readonly SelectedSeries[];
}

/** The labels that a query names, those of inner expressions first. */
export function labelUses(query: CheckedQuery): readonly NamedLabel[] {
  const { expression, resultOf, parsed } = query;
  if (expression === undefined) return [];
  const uses: NamedLabel[] = [];
  foldExpression<undefined>(expression, (part) => {
    if (part.kind === "selector") uses.push(...usesOfMatchers(resultOf(part).selectors[0], query));
    else uses.push(...usesOutsideOfSelectors(part, resultOf));
    return undefined;
  });
  if (parsed.variableQuery?.asks === "label values") {
    const { start, end } = parsed.variableQuery.label;
    const label = { name: parsed.text.slice(start, end), start, end };
    if (!hasVariable(parsed, label)) uses.push(useOf(label, seriesOf(expression, resultOf), "lists nothing"));
  }
  return uses;
}

export interface MissingLabel extends NamedLabel {
  /** `undefined` if none of the metrics has it. */
  readonly removedBy: TextSpan | undefined;
}

/** A missing label, and where it is named: in a query, or in a template of its alert. */
export interface MissingInQuery {
  readonly query: CheckedQuery;
  readonly use: MissingLabel;
  readonly place: QueryPlace;
}

/** The labels that the series do not have, each where it is missing first. */
export function missingLabels(query: CheckedQuery): readonly MissingLabel[] {
  const missing: MissingLabel[] = [];
  for (const use of labelUses(query)) {
    if (use.state.presence !== "gone" || isOfPrometheus(use.label)) continue;
    const { removedBy } = use.state;
    if (removedBy !== undefined && isMatcher(query, removedBy)) continue;
    if (removedBy === undefined && metricsOf(use.of).length === 0) continue;
    const isKnown = missing.some(
      ({ label, span, state }) =>
        label === use.label &&
        // What is missing in an inner expression is missing further out.
        (isInside(span, use.of) || (removedBy === undefined && state.removedBy === undefined)),
    );
    if (!isKnown) missing.push({ ...use, removedBy });
  }
  return missing;
}

/** Who selects series without a label, as by `a=""`, knows that it is not there. */
export function isMatcher({ query }: CheckedQuery, { start, end }: TextSpan): boolean {
  return /[=~]/.test(query.text.slice(start, end));
}

export function isInside(inner: TextSpan, { start, end }: TextSpan): boolean {
  return inner.start >= start && inner.end <= end;
}

/** Prometheus reserves `__…`, and renames a metric's label to `exported_…` if the target has it, too. */
export function isOfPrometheus(label: string): boolean {
  return label.startsWith("__") || label.startsWith("exported_");
}

export function metricsOf({ selectors }: Pick<LabelledSeries, "selectors">): readonly string[] {
  const names = selectors.flatMap(({ selector, selection }) => {
    if (selection.kind === "series") return selection.series.map(({ name }) => name);
    return selector.metric?.name ?? [];
  });
  return [...new Set(names)];
}

type ResultOf = (part: Expression) => Result;

function usesOutsideOfSelectors(part: Expression, resultOf: ResultOf): readonly NamedLabel[] {
  switch (part.kind) {
    case "aggregation":
      return usesOfGrouping(part, resultOf);
    case "binary":
      return [...usesOfMatching(part, resultOf), ...usesOfGroup(part, resultOf)];
    case "call":
      return usesOfCall(part, resultOf);
    default:
      return [];
  }
}

function usesOfMatchers(selected: SelectedSeries | undefined, query: CheckedQuery): readonly NamedLabel[] {
  if (selected === undefined) return [];
  const { selector } = selected;
  const labels = labelsBeforeMatchers(selected, query);
  if (labels === undefined) return [];
  const of = { labels, selectors: [selected], start: selector.start, end: selector.end };
  return selector.matchers.flatMap((matcher) => {
    if (matcher.label === undefined || isOfAbsence(matcher)) return [];
    const effect = acceptedBy(matcher)?.("") === true ? "none" : "selects nothing";
    const use = useOf({ name: matcher.label, ...matcher.labelSpan }, of, effect);
    // What a rule has removed, it has removed in another query: the name of what it records stands for it.
    const { state } = use;
    return [
      state.removedBy === undefined ? use : { ...use, state: { ...state, removedBy: selector.metric } },
    ];
  });
}

/** `a=""` selects series without the label `a`. */
function isOfAbsence({ operator, value, variable }: LabelMatcher): boolean {
  return operator === "=" && value === "" && !variable;
}

/** The labels of what a selector selects by its name alone; `undefined` if they are not known. */
function labelsBeforeMatchers(
  { selection }: SelectedSeries,
  { known }: CheckedQuery,
): ResultLabels | undefined {
  if (selection.kind === "recorded") return selection.result.labels;
  if (selection.kind !== "series" || selection.series.some(({ isOpen }) => isOpen)) return undefined;
  const names = [...known.targetLabels, ...selection.series.flatMap(({ labels }) => [...labels.keys()])];
  return { named: new Map(names.map((name) => [name, ANY_LABEL])), others: NO_LABEL };
}

function usesOfGrouping({ grouping, inner }: Aggregation, resultOf: ResultOf): readonly NamedLabel[] {
  if (grouping === undefined || inner === undefined) return [];
  const effect = grouping.clause === "by" ? "groups by nothing" : "none";
  const of = seriesOf(inner, resultOf);
  return grouping.labels.map((label) => useOf(label, of, effect));
}

function usesOfMatching(
  { matching, left, right }: BinaryOperation,
  resultOf: ResultOf,
): readonly NamedLabel[] {
  if (matching === undefined) return [];
  const sides = [seriesOf(left, resultOf), seriesOf(right, resultOf)] as const;
  if (matching.clause === "on") return matching.labels.flatMap((label) => usesOnBothSides(label, sides));
  // A label of one side alone is what `ignoring` is for.
  return matching.labels.flatMap((label) => {
    const uses = sides.map((side) => useOf(label, side, "none"));
    const isOfNeither = uses.every(({ state }) => state.presence === "gone");
    if (!isOfNeither) return [];
    const [lost] = uses.filter(({ state }) => state.removedBy !== undefined);
    return [lost ?? joinUses(uses)];
  });
}

function usesOnBothSides(
  label: Name,
  [left, right]: readonly [LabelledSeries, LabelledSeries],
): readonly NamedLabel[] {
  const use = (side: LabelledSeries, other: LabelledSeries) => {
    const { presence } = stateOf(other.labels, label.name);
    const effect =
      presence === "there" ? "matches nothing" : presence === "maybe" ? "hardly matches" : "none";
    return useOf(label, side, effect);
  };
  return [use(left, right), use(right, left)];
}

/** The use of a label by series of two sides, of which neither has it. */
function joinUses(uses: readonly NamedLabel[]): NamedLabel {
  const [first, ...others] = uses as readonly [NamedLabel, ...NamedLabel[]]; // both sides of an operator
  const selectors = [first, ...others].flatMap(({ of }) => of.selectors);
  return { ...first, of: { ...first.of, selectors } };
}

/** The labels that `group_left (…)` takes from the side of which one series matches several. */
function usesOfGroup({ matching, left, right }: BinaryOperation, resultOf: ResultOf): readonly NamedLabel[] {
  const { group } = matching ?? {};
  if (group === undefined) return [];
  const of = seriesOf(group.side === "left" ? right : left, resultOf);
  return group.labels.map((label) => useOf(label, of, "includes nothing"));
}

function usesOfCall({ function: { name }, args }: FunctionCall, resultOf: ResultOf): readonly NamedLabel[] {
  const [series] = args;
  if (series === undefined) return [];
  const names = namesInCall(name, args);
  const effect = name?.startsWith("sort") === true ? "sorts by nothing" : "copies nothing";
  if (names.length === 0) return [];
  const of = seriesOf(series, resultOf);
  return names.map((label) => useOf(label, of, effect));
}

function namesInCall(name: string | undefined, args: readonly Expression[]): readonly Name[] {
  switch (name) {
    case "label_replace":
      return setsConstant(args) ? [] : quotedNames(args.slice(3, 4));
    case "label_join":
      return quotedNames(args.slice(3));
    case "sort_by_label":
    case "sort_by_label_desc":
      return quotedNames(args.slice(1));
    default:
      return [];
  }
}

/** `label_replace(x, "a", "value", "b", ".*")` sets a label, whether there is a label `b` or not. */
function setsConstant([, , replacement, , pattern]: readonly Expression[]): boolean {
  if (replacement?.kind !== "string" || pattern?.kind !== "string") return true;
  if (replacement.value.includes("$")) return false;
  const parsed = parsePattern(pattern.value);
  return pattern.variable || parsed.kind !== "valid" || parsed.matches("");
}

function quotedNames(args: readonly Expression[]): readonly Name[] {
  return args
    .filter((arg): arg is StringLiteral => arg.kind === "string" && !arg.variable && arg.value !== "")
    .map(({ value, valueSpan }) => ({ name: value, ...valueSpan }));
}

export function seriesOf(part: Expression, resultOf: ResultOf): LabelledSeries {
  const result = resultOf(part);
  return {
    labels: result.labels,
    get selectors() {
      return result.selectors;
    },
    start: part.start,
    end: part.end,
  };
}

export function useOf({ name, start, end }: Name, of: LabelledSeries, effect: LabelEffect): NamedLabel {
  return { label: name, span: { start, end }, effect, state: stateOf(of.labels, name), of };
}

function hasVariable({ variables }: CheckedQuery["parsed"], { start, end }: TextSpan): boolean {
  return variables.some((variable) => variable.start < end && start < variable.end);
}
