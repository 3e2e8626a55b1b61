import type { QueryToken } from "./query-tokens.js";
import type { LabelList, LabelMatcher, Modifiers, Name, NamePattern, VectorSelector } from "./syntax-tree.js";
import {
  hasVariables,
  isWord,
  type ReportFault,
  readString,
  type TokenReader,
  textAroundVariables,
} from "./token-reader.js";

export const NO_MODIFIERS: Modifiers = { offset: undefined, at: undefined };

const MATCH_OPERATORS: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);

/** Parses `{…}`, and what belongs to it. @param name before the braces, taken already */
export function parseSelector(
  reader: TokenReader,
  name: QueryToken | undefined,
  fault: ReportFault,
): VectorSelector {
  const start = name?.start ?? reader.next.start;
  const braces = isWord(reader.next, "{") ? parseBraces(reader) : NO_BRACES;
  const common = {
    kind: "selector",
    start,
    end: reader.lastEnd,
    isOpen: braces.isOpen || (name !== undefined && hasVariables(name)),
    modifiers: NO_MODIFIERS,
  } as const;
  const outside = name === undefined ? undefined : nameIn(name);
  const { quoted } = braces;
  if (name !== undefined && quoted !== undefined) {
    fault(quoted, `The name \`${quoted.name}\` is the second one of this selector`);
  }
  const named = braces.matchers.find(({ label, operator }) => label === "__name__" && operator === "=");
  if (name !== undefined || quoted !== undefined || named === undefined || named.variable) {
    return {
      ...common,
      metric: outside ?? quoted,
      metricPattern: name === undefined ? braces.pattern : patternIn(name),
      matchers: braces.matchers,
    };
  }
  return {
    ...common,
    metric: { ...named.valueSpan, name: named.value },
    metricPattern: undefined,
    matchers: braces.matchers.filter((matcher) => matcher !== named),
  };
}

interface Braces {
  readonly matchers: readonly LabelMatcher[];
  readonly isOpen: boolean;
  /** `{"name"}`. */
  readonly quoted: Name | undefined;
  readonly pattern: NamePattern | undefined;
}

const NO_BRACES: Braces = { matchers: [], isOpen: false, quoted: undefined, pattern: undefined };

function parseBraces(reader: TokenReader): Braces {
  reader.expect("{");
  const matchers: LabelMatcher[] = [];
  let isOpen = false;
  let quoted: Name | undefined;
  let pattern: NamePattern | undefined;
  while (!isWord(reader.next, "}")) {
    const first = reader.take();
    if (first.kind !== "string" && first.kind !== "name" && first.kind !== "variable") reader.refuse(first);
    const isInserted = first.kind !== "string" && hasVariables(first);
    const matcher = parseMatcher(reader, first);
    if (matcher !== undefined) matchers.push(matcher);
    else if (isInserted) isOpen = true;
    else {
      const name = quotedName(first);
      quoted ??= name;
      pattern ??= patternIn(first);
      isOpen ||= name === undefined;
    }
    if (isWord(reader.next, "}") || reader.takeIf(",") !== undefined) continue;
    // A variable may bring its commas.
    if (!isInserted && !hasVariables(reader.next)) reader.refuse();
    isOpen = true;
  }
  reader.take();
  return { matchers, isOpen, quoted, pattern };
}

/** `undefined` if it is no matcher, but a name in quotes, or a variable that stands for whole matchers. */
function parseMatcher(reader: TokenReader, label: QueryToken): LabelMatcher | undefined {
  const { next } = reader;
  if (next.kind === "operator" && MATCH_OPERATORS.has(next.text)) {
    const { text } = reader.take();
    return readMatcher(reader, { label, operator: text as LabelMatcher["operator"] }); // one of the four
  }
  const isPlain = !hasVariables(label);
  if (label.kind === "name" && isPlain && next.kind === "variable") {
    reader.take(); // the operator, and perhaps the value
    const value = reader.next.kind === "string" || hasVariables(reader.next) ? undefined : next;
    return readMatcher(reader, { label, operator: undefined, value });
  }
  if (label.kind !== "string" && !isPlain && next.kind === "string") {
    return readMatcher(reader, { label, operator: undefined });
  }
  if (label.kind === "name" && isPlain) reader.refuse();
  return undefined;
}

function readMatcher(
  reader: TokenReader,
  {
    label,
    operator,
    value = reader.take(),
  }: {
    readonly label: QueryToken;
    readonly operator: LabelMatcher["operator"];
    readonly value?: QueryToken | undefined;
  },
): LabelMatcher {
  const isString = value.kind === "string";
  if (!isString && !hasVariables(value)) reader.refuse(value);
  return {
    start: label.start,
    end: value.end,
    label: labelIn(label, operator),
    labelSpan: { start: label.start, end: label.end },
    operator,
    value: isString ? readString(value) : "",
    valueSpan: isString ? withinQuotes(value) : { start: value.start, end: value.end },
    variable: hasVariables(value),
  };
}

/** In `region$op"eu"`, the label stands before the variable. */
function labelIn(label: QueryToken, operator: LabelMatcher["operator"]): string | undefined {
  if (!hasVariables(label)) return label.kind === "string" ? readString(label) : label.text;
  const [first = "", ...others] = textAroundVariables(label);
  return operator === undefined && others.length === 1 && others[0] === "" && first !== ""
    ? first
    : undefined;
}

/** Parses the labels in brackets, or the variable in their place. */
export function parseLabelList(reader: TokenReader): LabelList {
  if (reader.next.kind === "variable") {
    const { start, end } = reader.take();
    return { labels: [], isOpen: true, start, end };
  }
  const { start } = reader.expect("(");
  const labels: Name[] = [];
  let isOpen = false;
  while (!isWord(reader.next, ")")) {
    const token = reader.take();
    const label = labelOf(reader, token);
    if (label === undefined) isOpen = true;
    else labels.push(label);
    if (isWord(reader.next, ")") || reader.takeIf(",") !== undefined) continue;
    // A variable may bring its commas.
    if (!hasVariables(reader.next) && !hasVariables(token)) reader.refuse();
    isOpen = true;
  }
  return { labels, isOpen, start, end: reader.take().end };
}

/** Words that Prometheus does not take for labels without quotes. */
const NO_LABELS: ReadonlySet<string> = new Set(["inf", "nan", "without"]);

/** `undefined` if it has variables. */
function labelOf(reader: TokenReader, token: QueryToken): Name | undefined {
  if (token.kind === "string") {
    const label = quotedName(token);
    if (label?.name === "") reader.refuse(token);
    return label;
  }
  if (hasVariables(token)) return undefined;
  if (token.kind !== "name" || NO_LABELS.has(token.text.toLowerCase())) reader.refuse(token);
  return nameIn(token);
}

function nameIn(token: QueryToken): Name | undefined {
  if (hasVariables(token)) return undefined;
  const { start, end, text } = token;
  return { name: text, start, end };
}

function quotedName(token: QueryToken): Name | undefined {
  const name = readString(token);
  return hasVariables(token) ? undefined : { name, ...withinQuotes(token) };
}

function withinQuotes({ start, end }: QueryToken) {
  return { start: start + 1, end: end - 1 };
}

/** `undefined` if the token has no variables, or nothing beside them. */
function patternIn(token: QueryToken): NamePattern | undefined {
  const { kind, start, end } = token;
  if (!hasVariables(token)) return undefined;
  const isString = kind === "string";
  const literals = textAroundVariables(token);
  const within = isString ? trimQuotes(literals) : literals;
  if (within.every((literal) => literal === "")) return undefined;
  return { literals: within, ...(isString ? withinQuotes(token) : { start, end }) };
}

function trimQuotes(literals: readonly string[]): readonly string[] {
  return literals.map((literal, index) => {
    const behind = index === 0 ? literal.slice(1) : literal;
    return index === literals.length - 1 ? behind.slice(0, -1) : behind;
  });
}
