import type { Span } from "./query.js";

type ParsedPattern =
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  /** Prometheus refuses it. */
  | ({ readonly kind: "invalid"; readonly problem: string } & Span)
  /** It may be good, but what it matches is not known here. */
  | { readonly kind: "unknown" };

export function parsePattern(text: string): ParsedPattern {
  const parser = new PatternParser(text);
  try {
    const pattern = parser.whole();
    return parser.understood ? { kind: "pattern", pattern } : { kind: "unknown" };
  } catch (error) {
    if (error instanceof Invalid) return { kind: "invalid", problem: error.problem, ...error.span };
    if (error instanceof TooDeep) return { kind: "unknown" };
    throw error;
  }
}

/** Control flow within this file. */
class Invalid extends Error {
  readonly problem: string;
  readonly span: Span;

  constructor(problem: string, span: Span) {
    super(problem);
    this.problem = problem;
    this.span = span;
  }
}

class TooDeep extends Error {}

/** Deeper than a person nests groups; RE2's own limit is 1,000. */
const NESTING_LIMIT = 200;

/** What RE2 allows in `{min,max}`. */
const MOST_REPEATS = 1000;

class PatternParser {
  /** Whether what it matches is known. */
  understood = true;
  private readonly text: string;
  private at = 0;
  private depth = 0;
  private foldsCase = false;

  constructor(text: string) {
    this.text = text;
  }

  whole(): Pattern {
    const pattern = this.choice();
    if (this.at < this.text.length) throw this.invalid("The pattern has a `)` that nothing opens", this.at);
    return pattern;
  }

  private choice(): Pattern {
    const alternatives: Alternative[] = [];
    do {
      const start = this.at;
      const pattern = this.sequence();
      alternatives.push({ pattern, start, end: this.at });
    } while (this.take("|"));
    return { kind: "choice", alternatives };
  }

  private sequence(): Pattern {
    const items: Pattern[] = [];
    while (this.at < this.text.length && !/[|)]/.test(this.peek())) {
      const item = this.repeated();
      if (item !== undefined) items.push(item);
    }
    return { kind: "sequence", items };
  }

  /** `undefined` for what matches no character, as a flag or an anchor. */
  private repeated(): Pattern | undefined {
    const start = this.at;
    if (this.quantifier() !== undefined) {
      throw this.invalid("The pattern repeats nothing", start);
    }
    const atom = this.atom();
    const quantifier = this.quantifier();
    if (quantifier === undefined) return atom;
    this.take("?"); // whether it takes as few as it can does not matter for what it matches
    if (/[*+?]/.test(this.peek())) throw this.invalid("The pattern repeats a repetition", this.at);
    return { kind: "repeat", item: atom ?? this.notUnderstood(), ...quantifier };
  }

  private quantifier(): { min: number; max: number } | undefined {
    if (this.take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take("?")) return { min: 0, max: 1 };
    const braces = /^\{(\d{1,5})(?:(,)(\d{1,5})?)?\}/.exec(this.text.slice(this.at));
    if (braces === null) return undefined; // other braces are letters
    const [token, least = "", comma, most] = braces;
    const min = Number(least);
    const max = most === undefined ? (comma === undefined ? min : Number.POSITIVE_INFINITY) : Number(most);
    const largest = max === Number.POSITIVE_INFINITY ? min : max;
    if (max < min || largest > MOST_REPEATS) {
      throw this.invalid(`The pattern cannot repeat by \`${token}\``, this.at, token.length);
    }
    this.at += token.length;
    return { min, max };
  }

  private atom(): Pattern | undefined {
    const character = this.next();
    switch (character) {
      case "(":
        return this.group();
      case "[":
        return this.characterClass();
      case ".":
        return oneOf((other) => other !== "\n");
      case "^":
        return this.at === 1 ? undefined : this.notUnderstood();
      case "$":
        return this.at === this.text.length ? undefined : this.notUnderstood();
      case "\\":
        return this.escape();
      default:
        return this.literal(character);
    }
  }

  private group(): Pattern | undefined {
    const start = this.at - 1;
    const foldsCase = this.foldsCase;
    const prefix = /^\?(?:P?<(\w+)>|([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])|<?[=!]|.?)/.exec(
      this.text.slice(this.at),
    );
    if (prefix !== null) {
      const [token, name, flags, cleared, end] = prefix;
      if (name === undefined && end === undefined) {
        throw this.invalid(`RE2 has no group that begins with \`(${token}\``, start, token.length + 1);
      }
      const all = `${flags ?? ""}${cleared ?? ""}`;
      if (/[^imsU]/.test(all)) throw this.invalid(`RE2 has no flags \`${all}\``, start, token.length + 1);
      if (/[msU]/.test(all)) this.notUnderstood();
      this.at += token.length;
      if (flags?.includes("i")) this.foldsCase = true;
      if (cleared?.includes("i")) this.foldsCase = false;
      if (end === ")") return undefined;
    }
    if (++this.depth > NESTING_LIMIT) throw new TooDeep();
    const pattern = this.choice();
    this.depth--;
    if (!this.take(")")) throw this.invalid("The pattern has a `(` that is not closed", start);
    this.foldsCase = foldsCase;
    return pattern;
  }

  private escape(): CharacterPattern {
    const start = this.at - 1;
    const character = this.next();
    if (character === "") throw this.invalid("The pattern ends in a `\\`", start);
    const perl = PERL.get(character.toLowerCase());
    if (perl !== undefined) {
      return oneOf(
        character === character.toLowerCase() ? (one) => perl.test(one) : (one) => !perl.test(one),
      );
    }
    const control = CONTROL.get(character);
    if (control !== undefined) return this.literal(control);
    if (/[1-9]/.test(character)) {
      throw this.invalid(`RE2 has no \`\\${character}\`, which repeats what a group has matched`, start, 2);
    }
    if (!/[A-Za-z0-9]/.test(character)) return this.literal(character);
    const known = OTHER_ESCAPE.exec(this.text.slice(start))?.[0];
    if (known === undefined) throw this.invalid(`RE2 has no escape \`\\${character}\``, start, 2);
    this.at = start + known.length;
    return this.notUnderstood();
  }

  /** Stands for something that RE2 knows, and that is not known here. */
  private notUnderstood(): CharacterPattern {
    this.understood = false;
    return oneOf(() => true);
  }

  private characterClass(): Pattern {
    const start = this.at - 1;
    const negated = this.take("^");
    const tests: ((character: string) => boolean)[] = [];
    for (let first = true; first || this.peek() !== "]"; first = false) {
      if (this.at >= this.text.length) throw this.invalid("The pattern has a `[` that is not closed", start);
      if (!this.namedClass()) tests.push(this.classItem(start));
    }
    this.at++;
    const has = (character: string) => tests.some((test) => test(character));
    if (!this.foldsCase) return oneOf((character) => has(character) !== negated);
    const hasFolded = (character: string) =>
      has(character) || has(character.toLowerCase()) || has(character.toUpperCase());
    return oneOf((character) => hasFolded(character) !== negated);
  }

  /** A character, a class of them or a range. */
  private classItem(start: number): (character: string) => boolean {
    const from = this.classCharacter();
    if (from.literal === undefined || this.peek() !== "-" || /^-(?:\]|$)/.test(this.text.slice(this.at))) {
      return from.matches;
    }
    this.at++;
    const [low, high] = [from.literal, this.classCharacter().literal];
    if (high === undefined) return this.notUnderstood().matches;
    if (low > high)
      throw this.invalid(`The pattern has a range \`${low}-${high}\` that is upside down`, start);
    return (character) => character >= low && character <= high;
  }

  /** `[:alpha:]` and the like; without its end, the bracket is a letter. */
  private namedClass(): boolean {
    const name = /^\[:(.*?):\]/s.exec(this.text.slice(this.at));
    if (name === null) return false;
    const [token, words = ""] = name;
    if (!NAMED_CLASS.test(words)) {
      throw this.invalid(`RE2 has no characters \`${token}\``, this.at, token.length);
    }
    this.at += token.length;
    this.notUnderstood();
    return true;
  }

  private classCharacter(): CharacterPattern {
    const character = this.next();
    return character === "\\" ? this.escape() : exactly(character);
  }

  private literal(character: string): CharacterPattern {
    const folded = character.toLowerCase();
    if (this.foldsCase && folded !== character.toUpperCase()) {
      return oneOf((other) => other.toLowerCase() === folded);
    }
    return exactly(character);
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }

  /** A whole code point. */
  private next(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) return "";
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private invalid(problem: string, start: number, length = 1): Invalid {
    return new Invalid(problem, { start, end: start + length });
  }
}

/** What RE2 has besides: anchors, quotations, classes of Unicode, characters by their number. */
const OTHER_ESCAPE = /^\\(?:[AbBzCQE]|[pP](?:[A-Z]|\{\^?\w+\})|x[\dA-Fa-f]{2}|x\{[\dA-Fa-f]+\}|0[0-7]{0,2})/;

const NAMED_CLASS =
  /^\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit)$/;

const PERL: ReadonlyMap<string, RegExp> = new Map([
  ["d", /^[0-9]$/],
  ["w", /^[0-9A-Za-z_]$/],
  ["s", /^[\t\n\f\r ]$/],
]);

const CONTROL: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

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

/** A regular expression of RE2, as far as it is understood here: https://github.com/google/re2/wiki/Syntax */
export type Pattern =
  | {
      readonly kind: "character";
      readonly matches: (character: string) => boolean;
      readonly literal: string | undefined;
    }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly alternatives: readonly Alternative[] }
  | { readonly kind: "repeat"; readonly item: Pattern; readonly min: number; readonly max: number };

export interface Alternative extends Span {
  readonly pattern: Pattern;
}

/** `.*`, line feeds included. */
export const ANYTHING: Pattern = {
  kind: "repeat",
  item: { kind: "character", matches: () => true, literal: undefined },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

/** The alternatives of the whole pattern, also if it stands in brackets. */
export function alternativesOf(pattern: Pattern): readonly Alternative[] {
  if (pattern.kind === "choice") {
    const [only, second] = pattern.alternatives;
    return only !== undefined && second === undefined ? alternativesIn(only) : pattern.alternatives;
  }
  return [];
}

function alternativesIn(alternative: Alternative): readonly Alternative[] {
  const { pattern } = alternative;
  if (pattern.kind === "choice") return alternativesOf(pattern);
  if (pattern.kind !== "sequence") return [alternative];
  const [only, second] = pattern.items;
  return only?.kind === "choice" && second === undefined ? alternativesOf(only) : [alternative];
}

/** The texts that a pattern stands for if it is made of letters and alternatives alone; `undefined` otherwise. */
export function literalsOf(pattern: Pattern): readonly string[] | undefined {
  switch (pattern.kind) {
    case "character":
      return pattern.literal === undefined ? undefined : [pattern.literal];
    case "choice":
      return allOf(pattern.alternatives.map((alternative) => literalsOf(alternative.pattern)))?.flat();
    case "sequence": {
      const parts = allOf(pattern.items.map(literalsOf));
      return parts?.reduce<readonly string[] | undefined>(append, [""]);
    }
    case "repeat":
      return undefined;
    default:
      return pattern satisfies never;
  }
}

/** More than this nobody has written out. */
const MOST_LITERALS = 1000;

function append(heads: readonly string[] | undefined, tails: readonly string[]) {
  if (heads === undefined || heads.length * tails.length > MOST_LITERALS) return undefined;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}

/** A pattern of one character. */
export type CharacterPattern = Extract<Pattern, { kind: "character" }>;

/** One of those of which something is true. */
export function oneOf(matches: (character: string) => boolean): CharacterPattern {
  return { kind: "character", matches, literal: undefined };
}

export function exactly(character: string): CharacterPattern {
  return { kind: "character", matches: (other) => other === character, literal: character };
}
