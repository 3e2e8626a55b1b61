import type { TextSpan } from "./query.js";

/**
 * The three forms of Grafana's variables (`variableRegex` in its source): `$name`, `[[name:format]]` and
 * `${name.field:format}`. `$1` is not a variable but a group of a pattern, as in `label_replace(…, "$1", …)`.
 */
const VARIABLE =
  /\$([A-Za-z_]\w*)|\[\[([A-Za-z_]\w*?)(?::\w+)?\]\]|\$\{([A-Za-z_]\w*)(?:\.[^:}]+)?(?::[^}]+)?\}/g;

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

const GROUPING = /(?:^|[^\w:])(?:by|without|on|ignoring|group_left|group_right)\s*$/i;
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
    if (opening === "[" || /(?:^|[^\w:])offset\s*-?\s*$/i.test(before)) return duration(before, after, name);
    if (opening === "{") return this.withinBraces({ start, end }, name);
    if (opening === "(" && GROUPING.test(this.text.slice(0, bracket))) return name;
    if (/@\s*[-+]?\s*$/.test(before)) return "1";
    if (/[\w:]$/.test(before) || /^[\w:]/.test(after)) return name;
    return this.withinExpression(before.trimEnd(), after.trimStart(), name);
  }

  private withinBraces({ start, end }: TextSpan, name: string): string {
    const before = this.text.slice(0, start);
    const after = this.text.slice(end);
    if (/[=~]\s*$/.test(before)) return `"${name.slice(2)}"`;
    if (/^\w*\s*(?:=|!)/.test(after) || /\w$/.test(before)) return name;
    // The variable stands for whole matchers. Remove it, and the comma behind it.
    this.guessed = true;
    const comma = /^\s*,/.exec(after);
    if (comma !== null) this.put({ start: end, end: end + comma[0].length }, " ".repeat(comma[0].length));
    return "";
  }

  private withinExpression(before: string, after: string, name: string): string {
    const afterOperand = /[\w:)\]}"'`]$/.test(before) && !KEYWORD.test(before);
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

const LABEL_VALUES = /^(\s*label_values\(\s*)(?:(.+?)(\s*,\s*))?([^\s,(){}]+)\s*\)\s*$/s;
const LABEL_NAMES = /^(\s*label_names\()(.*)\)\s*$/s;
const METRICS = /^(\s*metrics\(\s*)(.+?)\s*\)\s*$/s;
const QUERY_RESULT = /^(\s*query_result\()(.+)\)\s*$/s;

export function readVariableQuery(text: string): VariableQuery {
  const values = LABEL_VALUES.exec(text);
  if (values !== null) {
    const [, head = "", expression, comma = "", label = ""] = values;
    const from = head.length + (expression?.length ?? 0) + comma.length;
    return {
      asks: "label values",
      expression: expression === undefined ? undefined : spanOf(head, expression),
      label: { start: from, end: from + label.length },
    };
  }
  const names = LABEL_NAMES.exec(text);
  if (names !== null) {
    const [, head = "", expression = ""] = names;
    return {
      asks: "label names",
      expression: expression.trim() === "" ? undefined : spanOf(head, expression),
    };
  }
  const metrics = METRICS.exec(text);
  if (metrics !== null) return { asks: "metric names", pattern: spanOf(metrics[1] ?? "", metrics[2] ?? "") };
  const result = QUERY_RESULT.exec(text);
  if (result !== null) return { asks: "series", expression: spanOf(result[1] ?? "", result[2] ?? "") };
  return { asks: "series", expression: { start: 0, end: text.length } };
}

function spanOf(before: string, text: string): TextSpan {
  return { start: before.length, end: before.length + text.length };
}
