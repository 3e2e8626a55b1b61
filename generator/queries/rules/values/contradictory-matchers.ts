import type { LabelMatcher } from "../../promql/syntax-tree.js";
import { acceptedBy, listedValues } from "../../results/label-states.js";

/** Matchers of one label that no value satisfies together, although one satisfies each of them. */
export interface Contradiction {
  readonly label: string;
  readonly matchers: readonly [LabelMatcher, LabelMatcher, ...LabelMatcher[]];
}

/**
 * Finds matchers of a selector that exclude each other. `valuesOf` gives all values that a label can have, or `undefined`
 * if they cannot be listed. Matchers with a variable are left out of account.
 */
export function findContradiction(
  matchers: readonly LabelMatcher[],
  valuesOf: (label: string) => ReadonlySet<string> | undefined,
): Contradiction | undefined {
  if (matchers.length < 2) return undefined;
  const byLabel = new Map<string, LabelMatcher[]>();
  for (const matcher of matchers) {
    const { label, operator, variable } = matcher;
    if (label === undefined || operator === undefined || variable) continue;
    const others = byLabel.get(label);
    if (others === undefined) byLabel.set(label, [matcher]);
    else others.push(matcher);
  }
  for (const [label, [first, second, ...others]] of byLabel) {
    if (first === undefined || second === undefined) continue;
    const all: Contradiction["matchers"] = [first, second, ...others];
    const values = valuesOf(label);
    if (areSatisfiable(all, values) || !all.every((one) => areSatisfiable([one], values))) continue;
    return { label, matchers: pairOf(all, values) ?? all };
  }
  return undefined;
}

/** The first two that are enough for the contradiction. */
function pairOf(
  all: readonly LabelMatcher[],
  values: ReadonlySet<string> | undefined,
): Contradiction["matchers"] | undefined {
  for (const [index, second] of all.entries()) {
    const first = all.slice(0, index).find((one) => !areSatisfiable([one, second], values));
    if (first !== undefined) return [first, second];
  }
  return undefined;
}

/** Whether a value satisfies all; true if that is not known. */
function areSatisfiable(all: readonly LabelMatcher[], values: ReadonlySet<string> | undefined): boolean {
  const candidates = values ?? all.map(candidatesOf).find((literals) => literals !== undefined);
  if (candidates !== undefined) {
    return [...candidates].some((value) => all.every((matcher) => accepts(matcher, value)));
  }
  const excluded = new Set(all.filter(({ operator }) => operator === "!~").map(({ value }) => value));
  return !all.some(({ operator, value }) => operator === "=~" && excluded.has(value));
}

/** All values that a matcher takes, the empty one included; `undefined` if they cannot be listed. */
function candidatesOf(matcher: LabelMatcher): ReadonlySet<string> | undefined {
  const literals = listedValues(matcher);
  return literals !== undefined && accepts(matcher, "") ? new Set([...literals, ""]) : literals;
}

/** Also true of a pattern that is not known. */
function accepts(matcher: LabelMatcher, value: string): boolean {
  return acceptedBy(matcher)?.(value) ?? true;
}
