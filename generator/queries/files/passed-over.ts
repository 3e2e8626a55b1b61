import { count } from "../../text/words.js";
import { parseQuery } from "../promql/parse-query.js";
import type { Query, TextSpan } from "../query.js";

/** Why something that may be a query is not checked. */
export type PassedOverReason = "LogQL" | "MetricsQL" | "other data source" | "template" | "no queries";

/** What of a file is not checked. */
export interface PassedOver {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly reason: PassedOverReason;
  /** Of queries; 1 for a file that is a template or has none. */
  readonly count: number;
}

/** In the order of the summary. */
const WORDS: Readonly<Record<PassedOverReason, (number: number) => string>> = {
  "other data source": (number) => `${count(number, "query", "queries")} of other data sources`,
  LogQL: (number) => `${count(number, "query", "queries")} in LogQL`,
  MetricsQL: (number) => `${count(number, "query", "queries")} in MetricsQL that PromQL does not have`,
  template: (number) => count(number, "template"),
  "no queries": (number) => `${count(number, "file")} without queries`,
};

/** `; passed over: 3 queries in LogQL, 1 template`, or nothing. */
export function passedOverText(passedOver: readonly PassedOver[]): string {
  const parts = Object.entries(WORDS).flatMap(([reason, words]) => {
    const number = passedOver.reduce((sum, one) => sum + (one.reason === reason ? one.count : 0), 0);
    return number === 0 ? [] : [words(number)];
  });
  return parts.length === 0 ? "" : `; passed over: ${parts.join(", ")}`;
}

/** Counts what is passed over of a file. */
export class PassedOverCounts {
  readonly #counts = new Map<PassedOverReason, number>();

  readonly add = (reason: PassedOverReason): void => {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  };

  of(file: string): readonly PassedOver[] {
    return [...this.#counts].map(([reason, number]) => ({ file, reason, count: number }));
  }
}

/** Files that a template engine or Jsonnet makes others of. */
export function isTemplateName(file: string): boolean {
  return /\.(?:jsonnet|libsonnet|j2|jinja2?|tpl|tmpl|gotmpl|tftpl|erb)$/.test(file);
}

/**
 * Where a template engine fills in something that is not in quotes, in a text that is no YAML and no JSON. Prometheus'
 * own templates (`{{ $value }}`) fill in texts of annotations: without quotes, they are a mistake.
 */
export function findTemplateMark(text: string): TextSpan | undefined {
  let start = 0;
  for (const line of text.split("\n")) {
    const at = markIn(line);
    if (at !== undefined) return { start: start + at, end: start + at + 2 };
    start += line.length + 1;
  }
  return undefined;
}

/** Where a line, an item of a list or the value of a key begins with a mark; or the mark of a block without blanks. */
function markIn(line: string): number | undefined {
  const mark = /\{\{|\{%|<%/.exec(line);
  if (mark === null) return undefined;
  const block = line.indexOf("{{-");
  const before = line.slice(0, mark.index);
  const isValue = /\s$/.test(before) && before.trimEnd().endsWith(":") && !/["'#]/.test(before);
  const begins = ["", "-"].includes(before.trim()) || isValue;
  if (begins && !/^\{\{\s*\$(?:labels|value|external)/.test(line.slice(mark.index))) return mark.index;
  return block < 0 ? undefined : block;
}

/** Whether something is still to be filled in into an expression. No expression of PromQL has these outside of texts. */
export function isTemplatedExpression(text: string): boolean {
  return /\{\{|\{%|<%[=-]/.test(text);
}

/**
 * Whether an expression is LogQL, of which Loki's rule files have the layout of Prometheus': it filters and parses lines
 * behind `|`, which PromQL does not have.
 */
export function isLogQl(text: string): boolean {
  return text.includes("|") && /[}"`\])]\s*\|\s*[a-zA-Z_]|\|[=~>]\s*(?:""|ip\()/.test(withoutTexts(text));
}

/** Whether it may be LogQL, beside expressions that surely are: it selects by labels alone. */
export function mayBeLogQl(text: string): boolean {
  return /(?:^|[^\w:}\s])\s*\{/.test(withoutTexts(text)) && !text.includes("__name__");
}

/** Strings are empty, and comments are blank. */
function withoutTexts(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|#[^\n]*/g, (part) =>
    part.startsWith("#") ? " " : '""',
  );
}

/** Whether PromQL refuses an expression that VictoriaMetrics evaluates: MetricsQL is PromQL, and much besides. */
export function isMetricsQlAlone(query: Query): boolean {
  return parseQuery(query).errors.length > 0;
}
