import type { TextSpan } from "./query.js";

/** The tokens and alternatives of a pattern, which RE2JS does not give. RE2JS says what a pattern matches. */
export interface Outline {
  readonly alternatives: readonly OutlineAlternative[];
  readonly tokens: readonly Token[];
  /** The first round bracket without a partner. */
  readonly unmatched: Token | undefined;
}

export interface OutlineAlternative extends TextSpan {
  /** The flags that are set where it begins: `(?i)(?-s)`. */
  readonly flags: string;
  readonly literals: readonly string[] | undefined;
}

export interface Token {
  readonly text: string;
  readonly start: number;
}

/** More characters and repetitions than a person writes; compiling takes time in proportion to them. */
const LARGEST_PATTERN = 5000;
/** A Unicode class, such as `\pL`, compiles to hundreds of ranges. */
const UNICODE_CLASS_SIZE = 20;
/** Groups within groups. RE2 allows 1,000, but the outline is read recursively. */
const DEEPEST_GROUP = 500;
/** More literals than a person writes out. */
const MOST_LITERALS = 1000;

/** In a valid pattern, these are RE2's tokens: https://github.com/google/re2/wiki/Syntax */
const TOKEN =
  /\\Q.*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\(\?[imsU-]*[:)]|[*+?]\??|\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}\??|./gsu;

const REPETITION = /^(?:[*+?]|\{\d)/;

/** `undefined` for a pattern that is too large. The outline of an invalid pattern is a guess. */
export function readOutline(text: string): Outline | undefined {
  if (text.length > LARGEST_PATTERN) return undefined;
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({ text: token, start: index }));
  const reader = new OutlineReader(tokens, text.length);
  const whole = reader.readChoice({ flags: "", isTop: true });
  if (whole.size > LARGEST_PATTERN || reader.isTooDeep) return undefined;
  return { alternatives: onlyChoice(whole).alternatives, tokens, unmatched: reader.unmatched };
}

/** Of `((a|b))`, the choice within the brackets. */
function onlyChoice(choice: Choice): Choice {
  const [only, second] = choice.alternatives;
  if (only?.group === undefined || second !== undefined) return choice;
  return onlyChoice(only.group);
}

interface Choice {
  readonly alternatives: readonly OutlineBranch[];
  readonly literals: readonly string[] | undefined;
  /** In characters, as often as they are repeated. */
  readonly size: number;
}

/** Its group is there if the branch is a group alone. */
type OutlineBranch = OutlineAlternative & Item;

/** A character, class or group, with its repetition. */
interface Item {
  readonly literals: readonly string[] | undefined;
  readonly size: number;
  readonly group: Choice | undefined;
}

class OutlineReader {
  unmatched: Token | undefined;
  isTooDeep = false;
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  /** Reads up to the `)` of the group, or at the top to the end. */
  readChoice(options: { readonly flags: string; readonly isTop: boolean }): Choice {
    let { flags } = options;
    const branches: OutlineBranch[] = [];
    do {
      const start = this.tokens[this.at]?.start ?? this.end;
      const read = this.readBranch({ ...options, flags });
      const end = this.tokens[this.at]?.start ?? this.end;
      branches.push({ start, end, flags, ...read.branch });
      flags = read.flags;
    } while (this.take("|"));
    return {
      alternatives: branches,
      literals: allDefined(branches.map(({ literals }) => literals))?.flat(),
      size: branches.reduce((sum, { size }) => sum + size, 1),
    };
  }

  /** Flags that are set hold up to the end of the group, in the next branches too. */
  private readBranch({ flags, isTop }: { readonly flags: string; readonly isTop: boolean }) {
    const items: Item[] = [];
    let flagsHere = flags;
    for (let token = this.tokens[this.at]; token !== undefined; token = this.tokens[this.at]) {
      if (token.text === "|" || (token.text === ")" && !isTop)) break;
      this.at++;
      if (token.text === ")") this.unmatched ??= token;
      else if (/^\(\?[imsU-]*\)$/.test(token.text)) flagsHere += token.text;
      else if (REPETITION.test(token.text)) items.push(...repeated(items.pop(), token.text));
      else if (token.text.startsWith("(")) items.push(this.readGroup(token, flagsHere));
      else if (!isTop || !this.isAnchor(token, items)) items.push(singleItem(token.text, flagsHere));
    }
    const [only, second] = items;
    const branch = {
      literals: items.reduce<readonly string[] | undefined>(appendLiterals, [""]),
      size: items.reduce((sum, { size }) => sum + size, 0),
      group: second === undefined ? only?.group : undefined,
    };
    return { branch, flags: flagsHere };
  }

  private readGroup(open: Token, flags: string): Item {
    if (this.depth === DEEPEST_GROUP) {
      this.isTooDeep = true;
      this.at = this.tokens.length;
      return { literals: undefined, size: 0, group: undefined };
    }
    this.depth++;
    const own = /^\(\?([imsU-]+):$/.exec(open.text)?.[1];
    const group = this.readChoice({ flags: own === undefined ? flags : `${flags}(?${own})`, isTop: false });
    this.depth--;
    if (!this.take(")")) this.unmatched ??= open;
    return { literals: group.literals, size: group.size, group };
  }

  /** A `^` at the start of the whole text or a `$` at its end, where patterns are anchored anyway. */
  private isAnchor({ text }: Token, before: readonly Item[]): boolean {
    const next = this.tokens[this.at]?.text;
    return text === "^" ? before.length === 0 : text === "$" && (next === undefined || next === "|");
  }

  private take(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at++;
    return true;
  }
}

function repeated(item: Item | undefined, repetition: string): readonly Item[] {
  if (item === undefined) return [];
  const times = Math.max(1, ...[...repetition.matchAll(/\d+/g)].map(Number));
  return [{ literals: undefined, size: item.size * times, group: undefined }];
}

function singleItem(token: string, flags: string): Item {
  const literal = literalOf(token);
  const hasCase = literal !== undefined && literal.toLowerCase() !== literal.toUpperCase();
  const isKnown = literal !== undefined && !(hasCase && ignoresCase(flags));
  const classes = token.match(/\\[pP]/g)?.length ?? 0;
  return {
    literals: isKnown ? [literal] : undefined,
    size: token.startsWith("\\Q") ? token.length : 1 + classes * UNICODE_CLASS_SIZE,
    group: undefined,
  };
}

/** The character that a token matches; `undefined` if it matches several, or none. */
function literalOf(token: string): string | undefined {
  if (/^\\[^A-Za-z0-9]$/u.test(token)) return token.slice(1);
  if (token.startsWith("\\")) return CONTROL_CHARACTERS.get(token);
  return /^[[.^$]/.test(token) ? undefined : token;
}

const CONTROL_CHARACTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ "\\a": "\u0007", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v" }),
);

function ignoresCase(flags: string): boolean {
  const groups = flags.match(/\(\?[imsU-]*\)/g) ?? [];
  const last = groups.findLast((group) => group.includes("i"));
  return last?.split("-")[0]?.includes("i") ?? false;
}

function appendLiterals(heads: readonly string[] | undefined, { literals }: Item) {
  if (heads === undefined || literals === undefined) return undefined;
  if (heads.length * literals.length > MOST_LITERALS) return undefined;
  return heads.flatMap((head) => literals.map((literal) => head + literal));
}

function allDefined<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const defined = values.filter((value) => value !== undefined);
  return defined.length === values.length ? defined : undefined;
}
