import { RE2JS, RE2JSSyntaxException } from "re2js";
import { type Outline, type OutlineAlternative, readOutline, type Token } from "./pattern-outline.js";
import type { TextSpan } from "./query.js";

/**
 * A regular expression as Prometheus reads it: RE2's syntax, `.` matches line feeds, and a pattern matches whole texts.
 * RE2 matches in time proportional to the text, whatever the pattern is.
 */
type Pattern = ValidPattern | InvalidPattern | { readonly kind: "too large" };

interface ValidPattern {
  readonly kind: "valid";
  readonly matches: (text: string) => boolean;
  /** The template with what the pattern's groups have matched, as `label_replace` has it; `undefined` if it does not match. */
  readonly expand: (text: string, template: string) => string | undefined;
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
const MOST_PARSED = 100;

function readPattern(text: string): Pattern {
  const outline = readOutline(text);
  if (outline === undefined) return { kind: "too large" };
  const alternatives = outline.alternatives.map((alternative) => compileAlternative(text, alternative));
  if (!SPECIAL.test(text)) {
    const texts = new Set(text.split("|"));
    const expand = (value: string, template: string) =>
      expandTemplate(RE2JS.compile(text, RE2JS.DOTALL), value, template);
    return { kind: "valid", matches: (value) => texts.has(value), expand, alternatives };
  }
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
    expand: (value, template) => expandTemplate(compiled, value, template),
    alternatives,
  };
}

/** Without them, a pattern is a choice of texts, as most are. A compiled pattern takes some 50 kB. */
const SPECIAL = /[\\^$.*+?()[\]{}]/;

/** As Go expands it: `$1`, `${1}`, `$name`, and `$$` for a dollar; a group that is not there is empty. */
function expandTemplate(compiled: RE2JS, value: string, template: string): string | undefined {
  const matcher = compiled.matcher(value);
  if (!matcher.matches()) return undefined;
  const named = compiled.namedGroups();
  return template.replace(TEMPLATE_GROUP, (_, braced: string | undefined, bare: string | undefined) => {
    const group = braced ?? bare;
    if (group === undefined) return "$";
    const number = /^\d+$/.test(group) ? Number(group) : named[group];
    if (number === undefined || number > matcher.groupCount()) return "";
    return matcher.group(number) ?? "";
  });
}

export const TEMPLATE_GROUP = /\$(?:\$|\{(\w+)\}|(\w+))/g;

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
