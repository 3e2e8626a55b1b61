import { RE2JS, RE2JSSyntaxException } from "re2js";
import type { TextSpan } from "./query.js";

/**
 * A regular expression as Prometheus reads it: RE2's syntax, `.` matches line feeds, and a pattern matches whole texts.
 * RE2 matches in time proportional to the text, whatever the pattern is.
 */
export type Pattern = ValidPattern | InvalidPattern | { readonly kind: "too large" };

interface ValidPattern {
  readonly kind: "valid";
  readonly matches: (text: string) => boolean;
  /** What the whole pattern chooses from, also if the choice stands in brackets; at least one. */
  readonly alternatives: readonly Alternative[];
}

interface InvalidPattern extends TextSpan {
  readonly kind: "invalid";
  /** Why Prometheus refuses it, without a full stop. */
  readonly problem: string;
}

export interface Alternative extends TextSpan {
  readonly text: string;
  /** All texts that it matches, if it consists of letters and alternatives alone; `undefined` otherwise. */
  readonly literals: readonly string[] | undefined;
  readonly matches: (text: string) => boolean;
}

export function parsePattern(text: string): Pattern {
  const known = PARSED.get(text);
  if (known !== undefined) return known;
  const pattern = readPattern(text);
  if (PARSED.size === MOST_PARSED) PARSED.clear();
  PARSED.set(text, pattern);
  return pattern;
}

/** Compiling takes up to half a millisecond; several checks read each pattern, and dashboards repeat theirs. */
const PARSED = new Map<string, Pattern>();
const MOST_PARSED = 500;

function readPattern(text: string): Pattern {
  const outline = readOutline(text);
  if (outline === undefined) return { kind: "too large" };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(text, RE2JS.DOTALL);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return invalidPattern(text, outline, error);
    throw error;
  }
  return {
    kind: "valid",
    matches: (value) => compiled.testExact(value),
    alternatives: outline.alternatives.map((alternative) => compileAlternative(text, alternative)),
  };
}

function compileAlternative(
  pattern: string,
  { start, end, flags, literals }: OutlineAlternative,
): Alternative {
  const text = pattern.slice(start, end);
  let compiled: RE2JS | undefined;
  const matches = (value: string) => {
    compiled ??= RE2JS.compile(flags + text, RE2JS.DOTALL);
    return compiled.testExact(value);
  };
  return { start, end, text, literals, matches };
}

/** Whether a text has a part that the pattern matches, as in Grafana's `metrics(…)`; `undefined` if it is no pattern. */
export function parseSearch(text: string): ((name: string) => boolean) | undefined {
  if (parsePattern(text).kind !== "valid") return undefined;
  const compiled = RE2JS.compile(text, RE2JS.DOTALL);
  return (name) => compiled.test(name);
}

/** What RE2JS does not tell of a pattern, as it has no syntax tree. */
interface Outline {
  readonly alternatives: readonly OutlineAlternative[];
  readonly tokens: readonly Token[];
  /** A bracket that has no partner. */
  readonly unmatched: Token | undefined;
}

interface OutlineAlternative extends TextSpan {
  /** The flags that hold where it begins, as `(?i)(?-s)`. */
  readonly flags: string;
  readonly literals: readonly string[] | undefined;
}

interface Token {
  readonly text: string;
  readonly start: number;
}

/** More characters and repetitions than a person writes; compiling takes time in proportion to them. */
const LARGEST_PATTERN = 5000;
/** A Unicode class, such as `\pL`, compiles to hundreds of ranges. */
const UNICODE_CLASS_SIZE = 20;
/** RE2 allows 1,000 groups within groups; each counts several times in an outline's recursion. */
const DEEPEST_GROUP = 500;
/** More literals than a person writes out. */
const MOST_LITERALS = 1000;

/**
 * Quotations, classes, escapes, groups, flags, repetitions, characters. In a valid pattern, these are RE2's tokens:
 * https://github.com/google/re2/wiki/Syntax
 */
const TOKEN =
  /\\Q.*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[^}]*\}|..)|\\[0-7]{1,3}|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\(\?[imsU-]*[:)]|[*+?]\??|\{(?:0|[1-9]\d*)(?:,(?:0|[1-9]\d*)?)?\}\??|./gsu;

const REPETITION = /^(?:[*+?]|\{\d)/;

/** `undefined` for a pattern that is too large. An invalid pattern has some outline, too. */
function readOutline(text: string): Outline | undefined {
  if (text.length > LARGEST_PATTERN) return undefined;
  const tokens = [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({ text: token, start: index }));
  const reader = new OutlineReader(tokens, text.length);
  const whole = reader.readChoice({ flags: "", isTop: true });
  const { unmatched } = reader;
  if (whole.size > LARGEST_PATTERN || reader.isTooDeep) return undefined;
  return { alternatives: onlyChoice(whole).alternatives, tokens, unmatched };
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

interface OutlineBranch extends OutlineAlternative {
  readonly size: number;
  /** If the branch is a group alone, what stands in it. */
  readonly group: Choice | undefined;
}

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

const CONTROL_CHARACTERS: ReadonlyMap<string, string> = new Map([
  ["\\a", "\u0007"],
  ["\\f", "\f"],
  ["\\n", "\n"],
  ["\\r", "\r"],
  ["\\t", "\t"],
  ["\\v", "\v"],
]);

function ignoresCase(flags: string): boolean {
  return /.*\(\?([imsU-]*i[imsU-]*)\)/.exec(flags)?.[1]?.split("-")[0]?.includes("i") ?? false;
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

/** Says in a person's words what RE2 says, and where: RE2JS names the token, but not its place. */
function invalidPattern(text: string, outline: Outline, error: RE2JSSyntaxException): InvalidPattern {
  const token = error.getPattern() ?? "";
  const invalid = (problem: string, start: number, length: number): InvalidPattern => {
    return { kind: "invalid", problem, start, end: start + length };
  };
  const { tokens, unmatched } = outline;
  const start = findToken(text, tokens, token);
  switch (error.getDescription()) {
    case "missing closing )":
      return invalid("The pattern has a `(` that is not closed", unmatched?.start ?? 0, 1);
    case "unexpected )":
      return invalid("The pattern has a `)` that nothing opens", unmatched?.start ?? 0, 1);
    case "missing closing ]":
      return invalid("The pattern has a `[` that is not closed", start, 1);
    case "missing argument to repetition operator":
      return invalid("The pattern repeats nothing", findFirstRepetition(tokens, token), token.length);
    case "invalid nested repetition operator":
      return invalid("The pattern repeats a repetition", start, token.length);
    case "invalid repeat count":
      return invalid(`The pattern cannot repeat by \`${token}\``, start, token.length);
    case "duplicate capture group name":
      return invalid(
        `Two groups of the pattern have the name \`${token}\``,
        text.lastIndexOf(`<${token}>`) + 1,
        token.length,
      );
    case "invalid escape sequence":
      return invalid(
        /^\\[1-9]/.test(token)
          ? `RE2 has no \`${token}\`, which repeats what a group has matched`
          : `RE2 has no escape \`${token}\``,
        start,
        token.length,
      );
    case "trailing backslash at end of expression":
      return invalid("The pattern ends in a `\\`", text.length - 1, 1);
    case "invalid character class range": {
      if (/^(?:\[:|\\[pP])/.test(token)) {
        return invalid(`RE2 has no characters \`${token}\``, start, token.length);
      }
      const classes = tokens.filter((one) => one.text.startsWith("["));
      const problem = `The pattern has a range \`${token}\` that is upside down`;
      return invalid(problem, findToken(text, classes, token) || start, token.length);
    }
    case "invalid or unsupported Perl syntax":
      return invalid(`RE2 has no group that begins with \`${token}\``, start, token.length);
    case "invalid named capture": {
      const lookbehind = /^\(\?<[=!]/.exec(token)?.[0];
      return lookbehind === undefined
        ? invalid("RE2 does not take the name of this group", start, token.length)
        : invalid(`RE2 has no group that begins with \`${lookbehind}\``, start, lookbehind.length);
    }
    default:
      return invalid(`RE2 refuses the pattern: ${error.getDescription()}`, 0, text.length);
  }
}

/** Where a part of the pattern stands: at the start of a token or, failing that, within one. */
function findToken(pattern: string, tokens: readonly Token[], part: string): number {
  const token =
    tokens.find(({ start }) => pattern.startsWith(part, start)) ??
    tokens.find(({ text }) => text.includes(part));
  return token === undefined ? 0 : pattern.indexOf(part, token.start);
}

/** Where a repetition stands that has nothing before it. */
function findFirstRepetition(tokens: readonly Token[], repetition: string): number {
  const token = tokens.find(({ text }, index) => {
    const before = tokens[index - 1]?.text ?? "|";
    return text === repetition && (before === "|" || before.startsWith("("));
  });
  return token?.start ?? 0;
}
