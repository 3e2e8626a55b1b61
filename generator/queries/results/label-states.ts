import type { LabelMatcher } from "../promql/syntax-tree.js";
import type { TextSpan } from "../query.js";
import { parsePattern } from "../regex-pattern.js";
import type { LabelState, ResultLabels } from "./result.js";

export const ANY_LABEL: LabelState = { presence: "maybe", values: undefined, removedBy: undefined };
export const NO_LABEL: LabelState = { presence: "gone", values: new Set(), removedBy: undefined };
export const UNKNOWN_LABELS: ResultLabels = { named: new Map(), others: ANY_LABEL };
export const NO_LABELS: ResultLabels = { named: new Map(), others: NO_LABEL };

/** Of more labels than that, only what holds for all is noted, so that a long query takes no time with its square. */
const MOST_NAMED = 300;

export function stateOf({ named, others }: ResultLabels, label: string): LabelState {
  return named.get(label) ?? others;
}

/** A label that has one of the values; the empty value stands for no label. */
export function stateOfValues(values: Iterable<string>, removedBy?: TextSpan): LabelState {
  const all = new Set(values);
  const isOptional = all.delete("");
  if (all.size === 0) return { presence: "gone", values: all, removedBy };
  return { presence: isOptional ? "maybe" : "there", values: all, removedBy: undefined };
}

/** The values of a label, with an empty one if it can be absent; `undefined` if they cannot be listed. */
export function possibleValues({ presence, values }: LabelState): ReadonlySet<string> | undefined {
  if (presence !== "maybe" || values === undefined) return values;
  return new Set([...values, ""]).size > MOST_VALUES ? undefined : new Set([...values, ""]);
}

/** Larger sets are not followed through functions. */
const MOST_VALUES = 1000;

export function setLabel(labels: ResultLabels, label: string, state: LabelState): ResultLabels {
  return limited({ named: new Map(labels.named).set(label, state), others: labels.others });
}

/** What removes or keeps labels: the names, its place, and whether a variable can add names. */
export interface ClauseLabels {
  readonly names: Iterable<string>;
  readonly span: TextSpan;
  readonly isOpen: boolean;
}

/** `by`, `on`: all other labels are gone. */
export function keepLabels(labels: ResultLabels, { names, span, isOpen }: ClauseLabels): ResultLabels {
  const kept = new Set(names);
  const others = (state: LabelState) => (isOpen ? weaken(state) : remove(state, span));
  const named = new Map<string, LabelState>();
  for (const [label, state] of labels.named) named.set(label, kept.has(label) ? state : others(state));
  for (const label of kept) if (!named.has(label)) named.set(label, labels.others);
  return limited({ named, others: others(labels.others) });
}

/** `without`, `ignoring`: these labels are gone. */
export function dropLabels(labels: ResultLabels, { names, span, isOpen }: ClauseLabels): ResultLabels {
  const named = new Map(labels.named);
  if (isOpen) for (const [label, state] of named) named.set(label, weaken(state));
  for (const label of names) named.set(label, remove(stateOf(labels, label), span));
  return limited({ named, others: labels.others });
}

export function dropName(labels: ResultLabels, span: TextSpan): ResultLabels {
  if (stateOf(labels, "__name__").presence === "gone") return labels;
  return dropLabels(labels, { names: ["__name__"], span, isOpen: false });
}

/** The labels of series that are of one or of the other result. */
export function joinLabels(one: ResultLabels, other: ResultLabels): ResultLabels {
  if (one === other) return one;
  return pairLabels(one, other, joinStates);
}

export function pairLabels(
  one: ResultLabels,
  other: ResultLabels,
  pair: (a: LabelState, b: LabelState, label: string | undefined) => LabelState,
): ResultLabels {
  const named = new Map<string, LabelState>();
  for (const label of new Set([...one.named.keys(), ...other.named.keys()])) {
    named.set(label, pair(stateOf(one, label), stateOf(other, label), label));
  }
  return limited({ named, others: pair(one.others, other.others, undefined) });
}

export function joinStates(a: LabelState, b: LabelState): LabelState {
  if (a === b) return a;
  const removedBy = a.removedBy ?? b.removedBy;
  if (a.presence === "gone" && b.presence === "gone") return { ...NO_LABEL, removedBy };
  const isThere = a.presence === "there" && b.presence === "there";
  return {
    presence: isThere ? "there" : "maybe",
    values: joinValues(a.values, b.values),
    removedBy: undefined,
  };
}

function joinValues(a: LabelState["values"], b: LabelState["values"]): LabelState["values"] {
  if (a === undefined || b === undefined) return undefined;
  if (isSubset(b, a)) return a;
  if (isSubset(a, b)) return b;
  const joined = new Set([...a, ...b]);
  return joined.size > MOST_VALUES ? undefined : joined;
}

/** A label that has the same value on both sides of an operator; `undefined` if it never has. */
export function meetStates(a: LabelState, b: LabelState): LabelState | undefined {
  if (a === b) return a;
  const presences = [a.presence, b.presence];
  const isThere = presences.includes("there");
  if (presences.includes("gone")) return isThere ? undefined : a.presence === "gone" ? a : b;
  const values = meetValues(a.values, b.values);
  if (values?.size === 0) return isThere ? undefined : NO_LABEL;
  return { presence: isThere ? "there" : "maybe", values, removedBy: undefined };
}

function meetValues(a: LabelState["values"], b: LabelState["values"]): LabelState["values"] {
  if (a === undefined || b === undefined) return a ?? b;
  if (isSubset(a, b)) return a;
  if (isSubset(b, a)) return b;
  return new Set([...a].filter((value) => b.has(value)));
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (a.size > b.size) return false;
  for (const value of a) if (!b.has(value)) return false;
  return true;
}

/** A label of the series that the matcher lets through; `undefined` if it lets none through. */
export function matchState(state: LabelState, matcher: LabelMatcher): LabelState | undefined {
  const accepts = acceptedBy(matcher);
  if (accepts === undefined) return state;
  const canBeAbsent = state.presence !== "there" && accepts("");
  const values = matchValues(state.values, matcher, accepts);
  if (values?.size === 0) {
    const removedBy = state.presence === "gone" ? state.removedBy : matcher;
    return canBeAbsent ? { ...NO_LABEL, removedBy } : undefined;
  }
  return canBeAbsent ? { ...state, values } : { presence: "there", values, removedBy: undefined };
}

/** By set of values, then by operator and value: a pattern is slow for hundreds of values, and queries repeat theirs. */
const MATCHED = new WeakMap<ReadonlySet<string>, Map<string, ReadonlySet<string>>>();
const MOST_MATCHED = 200;

function matchValues(
  values: LabelState["values"],
  matcher: LabelMatcher,
  accepts: (value: string) => boolean,
): LabelState["values"] {
  if (values === undefined) return listedValues(matcher);
  const { operator, value } = matcher;
  if (operator === "=") return new Set(values.has(value) ? [value] : []);
  return matchedValues(values, `${operator}${value}`, accepts);
}

function matchedValues(
  values: ReadonlySet<string>,
  key: string,
  accepts: (value: string) => boolean,
): ReadonlySet<string> {
  const known = MATCHED.get(values) ?? new Map<string, ReadonlySet<string>>();
  const matched = known.get(key) ?? new Set([...values].filter(accepts));
  if (known.size >= MOST_MATCHED) known.clear();
  MATCHED.set(values, known.set(key, matched));
  return matched;
}

/**
 * Whether one of the values is matched, which is worked out once for each set and test.
 *
 * @param test what stands for the test: the alternative of a pattern, with the flags before it
 */
export function matchesSome(
  values: ReadonlySet<string>,
  test: string,
  matches: (value: string) => boolean,
): boolean {
  return matchedValues(values, `alternative ${test}`, matches).size > 0;
}

/** Which values a matcher accepts; `undefined` if a variable or an invalid pattern keeps it unknown. */
export function acceptedBy({
  operator,
  value,
  variable,
}: LabelMatcher): ((value: string) => boolean) | undefined {
  if (variable || operator === undefined) return undefined;
  if (operator === "=") return (other) => other === value;
  if (operator === "!=") return (other) => other !== value;
  const pattern = parsePattern(value);
  if (pattern.kind !== "valid") return undefined;
  const { matches } = pattern;
  return operator === "=~" ? matches : (other) => !matches(other);
}

/** The values that a matcher lists, without an empty one. */
export function listedValues({ operator, value }: LabelMatcher): ReadonlySet<string> | undefined {
  if (operator === "=") return new Set(value === "" ? [] : [value]);
  if (operator !== "=~") return undefined;
  const pattern = parsePattern(value);
  if (pattern.kind !== "valid") return undefined;
  const literals: string[] = [];
  for (const alternative of pattern.alternatives) {
    if (alternative.literals === undefined) return undefined;
    literals.push(...alternative.literals);
  }
  return new Set(literals.filter((literal) => literal !== ""));
}

/** Nothing is sure any more but what is gone. */
export function weaken(state: LabelState): LabelState {
  return state.presence === "there" ? { ...state, presence: "maybe" } : state;
}

function remove(state: LabelState, removedBy: TextSpan): LabelState {
  return state.presence === "gone" ? state : { ...NO_LABEL, removedBy };
}

function limited(labels: ResultLabels): ResultLabels {
  if (labels.named.size <= MOST_NAMED) return labels;
  let others = labels.others;
  for (const state of labels.named.values()) others = joinStates(others, state);
  return { named: new Map(), others };
}
