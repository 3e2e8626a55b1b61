import { distance } from "fastest-levenshtein";
import { nearestName } from "../../text/nearest-name.js";
import type { KnownMetrics } from "../known-metrics.js";
import { allExpressions } from "../promql/syntax-tree.js";
import { locateInQuery, placeInRuleText, type Query, type TextSpan } from "../query.js";
import { parsePattern, parseSearch } from "../regex-pattern.js";
import type { CheckedQuery, FilesRule, QueryReport } from "./rule.js";

/** Rules that are the same: records and alerts of one name, expression and labels. */
export const checkDuplicates: FilesRule = (reportOf) => {
  const firsts = new Map<string, Query>();
  const see = (checked: CheckedQuery) => {
    const { query } = checked;
    const { owner } = query;
    if (owner.kind === "file" || query.language !== "prometheus" || owner.rule === undefined) return;
    const key = identityOf(query);
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, query);
      return;
    }
    const { kind, name } = owner;
    const { file, line } = locateInQuery(first, wholeText(first));
    const at = checked.at(wholeText(query));
    if (file === query.source.file) reportOf(checked)("query-duplicate-rule", { kind, name, line }, at);
    else reportOf(checked)("query-repeated-rule", { kind, name, file, line }, at);
  };
  return { see, finish: () => undefined };
};

function identityOf({ owner, text }: Query): string {
  if (owner.kind === "file") return "";
  const labels = (owner.rule?.labels ?? []).map((label) => [label.name, label.text]);
  return JSON.stringify([owner.kind, owner.name, withoutBlanks(text), labels.sort()]);
}

/** The expression without comments and blanks, but for those in strings and between words. */
function withoutBlanks(text: string): string {
  const isWord = (at: number) => /\w/.test(text.charAt(at));
  return text.replace(
    /"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`[^`]*`?|(?:#[^\n]*(?:\n|$)|\s)+/g,
    (part: string, at: number) => {
      if (/^["'`]/.test(part)) return part;
      return isWord(at - 1) && isWord(at + part.length) ? " " : "";
    },
  );
}

function wholeText({ text }: Query): TextSpan {
  return { start: 0, end: text.length };
}

/**
 * Records that no query names. Rules without a dashboard are silent about who uses them, and a name from a variable may
 * be the name of each record.
 */
export const checkUnusedRecords: FilesRule = (reportOf) => {
  const records: CheckedQuery[] = [];
  const texts: { readonly text: string; readonly self: string | undefined }[] = [];
  const patterns: (NameTest | undefined)[] = [];
  let hasDashboard = false;
  const see = (checked: CheckedQuery) => {
    const { owner, text } = checked.query;
    hasDashboard ||= owner.kind === "panel" || owner.kind === "variable" || owner.kind === "annotation";
    const self = recordOf(checked.query);
    if (self !== undefined) records.push(checked);
    texts.push({ text, self });
    const annotations = owner.kind === "file" ? [] : (owner.rule?.annotations ?? []);
    for (const annotation of annotations) texts.push({ text: annotation.text, self: undefined });
    patterns.push(...namePatterns(checked));
  };
  const finish = () => {
    if (records.length === 0 || !hasDashboard || patterns.includes(undefined)) return;
    const names = new Set<string>();
    for (const { text, self } of texts) {
      for (const [name] of text.matchAll(NAME)) if (name !== self) names.add(name);
    }
    for (const record of records) {
      const name = recordOf(record.query) ?? "";
      if (names.has(name) || patterns.some((matches) => matches?.(name))) continue;
      reportOf(record)("query-unused-record", { name }, record.at(wholeText(record.query)));
    }
  };
  return { see, finish };
};

function recordOf({ owner }: Query): string | undefined {
  return owner.kind === "recording rule" ? owner.name : undefined;
}

const NAME = /[a-zA-Z_:][\w:]*/g;

type NameTest = (name: string) => boolean;

/** What names are matched by; `undefined` for what may be each name. */
function namePatterns({ expression, parsed }: CheckedQuery): readonly (NameTest | undefined)[] {
  const { variableQuery } = parsed;
  if (variableQuery?.asks === "metric names") {
    return [parseSearch(parsed.text.slice(variableQuery.pattern.start, variableQuery.pattern.end))];
  }
  if (expression === undefined) return [];
  return allExpressions(expression).flatMap((part) => {
    if (part.kind !== "selector" || part.metric !== undefined) return [];
    const pattern = part.matchers.find(({ label }) => label === "__name__");
    if (pattern === undefined) return part.isOpen ? [undefined] : [];
    const parsedPattern =
      pattern.variable || pattern.operator !== "=~" ? undefined : parsePattern(pattern.value);
    return [parsedPattern?.kind === "valid" ? parsedPattern.matches : undefined];
  });
}

/** Annotations that name a metric as a word of their text, and not in a template, a path or a link. */
export const checkAnnotations: FilesRule = (reportOf) => {
  const alerts: CheckedQuery[] = [];
  const records: string[] = [];
  const see = (checked: CheckedQuery) => {
    const { owner } = checked.query;
    if (owner.kind === "recording rule") records.push(owner.name);
    if (owner.kind === "alert" && owner.rule !== undefined) alerts.push(checked);
  };
  const finish = () => {
    for (const alert of alerts) checkAnnotationsOf(alert, records, reportOf(alert));
  };
  return { see, finish };
};

function checkAnnotationsOf(
  { query, known }: CheckedQuery,
  records: readonly string[],
  report: QueryReport,
): void {
  const { owner } = query;
  const annotations = owner.kind === "file" ? [] : (owner.rule?.annotations ?? []);
  for (const annotation of annotations) {
    for (const { name, ...span } of namesInText(annotation.text)) {
      if (!known.inScope(name) || isNamed(name, known) || records.includes(name)) continue;
      const near = nearestName(name, [...known.series.keys(), ...known.histograms]);
      const isNear = near !== undefined && distance(near, name) <= MOST_EDITS;
      if (!isNear && !METRIC_ENDING.test(name)) continue;
      const params = { annotation: annotation.name, name, nearest: near };
      report("query-annotation-metric", params, placeInRuleText(query, annotation, span));
    }
  }
}

/** Whether it is a metric, a family or a label. */
function isNamed(name: string, { series, histograms, targetLabels }: KnownMetrics): boolean {
  if (series.has(name) || histograms.has(name) || targetLabels.has(name)) return true;
  return [...series.values()].some(({ family, labels }) => family === name || labels.has(name));
}

/** A word that differs by more may be the name of something else, such as a program. */
const MOST_EDITS = 2;

/** What hardly anything but a metric ends in. */
const METRIC_ENDING = /_(?:total|seconds|bytes|bucket|count|sum|ratio|info)$/;

/** With blanks for what a template fills in. */
function withoutActions(text: string): string {
  let without = "";
  let at = 0;
  while (true) {
    const start = text.indexOf("{{", at);
    const end = start < 0 ? -1 : text.indexOf("}}", start);
    if (end < 0) return without + text.slice(at);
    without += text.slice(at, start) + " ".repeat(end + 2 - start);
    at = end + 2;
  }
}

/** Words with an underscore. Templates, links and paths of files are left out. */
function namesInText(text: string): readonly (TextSpan & { readonly name: string })[] {
  const words = withoutActions(text).replace(/\S+/g, (word) =>
    word.includes("/") ? " ".repeat(word.length) : word,
  );
  return [...words.matchAll(/(?<![\w:.$@-])[a-zA-Z_][\w:]*\b(?![\w:$@]|[-.(]\w)/g)]
    .filter(([name]) => name.includes("_"))
    .map(({ 0: name, index }) => ({ name, start: index, end: index + name.length }));
}
