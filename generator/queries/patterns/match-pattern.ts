import type { Pattern } from "./pattern.js";

/** A pattern that can be matched in time in proportion to the text, whatever it is. */
interface Matcher {
  /** Whether the whole text matches, as Prometheus anchors patterns. */
  readonly matches: (text: string) => boolean;
}

/** A state consumes a character, or forks. */
type State =
  | { readonly test: (character: string) => boolean; readonly next: number }
  | { readonly forks: readonly number[] };

/** More states than any pattern that a person writes; `undefined` for one that has more. */
const MOST_STATES = 5000;

export function matcherOf(pattern: Pattern): Matcher | undefined {
  const states: State[] = [{ forks: [] }]; // the first is the end
  const start = compile(pattern, 0, states);
  if (start === undefined) return undefined;
  return { matches: (text) => run(states, start, text) };
}

/** Adds states that match the pattern and lead to `next`; the first of them. */
function compile(pattern: Pattern, next: number, states: State[]): number | undefined {
  if (states.length > MOST_STATES) return undefined;
  switch (pattern.kind) {
    case "character":
      return states.push({ test: pattern.matches, next }) - 1;
    case "sequence":
      return pattern.items.reduceRight<number | undefined>(
        (to, item) => (to === undefined ? undefined : compile(item, to, states)),
        next,
      );
    case "choice": {
      const forks: number[] = [];
      for (const alternative of pattern.alternatives) {
        const fork = compile(alternative.pattern, next, states);
        if (fork === undefined) return undefined;
        forks.push(fork);
      }
      return states.push({ forks }) - 1;
    }
    case "repeat":
      return compileRepeat(pattern, next, states);
    default:
      return pattern satisfies never;
  }
}

function compileRepeat(
  { item, min, max }: Extract<Pattern, { kind: "repeat" }>,
  next: number,
  states: State[],
): number | undefined {
  let to: number | undefined = next;
  if (max === Number.POSITIVE_INFINITY) {
    const forks = [next];
    to = states.push({ forks }) - 1;
    const again = compile(item, to, states);
    if (again === undefined) return undefined;
    forks.push(again);
  } else {
    for (let count = min; count < max && to !== undefined; count++) {
      const taken = compile(item, to, states);
      to = taken === undefined ? undefined : states.push({ forks: [taken, next] }) - 1;
    }
  }
  for (let count = 0; count < min && to !== undefined; count++) to = compile(item, to, states);
  return to;
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = reach(states, [start]);
  for (const character of text) {
    const next: number[] = [];
    for (const index of current) {
      const state = states[index];
      if (state !== undefined && "test" in state && state.test(character)) next.push(state.next);
    }
    if (next.length === 0) return false;
    current = reach(states, next);
  }
  return current.has(0);
}

/** The states with all that they fork to. */
function reach(states: readonly State[], from: readonly number[]): ReadonlySet<number> {
  const reached = new Set<number>();
  const pending = [...from];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const state = states[index];
    if (state !== undefined && "forks" in state) pending.push(...state.forks);
  }
  return reached;
}
