import type { TextSpan } from "./query.js";

/**
 * The three forms of Grafana's variables (`variableRegex` in its source): `$name`, `[[name:format]]` and
 * `${name.field:format}`. `$1` is not a variable but a group of a pattern, as in `label_replace(…, "$1", …)`.
 */
const VARIABLE =
  /\$([A-Za-z_]\w*)|\[\[([A-Za-z_]\w*?)(?::\w+)?\]\]|\$\{([A-Za-z_]\w*)(?:\.[^:}$]+)?(?::[^}$]+)?\}/g;

interface Variable extends TextSpan {
  readonly name: string;
}

export function findVariables(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? match[2] ?? match[3] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** A query in which something of the same length stands for each variable, so that offsets stay the same. */
interface MaskedQuery {
  readonly text: string;
  readonly variables: readonly TextSpan[];
  /** Whether a variable can insert more than one name or value, such as an operator or several matchers. */
  readonly guessed: boolean;
}

/** Replaces each variable by something that PromQL allows in its place. Variables within quotes stay. */
export function maskVariables(text: string): MaskedQuery {
  const variables = findVariables(text);
  const mask = new QueryMask(text);
  for (const variable of variables) mask.replace(variable);
  return { text: mask.text, variables, guessed: mask.guessed };
}

const GROUPING = /(?:^|[^\w:])(?:by|without|on|ignoring|group_left|group_right)$/i;
const KEYWORD = /(?:^|[^\w:])(?:and|or|unless|bool|atan2|by|without|on|ignoring|offset)$/i;

class QueryMask {
  text: string;
  guessed = false;
  private at = 0;
  private quote: string | undefined;
  /** Offsets of the open brackets. */
  private readonly open: number[] = [];

  constructor(text: string) {
    this.text = text;
  }

  replace(variable: Variable): void {
    this.readTo(variable.start);
    if (this.quote !== undefined) return;
    const { start, end } = variable;
    const filling = this.filling(variable);
    this.put({ start, end }, filling.padEnd(end - start).slice(0, end - start));
  }

  /** Reads strings, comments and brackets up to the offset. */
  private readTo(to: number): void {
    for (; this.at < to; this.at++) {
      const character = this.text.charAt(this.at);
      if (this.quote !== undefined) {
        if (character === "\\" && this.quote !== "`") this.at++;
        else if (character === this.quote) this.quote = undefined;
      } else if (/["'`]/.test(character)) this.quote = character;
      else if (/[([{]/.test(character)) this.open.push(this.at);
      else if (/[)\]}]/.test(character)) this.open.pop();
      else if (character === "#") this.skipComment();
    }
  }

  private skipComment(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end;
  }

  private filling({ start, end }: Variable): string {
    const before = this.text.slice(0, start);
    const after = this.text.slice(end);
    const name = "_".repeat(end - start);
    const bracket = this.open.at(-1);
    const opening = bracket === undefined ? "" : this.text.charAt(bracket);
    if (opening === "[" || /(?:^|[^\w:])offset$/i.test(lastWord(before, "-")))
      return duration(before, after, name);
    if (opening === "{") return this.withinBraces({ start, end }, name);
    if (opening === "(" && GROUPING.test(lastWord(this.text.slice(0, bracket)))) return name;
    if (lastWord(before, "-+").endsWith("@")) return "1";
    if (/[\w:]$/.test(before) || /^[\w:]/.test(after)) return name;
    return this.withinExpression(before.trimEnd(), after.trimStart(), name);
  }

  private withinBraces({ start, end }: TextSpan, name: string): string {
    const before = this.text.slice(0, start);
    const after = this.text.slice(end);
    if (/[=~]$/.test(lastWord(before))) return `"${name.slice(2)}"`;
    if (/^\w*\s*(?:=|!)/.test(after) || /\w$/.test(before)) return name;
    // The variable stands for whole matchers. Remove it, and the comma behind it.
    this.guessed = true;
    const comma = /^\s*,/.exec(after);
    if (comma !== null) this.put({ start: end, end: end + comma[0].length }, " ".repeat(comma[0].length));
    return "";
  }

  private withinExpression(before: string, after: string, name: string): string {
    const afterOperand = /[\w:)\]}"'`]$/.test(before) && !KEYWORD.test(lastWord(before));
    if (afterOperand) {
      this.guessed = true;
      return /^[\w:({"'`.$[]/.test(after) ? "+" : "";
    }
    if (!/^(?:\(|(?:by|without)\s*\()/i.test(after)) return name;
    this.guessed = true;
    return name.length < 3 ? "ln" : "sum";
  }

  private put({ start, end }: TextSpan, filling: string): void {
    this.text = this.text.slice(0, start) + filling + this.text.slice(end);
  }
}

/** More characters than a keyword has, and the one before it. */
const WORD_LENGTH = 20;

/**
 * The end of a text, without white space, and without a sign and the white space before it.
 *
 * @param signs the signs that may stand at the end
 */
function lastWord(text: string, signs = ""): string {
  const trimmed = text.trimEnd();
  const sign = trimmed.slice(-1);
  const end = sign !== "" && signs.includes(sign) ? trimmed.slice(0, -1).trimEnd() : trimmed;
  return end.slice(-WORD_LENGTH);
}

/** The number before a unit, the unit behind a number, or both. */
function duration(before: string, after: string, name: string): string {
  if (/^[a-z]/.test(after)) return "1".padStart(name.length);
  return /\d$/.test(before) ? "m" : "5m";
}

/** What a variable of Grafana asks Prometheus for (`metric_find_query.ts` in Grafana's source). */
export type VariableQuery =
  | { readonly asks: "label values"; readonly expression: TextSpan | undefined; readonly label: TextSpan }
  | { readonly asks: "label names"; readonly expression: TextSpan | undefined }
  | { readonly asks: "metric names"; readonly pattern: TextSpan }
  | { readonly asks: "series"; readonly expression: TextSpan };

export function readVariableQuery(text: string): VariableQuery {
  const whole = { start: 0, end: text.length };
  const [head = "", name] = /^\s*(label_values|label_names|metrics|query_result)\(/.exec(text) ?? [];
  const end = text.trimEnd().length - 1;
  if (name === undefined || text.charAt(end) !== ")") return { asks: "series", expression: whole };
  const inner = { start: head.length, end };
  const trimmed = trimSpan(text, inner);
  const isEmpty = trimmed.start === trimmed.end;
  if (name === "label_names") return { asks: "label names", expression: isEmpty ? undefined : inner };
  if (isEmpty) return { asks: "series", expression: whole };
  if (name === "metrics") return { asks: "metric names", pattern: trimmed };
  if (name === "query_result") return { asks: "series", expression: inner };
  return readLabelValues(text, trimmed) ?? { asks: "series", expression: whole };
}

/** Reads `label` or `expression, label`. */
function readLabelValues(text: string, span: TextSpan): VariableQuery | undefined {
  const comma = text.slice(span.start, span.end).lastIndexOf(",");
  const label = trimSpan(text, { start: comma < 0 ? span.start : span.start + comma + 1, end: span.end });
  if (!/^[^\s,(){}]+$/.test(text.slice(label.start, label.end))) return undefined;
  if (comma < 0) return { asks: "label values", expression: undefined, label };
  const expression = trimSpan(text, { start: span.start, end: span.start + comma });
  return expression.start === expression.end ? undefined : { asks: "label values", expression, label };
}

/** The span without the white space at its ends. */
function trimSpan(text: string, { start, end }: TextSpan): TextSpan {
  const inner = text.slice(start, end);
  const from = end - inner.trimStart().length;
  return { start: from, end: Math.max(from, start + inner.trimEnd().length) };
}
